package dev.diptych.index.internal.vectors;

import java.io.IOException;
import java.util.Optional;
import org.apache.lucene.codecs.hnsw.FlatVectorScorerUtil;
import org.apache.lucene.codecs.lucene104.Lucene104ScalarQuantizedVectorScorer;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.hnsw.RandomVectorScorer;
import org.apache.lucene.util.hnsw.RandomVectorScorerSupplier;
import org.apache.lucene.util.hnsw.UpdateableRandomVectorScorer;
import org.apache.lucene.util.quantization.OptimizedScalarQuantizer.QuantizationResult;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues;

/**
 * Lucene's scorer of quantised vectors, with the comparison of {@link PackedVectors} in its place
 * wherever that one can be used: for building graphs and for walking them. Both give the same
 * scores but for rounding. Thread-safe.
 */
final class VectorScorers extends Lucene104ScalarQuantizedVectorScorer {

  static final VectorScorers INSTANCE = new VectorScorers();

  /** The module is not among those that Java starts with by itself. */
  private static final boolean FAST =
      ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
          && PackedVectors.supported();

  private VectorScorers() {
    super(FlatVectorScorerUtil.getLucene99FlatVectorsScorer());
  }

  @Override
  public RandomVectorScorerSupplier getRandomVectorScorerSupplier(
      VectorSimilarityFunction similarity, KnnVectorValues values) throws IOException {
    Optional<PackedVectors> packed = packed(similarity, values);
    return packed.isPresent()
        ? new Supplier(packed.get(), values)
        : super.getRandomVectorScorerSupplier(similarity, values);
  }

  @Override
  public RandomVectorScorer getRandomVectorScorer(
      VectorSimilarityFunction similarity, KnnVectorValues values, float[] target)
      throws IOException {
    Optional<PackedVectors> packed = packed(similarity, values);
    if (packed.isEmpty()) {
      return super.getRandomVectorScorer(similarity, values, target);
    }
    QuantizedByteVectorValues quantised = (QuantizedByteVectorValues) values;
    byte[] numbers = new byte[2 * packed.get().packed()];
    QuantizationResult result =
        quantised
            .getQuantizer()
            .scalarQuantize(
                target.clone(), // which it centres in place
                numbers,
                quantised.getScalarEncoding().getQueryBits(),
                quantised.getCentroid());
    Scorer scorer = new Scorer(packed.get(), values);
    scorer.query.spread(numbers, PackedVectors.BLOCK);
    scorer.query.correct(
        result.lowerInterval(),
        result.upperInterval(),
        result.additionalCorrection(),
        result.quantizedComponentSum());
    return scorer;
  }

  private static Optional<PackedVectors> packed(
      VectorSimilarityFunction similarity, KnnVectorValues values) throws IOException {
    return FAST
            && similarity == VectorSimilarityFunction.DOT_PRODUCT
            && values instanceof QuantizedByteVectorValues quantised
        ? PackedVectors.of(quantised)
        : Optional.empty();
  }

  /** Scorers for vectors that are themselves in the segment, while a graph is built. */
  private record Supplier(PackedVectors vectors, KnnVectorValues values)
      implements RandomVectorScorerSupplier {

    @Override
    public UpdateableRandomVectorScorer scorer() {
      return new Scorer(vectors, values);
    }

    @Override
    public RandomVectorScorerSupplier copy() {
      return this;
    }
  }

  /** Compares with one query after the other. Not thread-safe. */
  private static final class Scorer
      extends UpdateableRandomVectorScorer.AbstractUpdateableRandomVectorScorer {

    private final PackedVectors vectors;
    private final PackedQuery query;

    Scorer(PackedVectors vectors, KnnVectorValues values) {
      super(values);
      this.vectors = vectors;
      this.query = new PackedQuery(vectors.packed());
    }

    @Override
    public void setScoringOrdinal(int ordinal) {
      vectors.load(ordinal, query);
    }

    @Override
    public float score(int ordinal) {
      return vectors.score(query, ordinal);
    }

    @Override
    public float bulkScore(int[] ordinals, float[] scores, int count) {
      return vectors.scores(query, ordinals, scores, count);
    }
  }
}
