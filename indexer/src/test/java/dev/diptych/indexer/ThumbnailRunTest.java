package dev.diptych.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a run does about the thumbnails of pictures that it knows, and of those that are gone. */
class ThumbnailRunTest extends RunTestCase {

  @Test
  void run_whereAThumbnailWasLost_makesItAgainWithoutEncoding() {
    write("a.png", Pictures.png(1));
    write("b.png", Pictures.png(2));
    run();
    int encoded = model.encodedImages();
    List<String> hashes = List.copyOf(index.thumbnails.keySet());
    byte[] before = Objects.requireNonNull(index.thumbnails.remove(hashes.getFirst()));

    IndexingReport report = run();

    assertThat(report.images()).isEqualTo(new SourceCounts(2, 0, 2, 0, 0));
    assertThat(model.encodedImages()).isEqualTo(encoded);
    assertThat(index.thumbnails.get(hashes.getFirst())).isEqualTo(before);
    assertThat(index.thumbnails.keySet()).containsExactlyInAnyOrderElementsOf(hashes);
  }

  @Test
  void run_whereTheFileOfALostThumbnailWasTouched_makesItAgain() throws IOException {
    Path file = write("a.png", Pictures.png(1));
    run();
    List<String> hashes = List.copyOf(index.thumbnails.keySet());
    index.thumbnails.clear();
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));

    IndexingReport report = run();

    assertThat(report.images()).isEqualTo(new SourceCounts(1, 0, 1, 0, 0));
    assertThat(index.thumbnails.keySet()).containsExactlyElementsOf(hashes);
  }

  @Test
  void run_whereThePictureIsNotWhatItLooksLike_givesItNoThumbnail() throws IOException {
    Path file = write("a.png", Pictures.png(1));
    run();
    index.thumbnails.clear();
    FileTime modified = Files.getLastModifiedTime(file);
    byte[] other = Files.readAllBytes(file);
    other[other.length - 20] ^= 1; // same size
    Files.write(file, other);
    Files.setLastModifiedTime(file, modified);
    index.forgetChangeTimes(); // as where the system tells none

    IndexingReport report = run();

    assertThat(report.images()).isEqualTo(new SourceCounts(1, 0, 1, 0, 0));
    assertThat(index.thumbnails).isEmpty();
  }

  @Test
  void run_toItsEnd_sweepsThumbnailsOfNoItem() {
    write("a.png", Pictures.png(1));
    index.thumbnails.put("c".repeat(64), new byte[] {1});
    run();
    assertThat(index.thumbnails).hasSize(1).doesNotContainKey("c".repeat(64));
  }
}
