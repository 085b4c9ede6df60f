package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.PatchFeatures;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBudgetTest {

  private static final int PATCHES = 50;
  private static final int WIDTH = 21;

  private final long seed = System.nanoTime();
  private final float[] values = values(new Random(seed));

  private static float[] values(Random random) {
    float[] values = new float[PATCHES * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static float[] counts(PatchFeatures features) {
    float[] counts = new float[features.patches()];
    features.copyCountsTo(FloatBuffer.wrap(counts));
    return counts;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 13, 25, 49})
  void apply_belowP_keepsTheWeightedMeanAndTheNumberOfTokens(int tokens) {
    PatchFeatures merged = new TokenBudget(tokens).apply(PatchFeatures.of(PATCHES, WIDTH, values));

    assertThat(merged.patches()).isEqualTo(tokens);
    assertThat(merged.merged()).isTrue();
    float[] counts = counts(merged);
    float[] means = merged.toArray();
    float sum = 0;
    for (float count : counts) {
      assertThat(count).isGreaterThanOrEqualTo(1);
      sum += count;
    }
    assertThat(sum).isEqualTo(PATCHES);
    for (int i = 0; i < WIDTH; i++) {
      double before = 0;
      for (int token = 0; token < PATCHES; token++) {
        before += values[token * WIDTH + i];
      }
      double after = 0;
      for (int token = 0; token < tokens; token++) {
        after += (double) counts[token] * means[token * WIDTH + i];
      }
      assertThat(after).as("column %s, seed %s", i, seed).isCloseTo(before, within(1e-4));
    }
  }

  @Test
  void apply_anyBudget_leavesTheClassTokenAlone() {
    System.arraycopy(values, 0, values, 7 * WIDTH, WIDTH); // another token is just like it
    PatchFeatures merged = new TokenBudget(13).apply(PatchFeatures.of(PATCHES, WIDTH, values));

    assertThat(counts(merged)[0]).isEqualTo(1);
    assertThat(Arrays.copyOf(merged.toArray(), WIDTH)).isEqualTo(Arrays.copyOf(values, WIDTH));
  }

  @Test
  void apply_equalTokens_mergesThemBeforeAllOthers() {
    for (int copy : new int[] {11, 30, 49}) {
      System.arraycopy(values, 4 * WIDTH, values, copy * WIDTH, WIDTH);
    }
    PatchFeatures merged = new TokenBudget(47).apply(PatchFeatures.of(PATCHES, WIDTH, values));

    float[] counts = counts(merged);
    assertThat(counts[4]).as("seed %s", seed).isEqualTo(4);
    assertThat(Arrays.copyOfRange(merged.toArray(), 4 * WIDTH, 5 * WIDTH))
        .isEqualTo(Arrays.copyOfRange(values, 4 * WIDTH, 5 * WIDTH));
  }

  @Test
  void apply_pOrMore_changesNothing() {
    PatchFeatures features = PatchFeatures.of(PATCHES, WIDTH, values);
    assertThat(new TokenBudget(PATCHES).apply(features)).isSameAs(features);
    assertThat(new TokenBudget(577).apply(features)).isSameAs(features);
    assertThat(features.merged()).isFalse();
  }

  @Test
  void apply_twice_changesNothingTheSecondTime() {
    TokenBudget budget = new TokenBudget(13);
    PatchFeatures merged = budget.apply(PatchFeatures.of(PATCHES, WIDTH, values));
    assertThat(budget.apply(merged)).isSameAs(merged);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 0, -5})
  void budget_belowTwo_isRefused(int tokens) {
    assertThatThrownBy(() -> new TokenBudget(tokens))
        .isInstanceOfSatisfying(
            DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
        .hasMessageContaining("at least 2")
        .hasMessageContaining("was " + tokens);
  }
}
