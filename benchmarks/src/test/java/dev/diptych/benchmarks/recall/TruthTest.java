package dev.diptych.benchmarks.recall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TruthTest {

  private static final int SIZE = 400;
  private static final int QUERIES = 20; // more than are compared together

  @TempDir Path folder;

  @Test
  void recall_ofTheNearestInDoublePrecision_isOne() throws IOException {
    VectorSet vectors = VectorSet.draw(folder, SIZE, QUERIES);
    int[][] nearest = new int[QUERIES][];
    for (int query = 0; query < QUERIES; query++) {
      float[] asked = vectors.query(query);
      nearest[query] =
          IntStream.range(0, SIZE)
              .boxed()
              .sorted(
                  Comparator.comparingDouble(
                      (Integer number) -> -dot(asked, vectors.vector(number))))
              .limit(Truth.DEPTH)
              .mapToInt(Integer::intValue)
              .toArray();
    }
    Truth truth = Truth.of(vectors);

    assertThat(truth.recall(nearest, Truth.DEPTH)).isGreaterThan(0.999);
    assertThat(truth.recall(nearest, 10)).isEqualTo(1);
    for (int[] each : nearest) {
      each[0] = SIZE; // there is no such vector: one of ten is missing now
    }
    assertThat(truth.recall(nearest, 10)).isEqualTo(0.9);
  }

  @Test
  void draw_twice_givesTheSameUnitVectors() throws IOException {
    VectorSet once = VectorSet.draw(folder, SIZE, QUERIES);
    float[] first = once.vector(7);
    float[] query = once.query(3);
    VectorSet again = VectorSet.draw(folder, SIZE, QUERIES);

    assertThat(again.vector(7)).isEqualTo(first);
    assertThat(again.query(3)).isEqualTo(query).isNotEqualTo(again.vector(3));
    assertThat(Math.sqrt(dot(first, first))).isBetween(1 - 1e-5, 1 + 1e-5);
  }

  private static double dot(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (double) one[i] * other[i];
    }
    return sum;
  }
}
