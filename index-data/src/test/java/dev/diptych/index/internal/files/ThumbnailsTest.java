package dev.diptych.index.internal.files;

import static dev.diptych.index.Samples.id;
import static dev.diptych.index.Samples.image;
import static dev.diptych.index.Samples.model;
import static dev.diptych.index.Samples.spec;
import static dev.diptych.index.Samples.vector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Item;
import dev.diptych.core.Modality;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.ItemWriter;
import dev.diptych.index.Samples;
import dev.diptych.index.TestReader;
import dev.diptych.index.VerifyReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thumbnails live as long as an item has their content, and are what was written or nothing. */
final class ThumbnailsTest {

  @TempDir Path folder;

  private static byte[] jpeg(int number) {
    byte[] jpeg = ("..picture " + number + "..").getBytes(StandardCharsets.UTF_8);
    jpeg[0] = (byte) 0xff;
    jpeg[1] = (byte) 0xd8;
    jpeg[jpeg.length - 2] = (byte) 0xff;
    jpeg[jpeg.length - 1] = (byte) 0xd9;
    return jpeg;
  }

  private IndexFolder indexOf(int count) {
    IndexFolder index = IndexFolder.at(folder);
    try (ItemWriter writer = index.openWriter(spec())) {
      for (int number = 0; number < count; number++) {
        writer.putThumbnail(image(number).contentHash(), jpeg(number));
      }
      Samples.addImages(writer, 0, count);
      writer.commit();
    }
    return index;
  }

  private Path file(int number) {
    return new Thumbnails(folder.resolve("thumbnails")).file(image(number).contentHash());
  }

  @Test
  void remove_ofTheLastItemWithAContent_deletesItsThumbnailOnceItIsCommitted() {
    IndexFolder index = indexOf(3);
    try (ItemWriter writer = index.openWriter(spec())) {
      writer.remove(id(1));
      assertThat(file(1)).exists();
      writer.commit();
      assertThat(file(1)).doesNotExist();
      assertThat(file(0)).exists();

      writer.remove(id(2));
    } // without a commit
    assertThat(file(2)).exists();
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      assertThat(reader.count(Modality.IMAGE)).isEqualTo(2);
    }
  }

  @Test
  void remove_ofOneOfTwoCopies_keepsTheThumbnailForTheOther() {
    IndexFolder index = indexOf(2);
    Item original = image(1);
    Item copy =
        Item.image(
            id(7),
            "file:///copy.jpg",
            original.contentHash(),
            original.bytes(),
            original.modifiedMillis(),
            original.width(),
            original.height());
    try (ItemWriter writer = index.openWriter(spec())) {
      writer.addCopy(copy, id(1));
      writer.remove(id(1));
      writer.commit();
      assertThat(file(1)).exists();
      writer.remove(id(7));
      writer.commit();
      assertThat(file(1)).doesNotExist();
    }
  }

  @Test
  void add_inPlaceOfAnotherContent_deletesWhatTheOldOneLookedLike() {
    IndexFolder index = indexOf(2);
    try (ItemWriter writer = index.openWriter(spec())) {
      Item now = image(5, image(1).source().uri());
      writer.add(
          Item.image(
              id(1),
              now.source().uri(),
              now.contentHash(),
              now.bytes(),
              now.modifiedMillis(),
              now.width(),
              now.height()),
          vector(5),
          Samples.features(5));
      writer.putThumbnail(now.contentHash(), jpeg(5));
      writer.commit();
    }
    assertThat(file(1)).doesNotExist();
    assertThat(file(5)).exists();
    assertThat(file(0)).exists();
  }

  @Test
  void sweepThumbnails_afterACrash_leavesThoseOfItemsAndForeignFilesAlone() throws IOException {
    IndexFolder index = indexOf(3);
    Path torn = Files.write(file(1).resolveSibling(file(1).getFileName() + ".tmp"), new byte[9]);
    Path foreign = Files.write(folder.resolve("thumbnails/notes.txt"), new byte[9]);
    Path alsoForeign = Files.write(file(1).resolveSibling("ab.jpg"), new byte[9]);
    try (ItemWriter writer = index.openWriter(spec())) {
      writer.putThumbnail(image(8).contentHash(), jpeg(8)); // and then it was killed
    }
    assertThat(index.verify().findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.severity()).isEqualTo(VerifyReport.Severity.NOTE);
              assertThat(finding.what()).startsWith("2 files").contains("belong to no item");
            });
    try (ItemWriter writer = index.openWriter(spec())) {
      assertThat(writer.sweepThumbnails()).isEqualTo(2);
      assertThat(writer.sweepThumbnails()).isZero();
    }
    assertThat(torn).doesNotExist();
    assertThat(file(8)).doesNotExist();
    assertThat(foreign).exists();
    assertThat(alsoForeign).exists();
    for (int number = 0; number < 3; number++) {
      assertThat(file(number)).exists();
    }
    assertThat(index.verify().findings()).isEmpty();
  }

  @Test
  void sweepThumbnails_whileChangesWait_deletesNothing() {
    IndexFolder index = indexOf(2);
    try (ItemWriter writer = index.openWriter(spec())) {
      writer.remove(id(0));
      writer.remove(id(1));
      assertThat(writer.sweepThumbnails()).isZero();
    }
    assertThat(file(0)).exists();
    assertThat(file(1)).exists();
  }

  @Test
  void thumbnail_withAnyFlippedBit_isNotServedIsFoundByVerifyAndIsReplaced() throws IOException {
    IndexFolder index = indexOf(2);
    byte[] good = Files.readAllBytes(file(1));
    String hash = image(1).contentHash();
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) (1 << at % 8);
      Files.write(file(1), bad);
      try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
        assertThat(reader.thumbnail(hash)).as("byte %s", at).isEmpty();
        assertThat(reader.thumbnail(image(0).contentHash())).contains(jpeg(0));
      }
      if (at % 5 == 0) {
        VerifyReport report = index.verify();
        assertThat(report.isSound()).as("byte %s", at).isFalse();
        assertThat(report.findings())
            .singleElement()
            .satisfies(
                finding -> {
                  assertThat(finding.what()).contains(file(1).toString(), "disposable");
                  assertThat(finding.fix()).contains("diptych index PATH...");
                });
      }
    }
    try (ItemWriter writer = index.openWriter(spec())) {
      assertThat(writer.hasThumbnail(hash)).isFalse();
      writer.putThumbnail(hash, jpeg(1));
      assertThat(writer.hasThumbnail(hash)).isTrue();
    }
    assertThat(file(1)).hasBinaryContent(good);
  }

  @Test
  void thumbnail_cutAnywhere_isNotServed() throws IOException {
    IndexFolder index = indexOf(1);
    byte[] good = Files.readAllBytes(file(0));
    SplittableRandom random = new SplittableRandom(3);
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      for (int round = 0; round < 20; round++) {
        int length = random.nextInt(good.length - 16);
        Files.write(file(0), Arrays.copyOf(good, length));
        assertThat(reader.thumbnail(image(0).contentHash())).as("%s bytes", length).isEmpty();
      }
    }
  }

  @Test
  void thumbnail_writtenBeforeThereWereChecksums_isServedAndNoted() throws IOException {
    IndexFolder index = indexOf(2);
    Files.write(file(1), jpeg(1));
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      assertThat(reader.thumbnail(image(1).contentHash())).contains(jpeg(1));
    }
    VerifyReport report = index.verify();
    assertThat(report.isSound()).isTrue();
    assertThat(report.findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.what()).contains("without a checksum"));
  }

  @Test
  void verify_whereThumbnailsAreMissing_countsThem() throws IOException {
    IndexFolder index = indexOf(4);
    Files.delete(file(1));
    Files.delete(file(3));
    VerifyReport report = index.verify();
    assertThat(report.isSound()).isTrue();
    assertThat(report.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.what()).isEqualTo("2 pictures have no thumbnail");
              assertThat(finding.fix()).contains("diptych index PATH...");
            });
  }
}
