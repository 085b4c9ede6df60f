package dev.diptych.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.diptych.core.Item;
import dev.diptych.indexer.internal.crawl.FileFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Edits that keep a file's size and modification time, as tools that write metadata make them. */
class SameTimeEditsTest extends RunTestCase {

  private static final FileTime TIME = FileTime.fromMillis(1_234_567_000L);

  @Test
  void run_contentReplacedKeepingSizeAndTime_isEncodedAgainWithItsThumbnail() throws IOException {
    Path cat = bitmap("cat.bmp", 1);
    run();
    Item before = index.at(uri("cat.bmp")).item();
    assumeThat(before.changedMillis()).as("needs a system that tells ctime").isNotZero();
    bitmap("cat.bmp", 2);
    model.forget();
    assertThat(run().images()).isEqualTo(new SourceCounts(1, 1, 0, 0, 0));
    Item after = index.at(uri("cat.bmp")).item();
    assertThat(after.id()).isEqualTo(before.id());
    assertThat(after.bytes()).isEqualTo(before.bytes()).isEqualTo(Files.size(cat));
    assertThat(after.modifiedMillis()).isEqualTo(before.modifiedMillis());
    assertThat(after.contentHash()).isNotEqualTo(before.contentHash());
    assertThat(index.thumbnails).containsOnlyKeys(after.contentHash());
  }

  @Test
  void run_rightsChanged_takesTheChangeTimeDownAndEncodesNothing() throws IOException {
    Path cat = bitmap("cat.bmp", 1);
    run();
    assumeThat(index.at(uri("cat.bmp")).item().changedMillis()).as("needs ctime").isNotZero();
    Files.setPosixFilePermissions(cat, PosixFilePermissions.fromString("rw-------"));
    model.forget();
    assertThat(run().images()).isEqualTo(new SourceCounts(1, 0, 1, 0, 0));
    assertThat(model.encodedImages()).isZero();
    assertThat(index.at(uri("cat.bmp")).item().changedMillis())
        .isEqualTo(FileFacts.of(cat).changedMillis());
    int changes = index.changes;
    run();
    assertThat(index.changes).isEqualTo(changes);
  }

  @Test
  void run_wholeLibraryCopiedToAnotherDisk_encodesNothing() throws IOException {
    for (int i = 0; i < 5; i++) {
      bitmap(i + ".bmp", i);
    }
    run();
    Path copy = Files.createDirectories(root.resolveSibling("copy"));
    for (int i = 0; i < 5; i++) {
      Path file = root.resolve(i + ".bmp");
      Path there = copy.resolve(i + ".bmp");
      Files.copy(file, there, StandardCopyOption.COPY_ATTRIBUTES);
      Files.delete(file);
      Files.copy(there, file, StandardCopyOption.COPY_ATTRIBUTES);
    }
    model.forget();
    assertThat(run().images()).isEqualTo(new SourceCounts(5, 0, 5, 0, 0));
    assertThat(model.encodedImages()).isZero();
  }

  @Test
  void run_namesTradedBetweenFilesOfOneSizeAndTime_bothKeepTheirIds() throws IOException {
    Path a = bitmap("a.bmp", 1);
    Path b = bitmap("b.bmp", 2);
    run();
    Item ofA = index.at(uri("a.bmp")).item();
    assumeThat(ofA.changedMillis()).as("needs a system that tells ctime").isNotZero();
    Path aside = root.resolveSibling("aside");
    Files.move(a, aside);
    Files.move(b, a);
    Files.move(aside, b);
    model.forget();
    assertThat(run().images()).isEqualTo(new SourceCounts(2, 0, 2, 0, 0));
    assertThat(model.encodedImages()).isZero();
    assertThat(index.at(uri("b.bmp")).item().id()).isEqualTo(ofA.id());
  }

  @Test
  void run_indexWithoutChangeTimes_takesThemDownAndSeesTheNextEdit() throws IOException {
    bitmap("cat.bmp", 1);
    run();
    assumeThat(index.at(uri("cat.bmp")).item().changedMillis()).as("needs ctime").isNotZero();
    index.forgetChangeTimes();
    model.forget();
    assertThat(run().images()).isEqualTo(new SourceCounts(1, 0, 1, 0, 0));
    assertThat(model.encodedImages()).isZero();
    assertThat(index.at(uri("cat.bmp")).item().changedMillis()).isNotZero();
    bitmap("cat.bmp", 2);
    assertThat(run().images().indexed()).isEqualTo(1);
  }

  @Test
  void run_verifyingContent_findsWhatNoTimeTells() throws IOException {
    bitmap("cat.bmp", 1);
    bitmap("dog.bmp", 3);
    run();
    bitmap("cat.bmp", 2);
    index.forgetChangeTimes(); // as on a system without ctime
    model.forget();
    IndexingReport report = verify();
    assertThat(report.images()).isEqualTo(new SourceCounts(2, 1, 1, 0, 0));
    int changes = index.changes;
    assertThat(verify().images()).isEqualTo(new SourceCounts(2, 0, 2, 0, 0));
    assertThat(index.changes).isEqualTo(changes);
    assertThat(model.encodedImages()).isEqualTo(1);
  }

  @Test
  void run_captionsEditedKeepingSizeAndTime_areReadAgain() throws IOException {
    bitmap("cat.bmp", 1);
    Files.setLastModifiedTime(write("cat.txt", "a cat"), TIME);
    Files.setLastModifiedTime(write("c.csv", "image,caption\ncat.bmp,one\n"), TIME);
    run();
    Files.setLastModifiedTime(write("cat.txt", "a dog"), TIME);
    Files.setLastModifiedTime(write("c.csv", "image,caption\ncat.bmp,two\n"), TIME);
    assertThat(run().texts()).isEqualTo(new SourceCounts(2, 2, 0, 0, 0));
    assertThat(index.at(uri("cat.txt")).item().text()).isEqualTo("a dog");
    assertThat(index.at(uri("c.csv#row=2")).item().text()).isEqualTo("two");
  }

  private IndexingReport verify() {
    return run(IndexingRequest.of(List.of(root)).withVerifyContent(true), new ArrayList<>());
  }

  /** Writes a bitmap; all have one size and one modification time. */
  private Path bitmap(String name, long seed) throws IOException {
    Path file = write(name, Pictures.encoded(Pictures.drawn(seed), "bmp"));
    Files.setLastModifiedTime(file, TIME);
    return file;
  }
}
