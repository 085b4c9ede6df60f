package dev.diptych.index;

import static dev.diptych.index.Samples.PATCHES;
import static dev.diptych.index.Samples.WIDTH;
import static dev.diptych.index.Samples.id;
import static dev.diptych.index.Samples.image;
import static dev.diptych.index.Samples.model;
import static dev.diptych.index.Samples.spec;
import static dev.diptych.index.Samples.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.PatchFeatures;
import java.io.IOException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Features under a token budget: fewer tokens than P, each with its count. */
public final class MergedFeaturesTest {

  private static final int TOKENS = 3;

  @TempDir Path folder;

  private static IndexSpec merging(FeatureFormat format) {
    return spec(format).withTokens(TOKENS);
  }

  /** Numbers and counts that follow from a number alone. */
  public static PatchFeatures merged(int number) {
    float[] values = Arrays.copyOf(Samples.features(number).toArray(), TOKENS * WIDTH);
    return PatchFeatures.merged(
        PatchFeatures.of(TOKENS, WIDTH, values), new float[] {1, 1 + number % 3, 2});
  }

  private static float[] counts(PatchFeatures features) {
    FloatBuffer counts = FloatBuffer.allocate(features.patches());
    features.copyCountsTo(counts);
    return counts.array();
  }

  private static void add(ItemWriter writer, int first, int last) {
    for (int number = first; number < last; number++) {
      writer.add(image(number), vector(number), merged(number));
    }
  }

  private IndexFolder indexOf(FeatureFormat format, int count) {
    IndexFolder index = IndexFolder.at(folder);
    try (ItemWriter writer = index.openWriter(merging(format))) {
      add(writer, 0, count);
      writer.commit();
    }
    return index;
  }

  private static void assertHolds(IndexFolder index, int count) {
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      for (int number = 0; number < count; number++) {
        assertRight(reader.features(id(number)).orElseThrow(), number);
        assertRight(reader.features(id(number)).orElseThrow().onHeap(), number);
      }
      assertThat(reader.item(id(count))).isEmpty();
    }
    VerifyReport report = index.verify();
    assertThat(report.isSound()).as("%s", report).isTrue();
    assertThat(report.featureRecords()).isEqualTo(count);
  }

  private static void assertRight(PatchFeatures read, int number) {
    assertThat(read.patches()).isEqualTo(TOKENS);
    assertThat(read.merged()).isTrue();
    assertThat(counts(read)).containsExactly(counts(merged(number)));
    assertThat(read.toArray())
        .usingComparatorWithPrecision(0.05f) // int8 is the coarsest; numbers reach 10
        .containsExactly(merged(number).toArray());
  }

  @ParameterizedTest
  @EnumSource(names = {"INT8", "F16", "F32"})
  void features_inEveryFormat_comeBackWithTheirCounts(FeatureFormat format) {
    IndexFolder index = indexOf(format, 4);
    assertHolds(index, 4);
    int payload = 4 * TOKENS + TOKENS * WIDTH * format.bytesPerNumber();
    if (format == FeatureFormat.INT8) {
      payload += 4 * TOKENS;
    }
    IndexSummary summary = index.summary();
    assertThat(summary.bytes().features()).isEqualTo(32L + 4 * ((32L + payload + 7) / 8 * 8));
    assertThat(summary.spec()).isEqualTo(merging(format));
    assertThat(summary.format().version()).isEqualTo(2);
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      assertThat(reader.features(id(0)).orElseThrow().byteSize()).isEqualTo(payload);
    }
  }

  @Test
  void features_asInt8_areHandedOutAsBytes() {
    IndexFolder index = indexOf(FeatureFormat.INT8, 2);
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      ByteBuffer values = ByteBuffer.allocate(TOKENS * WIDTH);
      FloatBuffer scales = FloatBuffer.allocate(TOKENS);
      reader.features(id(1)).orElseThrow().copyTo(values, scales);
      float[] exact = merged(1).toArray();
      for (int i = 0; i < exact.length; i++) {
        float scale = scales.get(i / WIDTH);
        assertThat(values.get(i) * scale).isCloseTo(exact[i], within(0.501f * scale));
      }
    }
  }

  @Test
  void copyCountsTo_withoutRoom_overflows() {
    IndexFolder index = indexOf(FeatureFormat.F16, 1);
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      PatchFeatures stored = reader.features(id(0)).orElseThrow();
      assertThatThrownBy(() -> stored.copyCountsTo(FloatBuffer.allocate(TOKENS - 1)))
          .isInstanceOf(BufferOverflowException.class);
    }
  }

  @Test
  void features_ofAnIndexThatKeepsAll_countEachTokenOnce() throws IOException {
    IndexFolder index = Samples.indexOf(folder, 2);
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      PatchFeatures stored = reader.features(id(1)).orElseThrow();
      assertThat(stored.merged()).isFalse();
      assertThat(counts(stored)).containsOnly(1).hasSize(PATCHES);
    }
    assertThat(chunkVersion()).isEqualTo(1); // as before there were budgets
  }

  @Test
  void chunk_ofMergedTokens_saysSoInItsVersion() throws IOException {
    indexOf(FeatureFormat.F32, 1);
    assertThat(chunkVersion()).isEqualTo(2);
  }

  private int chunkVersion() throws IOException {
    byte[] header = Files.readAllBytes(Samples.onlyFile(folder, "*.dft"));
    return ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getInt(8);
  }

  @Test
  void openWriter_afterATornTail_cutsItOff() throws IOException {
    IndexFolder index = indexOf(FeatureFormat.INT8, 3);
    Files.write(Samples.onlyFile(folder, "*.dft"), new byte[50], StandardOpenOption.APPEND);
    try (ItemWriter writer = index.openWriter(merging(FeatureFormat.INT8))) {
      add(writer, 3, 6);
      writer.commit();
    }
    assertHolds(index, 6);
    assertThat(index.verify().findings()).isEmpty();
  }

  @Test
  void features_withAFlippedCount_areRefused() throws IOException {
    IndexFolder index = indexOf(FeatureFormat.F16, 2);
    Path chunk = Samples.onlyFile(folder, "*.dft");
    byte[] bytes = Files.readAllBytes(chunk);
    bytes[32 + 32 + 5] ^= 1;
    Files.write(chunk, bytes);
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      assertThatThrownBy(() -> reader.features(id(0)))
          .isInstanceOfSatisfying(
              DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_INDEX));
    }
    assertThat(index.verify().isSound()).isFalse();
  }

  @Test
  void rebuild_withABudgetAndWithout_holdsWhatEachKeeps() {
    IndexFolder index = Samples.indexOf(folder, 3);
    try (ItemWriter writer = index.rebuild(merging(FeatureFormat.F16))) {
      add(writer, 0, 5);
      writer.publish();
    }
    assertHolds(index, 5);
    try (ItemWriter writer = index.rebuild(spec())) {
      Samples.addImages(writer, 0, 4);
      writer.publish();
    }
    Samples.assertHolds(index, 4);
  }

  @Test
  void openWriter_withAnotherBudget_namesBothAndTheWaysOut() {
    IndexFolder index = indexOf(FeatureFormat.F32, 2);
    assertRefused(() -> index.openWriter(spec().withTokens(4)).close())
        .hasMessageContaining("keeps 3 of 5 tokens of a picture, not 4")
        .hasMessageContaining("--tokens 4");
    assertRefused(() -> index.openWriter(spec()).close())
        .hasMessageContaining("not 5")
        .hasMessageContaining("--tokens all");
    assertHolds(index, 2);
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
      ThrowingCallable opening) {
    return assertThatThrownBy(opening)
        .isInstanceOfSatisfying(
            DiptychException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INCOMPATIBLE_INDEX));
  }

  @Test
  void add_ofFeaturesThatDoNotFitTheBudget_isRefused() {
    try (ItemWriter writer = IndexFolder.at(folder).openWriter(merging(FeatureFormat.F32))) {
      assertThatThrownBy(() -> writer.add(image(1), vector(1), Samples.features(1)))
          .hasMessageContaining("[5, 7]")
          .hasMessageContaining("[3, 7]");
      PatchFeatures uncounted = PatchFeatures.of(TOKENS, WIDTH, merged(1).toArray());
      assertThatThrownBy(() -> writer.add(image(1), vector(1), uncounted))
          .hasMessageContaining("merged");
    }
    try (ItemWriter writer = IndexFolder.at(folder).rebuild(spec())) {
      PatchFeatures counted =
          PatchFeatures.merged(Samples.features(1), new float[] {1, 1, 1, 1, 2});
      assertThatThrownBy(() -> writer.add(image(1), vector(1), counted))
          .hasMessageContaining("merged");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 6, 577})
  void spec_ofABudgetThatCannotBe_isRefusedWithItsRange(int tokens) {
    assertThatThrownBy(() -> spec().withTokens(tokens))
        .isInstanceOfSatisfying(
            DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
        .hasMessageContaining("2 to 5")
        .hasMessageContaining("was " + tokens);
  }

  @Test
  void spec_ofABudgetOfP_keepsAll() {
    assertThat(spec().withTokens(PATCHES)).isEqualTo(spec());
    assertThat(spec().mergesTokens()).isFalse();
  }

  @Test
  void summary_ofABudgetWithoutStoredFeatures_remembersIt() {
    IndexFolder index = IndexFolder.at(folder);
    index.openWriter(merging(FeatureFormat.NONE)).close();
    assertThat(index.summary().spec().tokens()).isEqualTo(TOKENS);
    assertThat(index.summary().spec().mergesTokens()).isTrue();
  }
}
