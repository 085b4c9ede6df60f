package dev.diptych.index;

import static dev.diptych.index.Samples.features;
import static dev.diptych.index.Samples.hash;
import static dev.diptych.index.Samples.id;
import static dev.diptych.index.Samples.image;
import static dev.diptych.index.Samples.model;
import static dev.diptych.index.Samples.spec;
import static dev.diptych.index.Samples.text;
import static dev.diptych.index.Samples.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.Content;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Facts;
import dev.diptych.core.FileStamp;
import dev.diptych.core.Item;
import dev.diptych.core.Modality;
import dev.diptych.core.PatchFeatures;
import dev.diptych.core.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RoundTripTest {

  @TempDir Path folder;

  @Test
  void reader_afterReopening_givesBackAllThatWasWritten() {
    IndexFolder index = IndexFolder.at(folder.resolve("a").resolve("b"));
    assertThat(index.exists()).isFalse();
    Item text = text(9, "ein grüner Kreis 🟢");
    try (ItemWriter writer = index.openWriter(spec())) {
      assertThat(index.exists()).isTrue();
      writer.add(image(1), vector(1), features(1));
      writer.add(image(2), vector(2), features(2));
      writer.add(text, vector(9), null);
      writer.putThumbnail(image(1).contentHash(), new byte[] {1, 2, 3});
      writer.putThumbnail(image(1).contentHash(), new byte[] {4});
      writer.commit();
    }

    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      Samples.assertRight(reader, 1);
      Samples.assertRight(reader, 2);
      assertThat(reader.spec()).isEqualTo(spec());
      assertThat(reader.count(Modality.IMAGE)).isEqualTo(2);
      assertThat(reader.count(Modality.TEXT)).isEqualTo(1);
      assertThat(reader.item(id(9))).contains(text);
      assertThat(reader.features(id(9))).isEmpty();
      assertThat(reader.vector(id(9))).contains(vector(9));
      assertThat(reader.items(List.of(id(9), id(77), id(1), id(9))))
          .containsExactly(text, image(1), text);
      assertThat(reader.textsOf("file:///pictures/1.jpg")).containsExactly(text);
      assertThat(reader.textsOf("file:///pictures/2.jpg")).isEmpty();
      assertThat(reader.thumbnail(image(1).contentHash())).contains(new byte[] {1, 2, 3});
      assertThat(reader.thumbnail(image(2).contentHash())).isEmpty();
      assertThat(reader.thumbnail("../../../etc/passwd")).isEmpty();
      assertThat(reader.item(id(77))).isEmpty();
      assertThat(reader.vector(id(77))).isEmpty();
      assertThat(reader.features(id(77))).isEmpty();
    }
    IndexSummary summary = index.summary();
    assertThat(summary.images()).isEqualTo(2);
    assertThat(summary.texts()).isEqualTo(1);
    assertThat(summary.format().generation()).isEqualTo(1);
    assertThat(summary.format().version()).isEqualTo(2);
    assertThat(summary.bytes().thumbnails()).isEqualTo(3 + 16);
    assertThat(summary.bytes().vectors()).isPositive();
    assertThat(summary.bytes().features()).isEqualTo(32 + 2 * (32 + 5 * 7 * 4 + 4));
    assertThat(index.verify().findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.what()).contains("1 pictures have no thumbnail"));
  }

  @Test
  void layout_ofAnIndex_isTheDocumentedOne() {
    Samples.indexOf(folder, 3);
    Path generation = folder.resolve("generations").resolve("0001-00000001");
    assertThat(folder.resolve("index.json")).isRegularFile();
    assertThat(folder.resolve("LOCK")).isRegularFile();
    assertThat(generation.resolve("lucene")).isDirectory();
    assertThat(generation.resolve("features").resolve("00000001.dft")).isRegularFile();
  }

  @Test
  void addCopy_ofAnotherItem_sharesTheFeatureRecord() {
    IndexFolder index = Samples.indexOf(folder, 3);
    long before = index.summary().bytes().features();
    Item copy =
        new Item(
            id(50),
            new Source("file:///copy.jpg"),
            new Content.Image(image(1).contentHash(), 640, 480, 1),
            new FileStamp(1001, 77, 1_790_000_000_123L),
            Facts.NONE);
    try (ItemWriter writer = index.openWriter(spec())) {
      writer.addCopy(copy, id(1));
      writer.commit();
    }
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      assertThat(reader.item(id(50))).contains(copy);
      assertThat(reader.vector(id(50))).contains(vector(1));
      assertThat(reader.features(id(50)).orElseThrow().toArray()).isEqualTo(features(1).toArray());
      Samples.assertRight(reader, 1);
    }
    assertThat(index.summary().bytes().features()).isEqualTo(before);
    assertThat(index.verify().findings()).isEmpty();
  }

  @Test
  void addCopy_withItsOwnId_renamesTheItem() {
    IndexFolder index = Samples.indexOf(folder, 3);
    Item renamed = image(1, "file:///elsewhere/1.jpg");
    try (ItemWriter writer = index.openWriter(spec())) {
      writer.addCopy(renamed, id(1));
      assertThat(writer.bySource(renamed.source().uri())).contains(renamed);
      assertThat(writer.bySource(image(1).source().uri())).isEmpty();
      assertThat(writer.byId(id(1))).contains(renamed);
      assertThat(writer.byId(id(2))).contains(image(2));
      assertThat(writer.byId(id(60))).isEmpty();
      writer.remove(id(2));
      assertThat(writer.byId(id(2))).isEmpty();
      writer.add(image(2), vector(2), features(2));
      writer.commit();
    }
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      assertThat(reader.count(Modality.IMAGE)).isEqualTo(3);
      assertThat(reader.item(id(1))).contains(renamed);
      assertThat(reader.features(id(1)).orElseThrow().toArray()).isEqualTo(features(1).toArray());
    }
  }

  @Test
  void addCopy_ofNothingOrOfOtherContent_isRefused() {
    IndexFolder index = Samples.indexOf(folder, 3);
    try (ItemWriter writer = index.openWriter(spec())) {
      assertThatThrownBy(() -> writer.addCopy(image(60), id(61)))
          .isInstanceOfSatisfying(
              DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
      assertThatThrownBy(() -> writer.addCopy(image(60), id(1)))
          .isInstanceOf(DiptychException.class)
          .hasMessageContaining("no copy");
    }
    Samples.assertHolds(index, 3);
  }

  @Test
  void add_ofAnExistingId_replacesTheItem() {
    IndexFolder index = Samples.indexOf(folder, 3);
    Item changed = Item.image(id(1), "file:///x.jpg", hash("x"), 5, 6, 7, 8);
    try (ItemWriter writer = index.openWriter(spec())) {
      writer.add(changed, vector(100), features(100));
      writer.commit();
    }
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      assertThat(reader.count(Modality.IMAGE)).isEqualTo(3);
      assertThat(reader.item(id(1))).contains(changed);
      assertThat(reader.vector(id(1))).contains(vector(100));
      assertThat(reader.features(id(1)).orElseThrow().toArray()).isEqualTo(features(100).toArray());
    }
    VerifyReport report = index.verify();
    assertThat(report.isSound()).isTrue();
    assertThat(report.unusedFeatureBytes()).isEqualTo(32 + 5 * 7 * 4 + 4);
  }

  @Test
  void features_asF16_differByAtMostHalfAStep() {
    IndexFolder index = IndexFolder.at(folder);
    long seed = 20261121;
    Random random = new Random(seed);
    float[] values = new float[Samples.PATCHES * Samples.WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(9) - 5));
    }
    values[0] = 65504f;
    values[1] = -0f;
    values[2] = 1e-8f;
    try (ItemWriter writer = index.openWriter(spec(FeatureFormat.F16))) {
      writer.add(image(1), vector(1), PatchFeatures.of(Samples.PATCHES, Samples.WIDTH, values));
      writer.commit();
    }
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      PatchFeatures stored = reader.features(id(1)).orElseThrow();
      assertThat(stored.patches()).isEqualTo(Samples.PATCHES);
      assertThat(stored.width()).isEqualTo(Samples.WIDTH);
      assertThat(stored.byteSize()).isEqualTo(2L * values.length);
      float[] read = stored.toArray();
      for (int i = 0; i < values.length; i++) {
        // 11 significant bits; below 2^-14 the step stays 2^-24.
        double bound = Math.max(Math.abs(values[i]) * 0x1p-11, 0x1p-25);
        assertThat((double) Math.abs(read[i] - values[i]))
            .as("number %s, %s, seed %s", i, values[i], seed)
            .isLessThanOrEqualTo(bound);
      }
      FloatBuffer direct = ByteBuffer.allocateDirect(4 * values.length).asFloatBuffer();
      stored.copyTo(direct);
      assertThat(direct.hasRemaining()).isFalse();
      assertThat(direct.get(0)).isEqualTo(65504f);
    }
  }

  @Test
  void add_ofFeaturesTooLargeForF16_isRefusedWithTheWayOut() {
    float[] values = new float[Samples.PATCHES * Samples.WIDTH];
    values[3] = 70_000f;
    try (ItemWriter writer = IndexFolder.at(folder).openWriter(spec(FeatureFormat.F16))) {
      assertThatThrownBy(
              () ->
                  writer.add(
                      image(1),
                      vector(1),
                      PatchFeatures.of(Samples.PATCHES, Samples.WIDTH, values)))
          .isInstanceOf(DiptychException.class)
          .hasMessageContaining("70000")
          .hasMessageContaining("f32");
    }
  }

  @Test
  void add_withoutFeatureStore_ignoresFeatures() throws IOException {
    IndexFolder index = IndexFolder.at(folder);
    try (ItemWriter writer = index.openWriter(spec(FeatureFormat.NONE))) {
      writer.add(image(1), vector(1), features(1));
      writer.add(image(2), vector(2), null);
      writer.commit();
    }
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      assertThat(reader.features(id(1))).isEmpty();
      assertThat(reader.vector(id(2))).contains(vector(2));
    }
    assertThat(Samples.files(folder, "*.dft")).isEmpty();
    assertThat(index.verify().findings()).isEmpty();
  }

  @Test
  void add_ofMisshapenInput_isRefusedAndChangesNothing() {
    IndexFolder index = Samples.indexOf(folder, 1);
    float[] infinite = new float[Samples.PATCHES * Samples.WIDTH];
    infinite[1] = Float.POSITIVE_INFINITY;
    try (ItemWriter writer = index.openWriter(spec())) {
      assertThatThrownBy(() -> writer.add(image(5), vector(5, 15), features(5)))
          .hasMessageContaining("15")
          .hasMessageContaining("16");
      assertThatThrownBy(() -> writer.add(image(5), vector(5), null))
          .hasMessageContaining("without");
      assertThatThrownBy(
              () -> writer.add(image(5), vector(5), PatchFeatures.of(1, 1, new float[1])))
          .hasMessageContaining("[1, 1]");
      assertThatThrownBy(
              () ->
                  writer.add(
                      image(5),
                      vector(5),
                      PatchFeatures.of(Samples.PATCHES, Samples.WIDTH, infinite)))
          .hasMessageContaining("finite");
      assertThatThrownBy(() -> writer.add(text(6, "x"), vector(6), features(6)))
          .hasMessageContaining("text");
      assertThatThrownBy(() -> writer.add(image(5, "ü".repeat(20_000)), vector(5), features(5)))
          .isInstanceOfSatisfying(
              DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
      assertThatThrownBy(() -> writer.putThumbnail("../../x", new byte[1]))
          .isInstanceOf(DiptychException.class);
      writer.commit();
    }
    Samples.assertHolds(index, 1);
  }

  @Test
  void chunks_whenFull_areFollowedByAnother() throws IOException {
    IndexFolder index = IndexFolder.at(folder, 1000);
    try (ItemWriter writer = index.openWriter(spec())) {
      Samples.addImages(writer, 0, 12);
      writer.commit();
      Samples.addImages(writer, 12, 20);
      writer.commit();
    }
    try (ItemWriter writer = index.openWriter(spec())) {
      Samples.addImages(writer, 20, 23);
      writer.commit();
    }
    assertThat(Samples.files(folder, "*.dft")).hasSize(4);
    Samples.assertHolds(index, 23);
  }

  @Test
  void features_afterClosingTheReader_areStillThere() {
    IndexFolder index = Samples.indexOf(folder, 2);
    TestReader reader = TestReader.of(index.openReader(model(1)));
    PatchFeatures features = reader.features(id(1)).orElseThrow();
    reader.close();
    reader.close();
    assertThat(features.toArray()).isEqualTo(features(1).toArray());
    assertThatThrownBy(() -> reader.features(id(1)))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> reader.item(id(1)))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(reader::refresh).isInstanceOf(DiptychException.class);
  }

  @Test
  void vector_of4096Dimensions_isStoredAndFound() {
    IndexFolder index = IndexFolder.at(folder);
    IndexSpec wide = new IndexSpec(model(1), "wide", 4096, 0, 0, FeatureFormat.NONE);
    try (ItemWriter writer = index.openWriter(wide)) {
      for (int number = 0; number < 20; number++) {
        writer.add(image(number), vector(number, 4096), null);
      }
      writer.commit();
    }
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      assertThat(reader.vector(id(7))).contains(vector(7, 4096));
      assertThat(reader.nearest(Modality.IMAGE, vector(7, 4096), 1).neighbours().getFirst().id())
          .isEqualTo(id(7));
    }
    assertThat(index.verify().findings()).isEmpty();
  }

  @Test
  void thumbnail_leftEmptyByACrash_countsAsNone() throws IOException {
    IndexFolder index = Samples.indexOf(folder, 1);
    String hash = image(0).contentHash();
    try (ItemWriter writer = index.openWriter(spec())) {
      writer.putThumbnail(hash, new byte[] {1});
      Files.write(Samples.onlyFile(folder.resolve("thumbnails"), "*.jpg"), new byte[0]);
      try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
        assertThat(reader.thumbnail(hash)).isEmpty();
        writer.putThumbnail(hash, new byte[] {2});
        assertThat(reader.thumbnail(hash)).contains(new byte[] {2});
      }
    }
  }
}
