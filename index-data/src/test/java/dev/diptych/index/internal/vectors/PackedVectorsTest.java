package dev.diptych.index.internal.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.index.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.lucene.codecs.hnsw.FlatVectorScorerUtil;
import org.apache.lucene.codecs.lucene104.Lucene104ScalarQuantizedVectorScorer;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsReader;
import org.apache.lucene.codecs.perfield.PerFieldKnnVectorsFormat;
import org.apache.lucene.index.SegmentReader;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.hnsw.RandomVectorScorer;
import org.apache.lucene.util.hnsw.UpdateableRandomVectorScorer;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lucene's own scorer is the oracle. */
final class PackedVectorsTest {

  private static final int COUNT = 70;
  private static final float ROUNDING = 2e-6f;

  private static final Lucene104ScalarQuantizedVectorScorer ORACLE =
      new Lucene104ScalarQuantizedVectorScorer(FlatVectorScorerUtil.getLucene99FlatVectorsScorer());

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 16, 31, 64, 100, 127, 128, 129, 256, 300, 768, 1000, 4096})
  void score_ofAQuery_isWhatLuceneComputes(int dimension) throws IOException {
    try (VectorSegment segment = segment(dimension)) {
      QuantizedByteVectorValues values = values(segment);
      float[] query = Samples.unit(new Random(dimension), dimension).toArray();
      RandomVectorScorer expected =
          ORACLE.getRandomVectorScorer(VectorSimilarityFunction.DOT_PRODUCT, values, query);
      RandomVectorScorer actual =
          VectorScorers.INSTANCE.getRandomVectorScorer(
              VectorSimilarityFunction.DOT_PRODUCT, values.copy(), query);

      assertSame(expected, actual, dimension);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 31, 128, 256, 300, 1000})
  void score_ofAVectorOfTheSegment_isWhatLuceneComputes(int dimension) throws IOException {
    try (VectorSegment segment = segment(dimension)) {
      QuantizedByteVectorValues values = values(segment);
      UpdateableRandomVectorScorer expected =
          ORACLE
              .getRandomVectorScorerSupplier(VectorSimilarityFunction.DOT_PRODUCT, values)
              .scorer();
      UpdateableRandomVectorScorer actual =
          VectorScorers.INSTANCE
              .getRandomVectorScorerSupplier(VectorSimilarityFunction.DOT_PRODUCT, values.copy())
              .copy()
              .scorer();
      for (int ordinal : new int[] {3, 0, COUNT - 1}) {
        expected.setScoringOrdinal(ordinal);
        actual.setScoringOrdinal(ordinal);

        assertSame(expected, actual, dimension);
      }
    }
  }

  /** Random vectors of few dimensions never come near the largest sums. */
  @ParameterizedTest
  @ValueSource(ints = {256, 4096})
  void score_ofVectorsAtBothEndsOfTheScale_isWhatLuceneComputes(int dimension) throws IOException {
    try (VectorSegment segment = VectorSegment.write(folder, vectorsOfTwoValues(dimension))) {
      QuantizedByteVectorValues values = values(segment);
      float[] query = segment.vector(0);
      assertSame(
          ORACLE.getRandomVectorScorer(VectorSimilarityFunction.DOT_PRODUCT, values, query),
          VectorScorers.INSTANCE.getRandomVectorScorer(
              VectorSimilarityFunction.DOT_PRODUCT, values.copy(), query),
          dimension);
    }
  }

  private static float[][] vectorsOfTwoValues(int dimension) {
    float[][] vectors = new float[COUNT][dimension];
    for (int number = 0; number < COUNT; number++) {
      for (int i = 0; i < dimension; i++) {
        vectors[number][i] =
            (float)
                ((number % 2 == 0 ? 1 : -1) * (i % 97 == number ? -1 : 1) / Math.sqrt(dimension));
      }
    }
    return vectors;
  }

  private static void assertSame(
      RandomVectorScorer expected, RandomVectorScorer actual, int dimension) throws IOException {
    assertThat(actual.getClass().getName()).startsWith(VectorScorers.class.getName());
    float[] all = new float[COUNT];
    int[] ordinals = IntStream.range(0, COUNT).map(i -> (i * 31 + 5) % COUNT).toArray();
    float best = actual.bulkScore(ordinals, all, COUNT);
    float most = 0;
    for (int i = 0; i < COUNT; i++) {
      float score = expected.score(ordinals[i]);
      assertThat(actual.score(ordinals[i]))
          .as("dimension %s, vector %s", dimension, ordinals[i])
          .isCloseTo(score, within(ROUNDING));
      assertThat(all[i]).isEqualTo(actual.score(ordinals[i]));
      most = Math.max(most, all[i]);
    }
    assertThat(best).isEqualTo(most);
  }

  private VectorSegment segment(int dimension) throws IOException {
    return VectorSegment.write(folder, COUNT, dimension, dimension + 1L, 1_000_000, 0);
  }

  private static QuantizedByteVectorValues values(VectorSegment segment) throws IOException {
    PerFieldKnnVectorsFormat.FieldsReader fields =
        (PerFieldKnnVectorsFormat.FieldsReader) ((SegmentReader) segment.leaf()).getVectorReader();
    Lucene99HnswVectorsReader reader =
        (Lucene99HnswVectorsReader) fields.getFieldReader(VectorSegment.FIELD);
    return (QuantizedByteVectorValues) reader.getQuantizedVectorValues(VectorSegment.FIELD);
  }
}
