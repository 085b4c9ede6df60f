package dev.diptych.index.internal.items;

import dev.diptych.core.Embedding;
import dev.diptych.core.Modality;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReader;
import org.jspecify.annotations.Nullable;

/**
 * The vectors of a segment's items. All items of a modality have as many, so what lies at an
 * ordinal of one field belongs to the same item as what lies at that ordinal of another.
 */
public final class StoredVectors {

  private StoredVectors() {}

  /** {@return the vectors of a modality by their number; empty where the segment has none} */
  public static List<FloatVectorValues> fields(LeafReader leaf, Modality modality)
      throws IOException {
    List<FloatVectorValues> fields = new ArrayList<>(1);
    @Nullable FloatVectorValues next = leaf.getFloatVectorValues(ItemFields.vector(modality, 0));
    while (next != null) {
      fields.add(next);
      next = leaf.getFloatVectorValues(ItemFields.vector(modality, fields.size()));
    }
    return fields;
  }

  /** {@return the embedding at an ordinal of fields, at least one} */
  public static Embedding at(List<FloatVectorValues> fields, int ordinal) throws IOException {
    if (fields.size() == 1) {
      return Embedding.of(fields.getFirst().vectorValue(ordinal));
    }
    int dimension = fields.getFirst().dimension();
    float[] components = new float[fields.size() * dimension];
    for (int number = 0; number < fields.size(); number++) {
      System.arraycopy(
          fields.get(number).vectorValue(ordinal), 0, components, number * dimension, dimension);
    }
    return Embedding.of(fields.size(), components);
  }
}
