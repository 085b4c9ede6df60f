package dev.diptych.index.internal.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BestOrdinalsTest {

  @Test
  void add_rowsOfEveryKind_keepsWhatSortingAllOfThemWould() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int most = 1 + random.nextInt(40);
      int values = 1 + random.nextInt(200); // few of them: many scores are equal
      float[] scores = new float[random.nextInt(500)];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = (random.nextInt(values) - values / 2f) / values;
      }
      BestOrdinals best = new BestOrdinals(most);

      for (int ordinal = 0; ordinal < scores.length; ordinal++) {
        best.add(ordinal, scores[ordinal]);
      }

      assertThat(best.ascending()).as("seed %s", seed).containsExactly(sorted(scores, most));
    }
  }

  private static int[] sorted(float[] scores, int most) {
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer ordinal) -> -scores[ordinal]))
        .limit(most)
        .mapToInt(Integer::intValue)
        .sorted()
        .toArray();
  }
}
