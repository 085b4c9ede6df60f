package dev.diptych.encoders.internal.grounding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.encoders.WordKind.Probe;
import dev.diptych.encoders.internal.grounding.LogisticRegression.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogisticRegressionTest {

  @Test
  void solve_knownEquations_exact() {
    double[][] matrix = {{4, 2, 1}, {2, 5, 3}, {1, 3, 6}};
    double[] x = Cholesky.solve(matrix, new double[] {4 + 4 + 3, 2 + 10 + 9, 1 + 6 + 18});
    assertThat(x).containsExactly(new double[] {1, 2, 3}, within(1e-12));
  }

  @Test
  void fit_fewAmongMany_tellsBothSortsAlike() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      boolean positive = i % 10 != 0;
      float[] row = new float[5];
      for (int j = 0; j < row.length; j++) {
        row[j] = (float) random.nextGaussian();
      }
      row[2] = 100 + row[2] * .1f + (positive ? .2f : -.2f);
      examples.add(new Example(row, positive));
    }

    Probe probe = LogisticRegression.fit(examples);

    for (boolean sort : List.of(true, false)) {
      List<Example> of = examples.stream().filter(it -> it.positive() == sort).toList();
      long right = of.stream().filter(it -> probe.apply(it.input()) >= .5 == sort).count();
      assertThat(right / (double) of.size()).as("%s, seed %s", sort, seed).isGreaterThan(.93);
    }
  }
}
