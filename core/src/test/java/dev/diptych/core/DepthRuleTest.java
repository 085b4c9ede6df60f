package dev.diptych.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
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

  @Test
  void depth_moreExpectedAmongTheScored_leavesMoreBehind() {
    List<Float> others = List.of(.475f, .475f, .475f, .475f); // s(-2.5), 0.076 each
    // A half and 0.152 scored: 0.152 left, at most 0.2 sqrt(0.652) = 0.161.
    assertThat(RULE.depth(behind(List.of(.5f), others))).isEqualTo(3);
    // Two and a half scored: 0.304 left, at most 0.2 sqrt(2.5) = 0.316.
    assertThat(RULE.depth(behind(List.of(.9f, .9f, .5f), others))).isEqualTo(3);
  }

  private static List<Float> behind(List<Float> first, List<Float> others) {
    return Stream.concat(first.stream(), others.stream()).toList();
  }

  @Test
  void depth_anyCosines_isTheFirstWithinTheBound() {
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      List<Float> cosines =
          Stream.generate(() -> .4f + .2f * random.nextFloat())
              .limit(random.nextInt(12))
              .sorted(Comparator.reverseOrder())
              .toList();
      assertThat(RULE.depth(cosines)).as("seed %s", seed).isEqualTo(byDefinition(cosines));
    }
  }

  private static int byDefinition(List<Float> cosines) {
    List<Double> chances =
        cosines.stream().limit(8).map(c -> 1 / (1 + Math.exp(50 - 100.0 * c))).toList();
    for (int depth = 1; depth < chances.size(); depth++) {
      double scored = sum(chances.subList(0, depth));
      double others = sum(chances.subList(depth, chances.size()));
      if (others < .2 * Math.sqrt(Math.max(.05, Math.min(10, scored)))) {
        return depth;
      }
    }
    return chances.size();
  }

  private static double sum(List<Double> chances) {
    return chances.stream().mapToDouble(Double::doubleValue).sum();
  }
}
