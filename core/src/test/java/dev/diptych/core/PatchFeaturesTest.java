package dev.diptych.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PatchFeaturesTest {

  private static final int PATCHES = 7;
  private static final int WIDTH = 33;

  @Test
  void copyTo_bytesAndScales_returnsEveryNumberWithinHalfAScale() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    float[] numbers = new float[PATCHES * WIDTH];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) (random.nextGaussian() * Math.pow(10, i / WIDTH - 3));
    }
    ByteBuffer values = ByteBuffer.allocate(numbers.length);
    FloatBuffer scales = FloatBuffer.allocate(PATCHES);

    PatchFeatures.of(PATCHES, WIDTH, numbers).copyTo(values, scales);

    assertThat(values.hasRemaining()).isFalse();
    assertThat(scales.hasRemaining()).isFalse();
    for (int i = 0; i < numbers.length; i++) {
      float scale = scales.get(i / WIDTH);
      assertThat(scale * values.get(i))
          .as("number %s, seed %s", i, seed)
          .isCloseTo(numbers[i], within(0.501f * scale));
      assertThat(values.get(i)).isBetween((byte) -127, (byte) 127);
    }
  }

  @Test
  void copyTo_rowOfZeros_hasScaleZero() {
    ByteBuffer values = ByteBuffer.allocate(4);
    FloatBuffer scales = FloatBuffer.allocate(2);

    PatchFeatures.of(2, 2, new float[] {0, -0f, 1, -1}).copyTo(values, scales);

    assertThat(scales.get(0)).isZero();
    assertThat(values.array()).containsExactly(0, 0, 127, -127);
  }

  @Test
  void ofInt8_bytesAndScales_givesBothFormsBack() {
    byte[] bytes = {-127, 0, 5, 6, 7, 127};
    float[] factors = {0.5f, 2};
    PatchFeatures features = PatchFeatures.ofInt8(2, 3, bytes, factors);
    ByteBuffer values = ByteBuffer.allocate(6);
    FloatBuffer scales = FloatBuffer.allocate(2);

    features.copyTo(values, scales);

    assertThat(values.array()).containsExactly(bytes);
    assertThat(scales.array()).containsExactly(factors);
    assertThat(features.toArray()).containsExactly(-63.5f, 0, 2.5f, 12, 14, 254);
    assertThat(features.onHeap()).isSameAs(features);
  }

  @Test
  void merged_tokensAndCounts_givesBothBack() {
    PatchFeatures tokens = PatchFeatures.ofInt8(2, 1, new byte[] {3, 4}, new float[] {1, 0.5f});
    FloatBuffer counts = FloatBuffer.allocate(2);
    PatchFeatures features = PatchFeatures.merged(tokens, new float[] {1, 2.5f});

    features.onHeap().copyCountsTo(counts);

    assertThat(features.merged()).isTrue();
    assertThat(features.toArray()).containsExactly(3, 2);
    assertThat(counts.array()).containsExactly(1, 2.5f);
    assertThat(features.byteSize()).isEqualTo(tokens.byteSize() + 8);
  }

  @Test
  void merged_everyCountOne_isTheTokens() {
    PatchFeatures tokens = PatchFeatures.of(2, 1, new float[] {3, 4});
    assertThat(PatchFeatures.merged(tokens, new float[] {1, 1})).isSameAs(tokens);
  }

  @Test
  void merged_countsThatCannotBe_areRefused() {
    PatchFeatures tokens = PatchFeatures.of(2, 1, new float[] {3, 4});
    for (float[] counts :
        new float[][] {{1}, {1, 0}, {1, -2}, {Float.NaN, 1}, {Float.POSITIVE_INFINITY, 1}}) {
      assertThatThrownBy(() -> PatchFeatures.merged(tokens, counts))
          .isInstanceOf(DiptychException.class);
    }
  }

  @Test
  void ofInt8_otherLengths_isRefusedWithThem() {
    assertThatThrownBy(() -> PatchFeatures.ofInt8(2, 3, new byte[6], new float[3]))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining("[2, 3]")
        .hasMessageContaining("6 and 3");
  }

  @Test
  void copyCountsTo_featuresAsTheTowerGaveThem_countsEachTokenOnce() {
    FloatBuffer counts = FloatBuffer.allocate(2);
    PatchFeatures features = PatchFeatures.of(2, 1, new float[] {3, 4});

    features.copyCountsTo(counts);

    assertThat(features.merged()).isFalse();
    assertThat(counts.array()).containsExactly(1, 1);
  }
}
