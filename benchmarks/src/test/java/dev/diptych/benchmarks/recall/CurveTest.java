package dev.diptych.benchmarks.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class CurveTest {

  private final Curve curve = new Curve();

  @Test
  void millisAt_betweenTwoPoints_isInProportion() {
    curve.add(0.90, 1);
    curve.add(0.96, 2);
    curve.add(1.00, 6);

    assertThat(curve.millisAt(0.98).orElseThrow()).isCloseTo(4, within(1e-9));
  }

  @Test
  void millisAt_beforeTheFirstPoint_isTheFirst() {
    curve.add(0.99, 3);
    curve.add(1.00, 5);

    assertThat(curve.millisAt(0.98)).hasValue(3);
  }

  @Test
  void millisAt_beyondAllPoints_isEmpty() {
    curve.add(0.90, 1);
    curve.add(0.97, 2);

    assertThat(curve.millisAt(0.98)).isEmpty();
  }
}
