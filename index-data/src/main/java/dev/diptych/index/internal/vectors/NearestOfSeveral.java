package dev.diptych.index.internal.vectors;

import dev.diptych.core.Embedding;
import dev.diptych.core.ItcScore;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.index.Recall;
import dev.diptych.index.Recall.Neighbour;
import dev.diptych.index.internal.items.ItemFields;
import dev.diptych.index.internal.items.StoredVectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.VectorUtil;
import org.jspecify.annotations.Nullable;

/** What was found by vectors of each number, as one list of items by the nearest of theirs. */
final class NearestOfSeveral {

  private final DirectoryReader reader;
  private final Modality target;
  private final float[][] query;
  private final Map<LeafReaderContext, List<FloatVectorValues>> fields = new HashMap<>();

  /**
   * @param query what was looked for
   */
  NearestOfSeveral(DirectoryReader reader, Modality target, Embedding query) {
    this.reader = reader;
    this.target = target;
    this.query = new float[query.count()][];
    for (int number = 0; number < query.count(); number++) {
      this.query[number] = query.vector(number);
    }
  }

  /**
   * {@return the k nearest items of several lists} A walk may have missed an item by its nearest
   * vector and found it by another, so after walks cosines are worked out anew, from all vectors.
   *
   * @param each the k nearest by the vectors of each number
   */
  Recall merge(List<Recall> each, int k) throws IOException {
    Map<ItemId, Neighbour> best = new HashMap<>();
    long visited = 0;
    boolean exact = true;
    for (Recall recall : each) {
      visited += recall.visited();
      exact &= recall.exact();
      for (Neighbour neighbour : recall.neighbours()) {
        best.merge(neighbour.id(), neighbour, NearestOfSeveral::nearer);
      }
    }
    List<Neighbour> nearest =
        new ArrayList<>(best.values().stream().sorted(NearestSearch.BEST_FIRST).limit(k).toList());
    if (!exact) {
      for (int i = 0; i < nearest.size(); i++) {
        nearest.set(i, byAllVectors(nearest.get(i)));
      }
      nearest.sort(NearestSearch.BEST_FIRST);
    }
    return new Recall(nearest, visited, exact);
  }

  private static Neighbour nearer(Neighbour one, Neighbour other) {
    return one.itc().value() >= other.itc().value() ? one : other;
  }

  private Neighbour byAllVectors(Neighbour neighbour) throws IOException {
    for (LeafReaderContext leaf : reader.leaves()) {
      @Nullable PostingsEnum postings =
          leaf.reader().postings(ItemFields.byId(neighbour.id()), PostingsEnum.NONE);
      @Nullable Bits live = leaf.reader().getLiveDocs();
      int doc = postings == null ? DocIdSetIterator.NO_MORE_DOCS : postings.nextDoc();
      while (postings != null && doc != DocIdSetIterator.NO_MORE_DOCS) {
        if (live == null || live.get(doc)) {
          return new Neighbour(
              neighbour.id(), neighbour.contentHash(), new ItcScore(cosine(leaf, doc)));
        }
        doc = postings.nextDoc();
      }
    }
    return neighbour;
  }

  private float cosine(LeafReaderContext leaf, int doc) throws IOException {
    @Nullable List<FloatVectorValues> vectors = fields.get(leaf);
    if (vectors == null) {
      vectors = StoredVectors.fields(leaf.reader(), target);
      fields.put(leaf, vectors);
    }
    KnnVectorValues.DocIndexIterator at = vectors.getFirst().iterator();
    at.advance(doc);
    float best = -1;
    for (int number = 0; number < Math.max(vectors.size(), query.length); number++) {
      float[] vector = vectors.get(vectors.size() == 1 ? 0 : number).vectorValue(at.index());
      float[] asked = query[query.length == 1 ? 0 : number];
      best = Math.max(best, VectorUtil.dotProduct(asked, vector));
    }
    return Math.min(best, 1f);
  }
}
