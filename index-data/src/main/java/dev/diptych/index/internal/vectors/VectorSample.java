package dev.diptych.index.internal.vectors;

import dev.diptych.core.Embedding;
import dev.diptych.core.Modality;
import dev.diptych.index.internal.items.ItemFields;
import dev.diptych.index.internal.items.StoredVectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/** Some of the vectors of a commit, spread evenly over it. */
public final class VectorSample {

  private VectorSample() {}

  /**
   * {@return every n-th vector in the order in which they lie, without those of removed items} The
   * same for the same commit.
   *
   * @param most how many at most
   */
  public static List<Embedding> of(DirectoryReader reader, Modality modality, int most)
      throws IOException {
    String field = ItemFields.vector(modality, 0);
    int all = 0;
    for (LeafReaderContext context : reader.leaves()) {
      @Nullable FloatVectorValues vectors = context.reader().getFloatVectorValues(field);
      all += vectors == null ? 0 : vectors.size();
    }
    int step = Math.max(1, Math.ceilDiv(all, most));
    List<Embedding> sample = new ArrayList<>();
    int next = 0;
    for (LeafReaderContext context : reader.leaves()) {
      @Nullable FloatVectorValues vectors = context.reader().getFloatVectorValues(field);
      if (vectors != null) {
        List<FloatVectorValues> fields = StoredVectors.fields(context.reader(), modality);
        @Nullable Bits live = context.reader().getLiveDocs();
        for (; next < vectors.size(); next += step) {
          if (live == null || live.get(vectors.ordToDoc(next))) {
            sample.add(StoredVectors.at(fields, next));
          }
        }
        next -= vectors.size();
      }
    }
    return List.copyOf(sample);
  }
}
