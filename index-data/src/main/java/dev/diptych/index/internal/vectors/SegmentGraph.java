package dev.diptych.index.internal.vectors;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsReader;
import org.apache.lucene.codecs.perfield.PerFieldKnnVectorsFormat;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.FilterLeafReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.KnnCollector;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.hnsw.HnswGraph;
import org.apache.lucene.util.hnsw.HnswGraphSearcher;
import org.apache.lucene.util.hnsw.RandomVectorScorer;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues;
import org.jspecify.annotations.Nullable;

/**
 * The quantised vectors of one field in one segment, with their HNSW graph where they have one.
 * Finds by ordinals, the numbers of vectors within the segment. Not thread-safe.
 */
final class SegmentGraph {

  private static final int SCAN_BLOCK = 64;

  private final QuantizedByteVectorValues values;
  private final HnswGraph graph;

  private SegmentGraph(QuantizedByteVectorValues values, HnswGraph graph) {
    this.values = values;
    this.graph = graph;
  }

  /** {@return the field's vectors in a segment; empty when they are not quantised} */
  static Optional<SegmentGraph> of(LeafReader leaf, String field) throws IOException {
    if (FilterLeafReader.unwrap(leaf) instanceof CodecReader codec
        && codec.getVectorReader() instanceof PerFieldKnnVectorsFormat.FieldsReader fields) {
      @Nullable KnnVectorsReader reader = fields.getFieldReader(field);
      if (reader instanceof Lucene99HnswVectorsReader hnsw
          && hnsw.getQuantizedVectorValues(field) instanceof QuantizedByteVectorValues values) {
        return Optional.of(new SegmentGraph(values, hnsw.getGraph(field)));
      }
    }
    return Optional.empty();
  }

  /** {@return whether there is a graph to walk} */
  boolean isWalkable() {
    return graph.size() > 0;
  }

  /** The nearest vectors as far as quantised ones tell. */
  static final class Nearest {
    private final int[] ordinals;
    private final long visited;

    private Nearest(int[] ordinals, long visited) {
      this.ordinals = ordinals;
      this.visited = visited;
    }

    /** {@return theirs, ascending; not copied} */
    int[] ordinals() {
      return ordinals;
    }

    /** {@return how many were compared} */
    long visited() {
      return visited;
    }
  }

  /**
   * Walks the graph from its entry towards the query.
   *
   * @param beam how many of the nearest seen are kept, and their neighbours looked at
   * @param most how many of those are wanted at most
   */
  Nearest walk(float[] query, int beam, int most, @Nullable Bits live) throws IOException {
    KnnCollector seen = new TopKnnCollector(beam, Integer.MAX_VALUE);
    HnswGraphSearcher.search(scorer(query), seen, graph, values.getAcceptOrds(live));
    ScoreDoc[] bestFirst = seen.topDocs().scoreDocs;
    int[] ordinals =
        Arrays.stream(bestFirst, 0, Math.min(most, bestFirst.length))
            .mapToInt(hit -> hit.doc)
            .sorted()
            .toArray();
    return new Nearest(ordinals, seen.visitedCount());
  }

  /**
   * Compares with all.
   *
   * @param most how many of the nearest are wanted at most
   */
  Nearest scan(float[] query, int most, @Nullable Bits live) throws IOException {
    BestOrdinals best = new BestOrdinals(most);
    long visited = 0;
    RandomVectorScorer scorer = scorer(query);
    @Nullable Bits accepted = values.getAcceptOrds(live);
    int[] ordinals = new int[SCAN_BLOCK];
    float[] scores = new float[SCAN_BLOCK];
    int count = 0;
    for (int ordinal = 0; ordinal < values.size(); ordinal++) {
      if (accepted == null || accepted.get(ordinal)) {
        ordinals[count++] = ordinal;
      }
      if (count == SCAN_BLOCK || (count > 0 && ordinal == values.size() - 1)) {
        if (scorer.bulkScore(ordinals, scores, count) > best.least()) {
          for (int i = 0; i < count; i++) {
            best.add(ordinals[i], scores[i]);
          }
        }
        visited += count;
        count = 0;
      }
    }
    return new Nearest(best.ascending(), visited);
  }

  private RandomVectorScorer scorer(float[] query) throws IOException {
    return VectorScorers.INSTANCE.getRandomVectorScorer(
        VectorSimilarityFunction.DOT_PRODUCT, values, query);
  }

  /** {@return the document of a vector} */
  int document(int ordinal) {
    return values.ordToDoc(ordinal);
  }
}
