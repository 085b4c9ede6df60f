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
 * A walk over a segment's graph keeps the `beam` nearest vectors seen so far and compares about
 * twenty vectors for each of them, at random places; a scan compares all n, one after the other,
 * and misses none. So where a segment holds no more than twenty beams the scan is no dearer, and
 * exact: 2,000 vectors for a page of results, more for a large k. The floor of the beam, which is
 * also what the graph is built with, makes small k as reliable as large k; twice k keeps the last
 * of the k as reliable as the first.
 *
 * Both ways take cosines from the same function, never from Lucene's score (1 + cosine) / 2, whose
 * rounding would tell the two apart; so they rank alike what both have found.
 */
/** The k vectors nearest to a query: over the HNSW graphs, or by comparing all. */
final class NearestSearch {

  private static final int LEAST_BEAM = 100;
  private static final int COMPARISONS_PER_BEAM_PLACE = 20;

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
    Recall recall = new NearestSearch(reader, target, query, k).walk();
    // A graph with many deleted vectors may come apart; then only the scan finds enough.
    return recall.neighbours().size() < Math.min(k, count)
        ? exact(reader, target, query, k)
        : recall;
  }

  /** As {@link #nearest}, always comparing all. */
  static Recall exact(DirectoryReader reader, Modality target, float[] query, int k)
      throws IOException {
    return new NearestSearch(reader, target, query, k).scan();
  }

  private Recall walk() throws IOException {
    long beam = Math.max(LEAST_BEAM, 2L * k);
    boolean exact = true;
    for (LeafReaderContext context : reader.leaves()) {
      @Nullable FloatVectorValues vectors = context.reader().getFloatVectorValues(field);
      if (vectors != null && vectors.size() > beam * COMPARISONS_PER_BEAM_PLACE) {
        walk(context.reader(), vectors, (int) beam);
        exact = false;
      } else if (vectors != null) {
        scan(context.reader(), vectors);
      }
    }
    return recall(exact);
  }

  private void walk(LeafReader leaf, FloatVectorValues vectors, int beam) throws IOException {
    TopKnnCollector collector = new TopKnnCollector(beam, Integer.MAX_VALUE);
    leaf.searchNearestVectors(
        field, query, collector, AcceptDocs.fromLiveDocs(leaf.getLiveDocs(), leaf.maxDoc()));
    visited += collector.visitedCount();
    ScoreDoc[] found = collector.topDocs().scoreDocs;
    int[] docs = Arrays.stream(found).mapToInt(hit -> hit.doc).sorted().toArray();
    Leaf hits = new Leaf(leaf, vectors);
    for (int doc : docs) {
      hits.at.advance(doc);
      hits.offer(doc);
    }
  }

  private Recall scan() throws IOException {
    for (LeafReaderContext context : reader.leaves()) {
      @Nullable FloatVectorValues vectors = context.reader().getFloatVectorValues(field);
      if (vectors != null) {
        scan(context.reader(), vectors);
      }
    }
    return recall(true);
  }

  private void scan(LeafReader leaf, FloatVectorValues vectors) throws IOException {
    Leaf all = new Leaf(leaf, vectors);
    @Nullable Bits live = leaf.getLiveDocs();
    for (int doc = all.at.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = all.at.nextDoc()) {
      if (live == null || live.get(doc)) {
        visited++;
        all.offer(doc);
      }
    }
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

    Leaf(LeafReader leaf, FloatVectorValues vectors) throws IOException {
      @Nullable BinaryDocValues docValues = leaf.getBinaryDocValues(ItemFields.ID);
      if (docValues == null) {
        throw new CorruptIndexException("vectors without ids", leaf.toString());
      }
      this.vectors = vectors;
      this.at = vectors.iterator();
      this.ids = docValues;
    }

    /** Takes the document that {@code at} stands on. */
    void offer(int doc) throws IOException {
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
