package dev.diptych.index;

import dev.diptych.core.ItcScore;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.index.Recall.Neighbour;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.VectorUtil;
import org.jspecify.annotations.Nullable;

/*
 * Graph or scan
 *
 * A walk over the graph keeps the `beam` nearest vectors seen so far and compares about ten vectors
 * for each of them, at random places; a scan compares all n, one after the other, with nothing
 * missed. So where n is no more than about ten beams the scan is both cheaper and exact. The floor
 * of the beam, which is also what the graph is built with, makes small k as reliable as large k.
 * Twice k keeps the last of the k as reliable as the first.
 *
 * Both ways take cosines from the same function, never from Lucene's score (1 + cosine) / 2, whose
 * rounding would tell the two apart; so they rank alike what both have found.
 */
/** The k vectors nearest to a query: over the HNSW graphs, or by comparing all. */
final class NearestSearch {

  private static final int LEAST_BEAM = 100;
  private static final int COMPARISONS_PER_BEAM_PLACE = 10;

  private static final Comparator<Neighbour> BEST_FIRST =
      Comparator.comparingDouble((Neighbour neighbour) -> neighbour.itc().value())
          .reversed()
          .thenComparing(Neighbour::id);

  private final DirectoryReader reader;
  private final String field;
  private final float[] query;
  private final int k;
  private final PriorityQueue<Neighbour> best;
  private long visited;

  private NearestSearch(DirectoryReader reader, Modality target, float[] query, int k) {
    this.reader = reader;
    this.field = ItemFields.vector(target);
    this.query = query;
    this.k = k;
    this.best = new PriorityQueue<>(Math.min(k, 1024), BEST_FIRST.reversed());
  }

  /**
   * Searches.
   *
   * @param query {@code f32 [D]}, of the D of the index
   * @param k at least 1
   * @param count how many items of this modality there are
   */
  static Recall nearest(DirectoryReader reader, Modality target, float[] query, int k, int count)
      throws IOException {
    long beam = Math.max(LEAST_BEAM, 2L * k);
    if (count > beam * COMPARISONS_PER_BEAM_PLACE) {
      Recall recall = new NearestSearch(reader, target, query, k).walk((int) beam);
      if (recall.neighbours().size() == k) {
        return recall;
      }
      // A graph with many deleted vectors may come apart; then only the scan finds enough.
    }
    return exact(reader, target, query, k);
  }

  /** As {@link #nearest}, always comparing all. */
  static Recall exact(DirectoryReader reader, Modality target, float[] query, int k)
      throws IOException {
    return new NearestSearch(reader, target, query, k).scan();
  }

  private Recall walk(int beam) throws IOException {
    for (LeafReaderContext context : reader.leaves()) {
      LeafReader leaf = context.reader();
      TopKnnCollector collector = new TopKnnCollector(beam, Integer.MAX_VALUE);
      leaf.searchNearestVectors(
          field, query, collector, AcceptDocs.fromLiveDocs(leaf.getLiveDocs(), leaf.maxDoc()));
      visited += collector.visitedCount();
      ScoreDoc[] found = collector.topDocs().scoreDocs;
      int[] docs = Arrays.stream(found).mapToInt(hit -> hit.doc).sorted().toArray();
      if (docs.length > 0) {
        Leaf vectors = new Leaf(leaf);
        for (int doc : docs) {
          vectors.offer(doc);
        }
      }
    }
    return recall(false);
  }

  private Recall scan() throws IOException {
    for (LeafReaderContext context : reader.leaves()) {
      LeafReader leaf = context.reader();
      if (leaf.getFloatVectorValues(field) == null) {
        continue;
      }
      Leaf vectors = new Leaf(leaf);
      Bits live = leaf.getLiveDocs();
      for (int doc = vectors.at.nextDoc();
          doc != DocIdSetIterator.NO_MORE_DOCS;
          doc = vectors.at.nextDoc()) {
        if (live == null || live.get(doc)) {
          visited++;
          vectors.offer(doc);
        }
      }
    }
    return recall(true);
  }

  private Recall recall(boolean exact) {
    List<Neighbour> neighbours = new ArrayList<>(best);
    neighbours.sort(BEST_FIRST);
    return new Recall(neighbours, visited, exact);
  }

  /** The vectors and ids of one segment, read in ascending order of documents. */
  private final class Leaf {

    private final FloatVectorValues vectors;
    private final KnnVectorValues.DocIndexIterator at;
    private final BinaryDocValues ids;

    Leaf(LeafReader leaf) throws IOException {
      @Nullable FloatVectorValues values = leaf.getFloatVectorValues(field);
      @Nullable BinaryDocValues docValues = leaf.getBinaryDocValues(ItemFields.ID);
      if (values == null || docValues == null) {
        throw new CorruptIndexException("vectors without ids", leaf.toString());
      }
      vectors = values;
      at = values.iterator();
      ids = docValues;
    }

    void offer(int doc) throws IOException {
      if (at.docID() < doc) {
        at.advance(doc);
      }
      float cosine =
          Math.clamp(VectorUtil.dotProduct(query, vectors.vectorValue(at.index())), -1f, 1f);
      @Nullable Neighbour worst = best.size() < k ? null : best.peek();
      if (worst != null && cosine < worst.itc().value()) {
        return; // without reading its id
      }
      if (!ids.advanceExact(doc)) {
        throw new CorruptIndexException("a vector without an id", "document " + doc);
      }
      Neighbour found =
          new Neighbour(new ItemId(ids.binaryValue().utf8ToString()), new ItcScore(cosine));
      if (worst == null) {
        best.add(found);
      } else if (BEST_FIRST.compare(found, worst) < 0) {
        best.poll();
        best.add(found);
      }
    }
  }
}
