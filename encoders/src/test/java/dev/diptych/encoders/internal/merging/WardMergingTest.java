package dev.diptych.encoders.internal.merging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WardMergingTest {

  private final long seed = 2026; // fixed: of two costs that all but equal, rounding decides
  private final Random random = new Random(seed);

  private float[] rows(int rows, int width) {
    float[] values = new float[rows * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() + 3;
    }
    return values;
  }

  @ParameterizedTest
  @CsvSource({"1,1", "2,3", "3,4", "7,64", "50,96", "33,131"})
  void distances_ofAnyShape_areThoseOfThePlainSum(int rows, int width) {
    float[] values = rows(rows + 1, width);

    float[][] distances = SquaredDistances.of(values, width, rows, width);

    for (int row = 0; row < rows; row++) {
      for (int other = row + 1; other < rows; other++) {
        double sum = 0;
        for (int i = 0; i < width; i++) {
          double difference =
              (double) values[(row + 1) * width + i] - values[(other + 1) * width + i];
          sum += difference * difference;
        }
        assertThat((double) distances[row][other])
            .as("rows %s and %s, seed %s", row, other, seed)
            .isCloseTo(sum, within(1e-5 * (sum + width)));
      }
    }
  }

  @Test
  void distances_ofEqualRows_areZeroExactly() {
    float[] values = rows(9, 70);
    System.arraycopy(values, 2 * 70, values, 5 * 70, 70);
    System.arraycopy(values, 2 * 70, values, 8 * 70, 70);

    float[][] distances = SquaredDistances.of(values, 0, 9, 70);

    assertThat(distances[2][5]).as("seed %s", seed).isZero();
    assertThat(distances[2][8]).isZero();
    assertThat(distances[5][8]).isZero();
  }

  @ParameterizedTest
  @CsvSource({"1,1", "2,1", "30,1", "30,30", "30,7", "61,15", "40,39"})
  void groups_ofAnyNumber_areThoseOfTheGreedySearch(int rows, int groups) {
    int width = 5;
    float[] values = rows(rows, width);

    int[] found = WardMerging.groups(SquaredDistances.of(values, 0, rows, width), groups);

    assertThat(found).as("seed %s", seed).containsExactly(greedy(values, rows, width, groups));
    assertThat(Arrays.stream(found).distinct()).hasSize(groups);
  }

  /** Ward's method by the book: means and costs worked out anew for every union. */
  private static int[] greedy(float[] values, int rows, int width, int groups) {
    List<List<Integer>> all = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      all.add(new ArrayList<>(List.of(row)));
    }
    while (all.size() > groups) {
      double least = Double.POSITIVE_INFINITY;
      int one = 0;
      int other = 0;
      for (int a = 0; a < all.size(); a++) {
        for (int b = a + 1; b < all.size(); b++) {
          double cost = cost(values, width, all.get(a), all.get(b));
          if (cost < least) {
            least = cost;
            one = a;
            other = b;
          }
        }
      }
      all.get(one).addAll(all.remove(other));
    }
    int[] group = new int[rows];
    for (List<Integer> members : all) {
      int first = members.stream().mapToInt(Integer::intValue).min().orElseThrow();
      members.forEach(member -> group[member] = first);
    }
    return group;
  }

  private static double cost(float[] values, int width, List<Integer> one, List<Integer> other) {
    double sum = 0;
    for (int i = 0; i < width; i++) {
      double difference = mean(values, width, one, i) - mean(values, width, other, i);
      sum += difference * difference;
    }
    return sum * one.size() * other.size() / (one.size() + other.size());
  }

  private static double mean(float[] values, int width, List<Integer> rows, int column) {
    return rows.stream().mapToDouble(row -> values[row * width + column]).average().orElseThrow();
  }
}
