package dev.diptych.index.internal.vectors;

import dev.diptych.index.IndexSpec;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.hnsw.FlatVectorScorerUtil;
import org.apache.lucene.codecs.hnsw.FlatVectorsFormat;
import org.apache.lucene.codecs.hnsw.FlatVectorsReader;
import org.apache.lucene.codecs.hnsw.FlatVectorsWriter;
import org.apache.lucene.codecs.lucene104.Lucene104HnswScalarQuantizedVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104ScalarQuantizedVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104ScalarQuantizedVectorsReader;
import org.apache.lucene.codecs.lucene104.Lucene104ScalarQuantizedVectorsWriter;
import org.apache.lucene.codecs.lucene99.Lucene99FlatVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsReader;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsWriter;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.search.TaskExecutor;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues.ScalarEncoding;
import org.jspecify.annotations.Nullable;

/**
 * Lucene's HNSW graphs over 4-bit vectors, beside which the 32-bit ones are kept, of up to 4096
 * dimensions. The files are those of {@link Lucene104HnswScalarQuantizedVectorsFormat} under its
 * name, so any Lucene 10.4 opens them; only they are made with {@link VectorScorers}, by several
 * threads, and larger segments than Lucene's own get no graph.
 *
 * <p>HNSW paper to code: M is {@code maxConn}, efConstruction is {@code beamWidth}.
 */
final class PackedVectorsFormat extends KnnVectorsFormat {

  private static final int MAX_CONN = 16;
  private static final int BEAM_WIDTH = 84;

  /**
   * Segments of fewer vectors get no graph: comparing all their 4-bit vectors is no dearer than a
   * walk, and merging them costs no more than copying.
   */
  static final int LEAST_IN_GRAPH = 50_000;

  private final FlatVectorsFormat flat = new Flat();
  private final int threads;
  private final @Nullable TaskExecutor helpers;

  /** Lucene's measure of the least in a graph: n vectors get one when {@code n > this * ln n}. */
  private final int noGraph;

  /**
   * A format for writing.
   *
   * @param threads how many threads build a graph, at least 1
   * @param helpers runs all but one of them; null when there is one
   * @param leastInGraph about how many vectors a segment must have to get a graph, at least 3
   */
  PackedVectorsFormat(int threads, @Nullable ExecutorService helpers, int leastInGraph) {
    super(Lucene104HnswScalarQuantizedVectorsFormat.NAME);
    this.threads = threads;
    this.helpers = helpers == null ? null : new TaskExecutor(helpers);
    this.noGraph = (int) (leastInGraph / Math.log(leastInGraph));
  }

  @Override
  public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
    return new Lucene99HnswVectorsWriter(
        state, MAX_CONN, BEAM_WIDTH, flat, flat.fieldsWriter(state), threads, helpers, noGraph);
  }

  @Override
  public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
    return new Lucene99HnswVectorsReader(state, flat.fieldsReader(state));
  }

  @Override
  public int getMaxDimensions(String field) {
    return IndexSpec.MOST_DIMENSIONS;
  }

  /** The vectors without the graph. */
  private static final class Flat extends FlatVectorsFormat {

    private final FlatVectorsFormat full =
        new Lucene99FlatVectorsFormat(FlatVectorScorerUtil.getLucene99FlatVectorsScorer());

    Flat() {
      super(Lucene104ScalarQuantizedVectorsFormat.NAME);
    }

    @Override
    public FlatVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
      return new Lucene104ScalarQuantizedVectorsWriter(
          state, ScalarEncoding.PACKED_NIBBLE, full.fieldsWriter(state), VectorScorers.INSTANCE);
    }

    @Override
    public FlatVectorsReader fieldsReader(SegmentReadState state) throws IOException {
      return new Lucene104ScalarQuantizedVectorsReader(
          state, full.fieldsReader(state), VectorScorers.INSTANCE);
    }
  }
}
