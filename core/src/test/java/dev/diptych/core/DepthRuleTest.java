package dev.diptych.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DepthRuleTest {

  /** A chance of s(100 c - 50): certain above .55, none below .45. */
  private static final DepthRule RULE = new DepthRule(100, 0, -50, 0.2, 8);

  @Test
  void depth_fewHighCosines_stopsBehindThem() {
    assertThat(RULE.depth(List.of(.9f, .8f, .7f, .3f, .2f, .1f))).isEqualTo(3);
  }

  @Test
  void depth_nothingHigh_oneIsScoredAllTheSame() {
    assertThat(RULE.depth(List.of(.3f, .2f, .1f))).isEqualTo(1);
    assertThat(RULE.depth(List.of())).isZero();
  }

  @Test
  void depth_manyHigh_isAtMostTheMost() {
    assertThat(RULE.depth(Collections.nCopies(100, .9f))).isEqualTo(8);
  }

  @Test
  void depth_candidatesBeyondTheMost_doNotMoveIt() {
    List<Float> first = List.of(.9f, .8f, .49f, .48f, .3f, .2f, .1f, .1f);
    List<Float> more = new ArrayList<>(first);
    more.addAll(Collections.nCopies(92, .1f));
    assertThat(RULE.depth(more)).isEqualTo(RULE.depth(first)).isEqualTo(3);
  }
}
