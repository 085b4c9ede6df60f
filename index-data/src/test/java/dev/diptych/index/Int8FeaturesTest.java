package dev.diptych.index;

import static dev.diptych.index.Samples.PATCHES;
import static dev.diptych.index.Samples.WIDTH;
import static dev.diptych.index.Samples.features;
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
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Features stored as one byte a number and one factor a token. */
final class Int8FeaturesTest {

  private static final int RECORD = 32 + (4 * PATCHES + PATCHES * WIDTH + 7) / 8 * 8;

  @TempDir Path folder;

  private IndexFolder indexOf(int count) {
    IndexFolder index = IndexFolder.at(folder);
    try (ItemWriter writer = index.openWriter(spec(FeatureFormat.INT8))) {
      Samples.addImages(writer, 0, count);
      writer.commit();
    }
    return index;
  }

  private static void assertRight(TestReader reader, int number) {
    PatchFeatures stored = reader.features(id(number)).orElseThrow();
    ByteBuffer values = ByteBuffer.allocate(PATCHES * WIDTH);
    FloatBuffer scales = FloatBuffer.allocate(PATCHES);
    stored.copyTo(values, scales);
    ByteBuffer expectedValues = ByteBuffer.allocate(PATCHES * WIDTH);
    FloatBuffer expectedScales = FloatBuffer.allocate(PATCHES);
    features(number).copyTo(expectedValues, expectedScales);
    assertThat(values.array()).isEqualTo(expectedValues.array());
    assertThat(scales.array()).isEqualTo(expectedScales.array());
  }

  private static void assertHolds(IndexFolder index, int count) {
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      for (int number = 0; number < count; number++) {
        assertRight(reader, number);
      }
      assertThat(reader.item(id(count))).isEmpty();
    }
    VerifyReport report = index.verify();
    assertThat(report.isSound()).as("%s", report).isTrue();
    assertThat(report.featureRecords()).isEqualTo(count);
  }

  @Test
  void features_asInt8_comeBackAsTheBytesThatWereMade() {
    assertHolds(indexOf(3), 3);
  }

  @Test
  void features_asInt8_expandToWithinHalfAScale() {
    IndexFolder index = indexOf(3);
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      PatchFeatures stored = reader.features(id(2)).orElseThrow();
      assertThat(stored.byteSize()).isEqualTo(4 * PATCHES + PATCHES * WIDTH);
      float[] exact = features(2).toArray();
      float[] read = stored.toArray();
      for (int token = 0; token < PATCHES; token++) {
        float largest = 0;
        for (int i = token * WIDTH; i < (token + 1) * WIDTH; i++) {
          largest = Math.max(largest, Math.abs(exact[i]));
        }
        for (int i = token * WIDTH; i < (token + 1) * WIDTH; i++) {
          assertThat(read[i]).as("number %s", i).isCloseTo(exact[i], within(largest / 253.9f));
        }
      }
      FloatBuffer direct = ByteBuffer.allocateDirect(4 * read.length).asFloatBuffer();
      stored.copyTo(direct);
      assertThat(direct.hasRemaining()).isFalse();
    }
  }

  @Test
  void onHeap_afterTheReaderIsClosed_hasTheSameBytesAndNumbers() {
    IndexFolder index = indexOf(2);
    PatchFeatures kept;
    float[] numbers;
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      PatchFeatures stored = reader.features(id(1)).orElseThrow();
      numbers = stored.toArray();
      kept = stored.onHeap();
    }
    assertThat(kept.byteSize()).isEqualTo(4 * PATCHES + PATCHES * WIDTH);
    assertThat(kept.toArray()).isEqualTo(numbers);
    ByteBuffer values = ByteBuffer.allocate(PATCHES * WIDTH);
    FloatBuffer scales = FloatBuffer.allocate(PATCHES);
    kept.copyTo(values, scales);
    assertThat(values.get(8) * scales.get(1)).isEqualTo(numbers[8]);
  }

  @Test
  void copyTo_withoutRoom_overflowsAndWritesNothing() {
    IndexFolder index = indexOf(1);
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      PatchFeatures stored = reader.features(id(0)).orElseThrow();
      ByteBuffer values = ByteBuffer.allocate(PATCHES * WIDTH);
      assertThatThrownBy(() -> stored.copyTo(values, FloatBuffer.allocate(PATCHES - 1)))
          .isInstanceOf(BufferOverflowException.class);
      assertThat(values.position()).isZero();
    }
  }

  @Test
  void add_ofFeaturesThatAreBytesAlready_storesThemAsTheyAre() {
    byte[] values = new byte[PATCHES * WIDTH];
    Arrays.fill(values, (byte) 3); // quantised anew, the largest would become 127
    float[] scales = {1, 2, 3, 4, 0};
    try (ItemWriter writer = IndexFolder.at(folder).openWriter(spec(FeatureFormat.INT8))) {
      writer.add(image(1), vector(1), PatchFeatures.ofInt8(PATCHES, WIDTH, values, scales));
      writer.commit();
    }
    try (TestReader reader = TestReader.of(IndexFolder.at(folder).openReader(model(1)))) {
      ByteBuffer read = ByteBuffer.allocate(PATCHES * WIDTH);
      FloatBuffer readScales = FloatBuffer.allocate(PATCHES);
      reader.features(id(1)).orElseThrow().copyTo(read, readScales);
      assertThat(read.array()).isEqualTo(values);
      assertThat(readScales.array()).isEqualTo(scales);
    }
  }

  @Test
  void add_ofANumberThatIsNotFinite_isRefused() {
    try (ItemWriter writer = IndexFolder.at(folder).openWriter(spec(FeatureFormat.INT8))) {
      for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
        float[] values = features(1).toArray();
        values[WIDTH + 2] = bad;
        assertThatThrownBy(
                () -> writer.add(image(1), vector(1), PatchFeatures.of(PATCHES, WIDTH, values)))
            .hasMessageContaining("finite");
      }
    }
  }

  @Test
  void summary_ofAnInt8Index_tellsBytesPerImageAndTheNewerFormat() {
    IndexSummary summary = indexOf(4).summary();
    assertThat(summary.bytes().features()).isEqualTo(32 + 4L * RECORD);
    assertThat(summary.featureBytesPerImage()).isEqualTo((32 + 4L * RECORD) / 4);
    assertThat(summary.bytesPerImage())
        .isEqualTo(summary.featureBytesPerImage() + summary.bytes().vectors() / 4);
    assertThat(summary.format().version()).isEqualTo(2);
  }

  @Test
  void openWriter_afterATornTail_cutsItOff() throws IOException {
    IndexFolder index = indexOf(3);
    Files.write(Samples.onlyFile(folder, "*.dft"), new byte[RECORD], StandardOpenOption.APPEND);
    try (ItemWriter writer = index.openWriter(spec(FeatureFormat.INT8))) {
      Samples.addImages(writer, 3, 6);
      writer.commit();
    }
    assertHolds(index, 6);
    assertThat(index.verify().findings()).isEmpty();
  }

  @Test
  void features_withAFlippedByte_areRefusedByFileAndOffset() throws IOException {
    IndexFolder index = indexOf(3);
    Path chunk = Samples.onlyFile(folder, "*.dft");
    byte[] bytes = Files.readAllBytes(chunk);
    bytes[32 + RECORD + 32 + 4 * PATCHES + 1] ^= 1;
    Files.write(chunk, bytes);
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      assertThatThrownBy(() -> reader.features(id(1)))
          .isInstanceOfSatisfying(
              DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_INDEX))
          .hasMessageContaining("offset " + (32 + RECORD));
      assertRight(reader, 0);
      assertRight(reader, 2);
    }
    assertThat(index.verify().isSound()).isFalse();
  }

  @Test
  void rebuild_fromFloatsToInt8AndBack_holdsWhatEachCanHold() {
    IndexFolder index = Samples.indexOf(folder, 3);
    try (ItemWriter writer = index.rebuild(spec(FeatureFormat.INT8))) {
      Samples.addImages(writer, 0, 5);
      writer.publish();
    }
    assertHolds(index, 5);
    try (ItemWriter writer = index.rebuild(spec())) {
      Samples.addImages(writer, 0, 4);
      writer.publish();
    }
    Samples.assertHolds(index, 4);
    assertThat(index.summary().format().version()).isEqualTo(2);
  }
}
