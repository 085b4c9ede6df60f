package dev.diptych.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Facts;
import dev.diptych.core.Look;
import dev.diptych.core.PictureFormat;
import dev.diptych.encoders.FactsReader;
import dev.diptych.testkit.Metadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FactsRunTest extends RunTestCase {

  private static final LocalDateTime TAKEN = LocalDateTime.of(2024, 6, 3, 23, 30, 5);

  @Test
  void run_picturesWithMetadata_keepsTheirFacts() {
    write("photo.jpg", photo(1));
    write("plain.png", Pictures.png(2));
    write("plain.txt", "a caption");

    run();

    Facts facts = facts("photo.jpg");
    assertThat(facts.takenAt()).contains(TAKEN);
    assertThat(facts.camera()).isEqualTo("Camera");
    assertThat(facts.format()).contains(PictureFormat.JPEG);
    assertThat(facts("plain.png").format()).contains(PictureFormat.PNG);
    assertThat(facts("plain.png").takenAt()).isEmpty();
    assertThat(facts("plain.txt").reading().rules()).isEqualTo(FactsReader.RULES);
  }

  @Test
  void run_indexFromBeforeFacts_isCompletedWithoutEncoding() {
    write("photo.jpg", photo(1));
    write("photo.txt", "a caption");
    run();
    index.forgetFacts();
    model.forget();

    IndexingReport report = run();

    assertThat(model.encodedImages()).isZero();
    assertThat(report.images().reused()).isEqualTo(1);
    assertThat(facts("photo.jpg").takenAt()).contains(TAKEN);
    assertThat(facts("photo.txt").reading().rules()).isEqualTo(FactsReader.RULES);
    assertThat(facts("photo.jpg").look()).isPresent();
    assertThat(facts("photo.txt").look()).isEmpty();
  }

  @Test
  void run_indexFromBeforeLooks_takesThemFromThumbnailsOrFilesWithoutEncoding() {
    write("photo.jpg", photo(1));
    write("other.png", Pictures.png(2));
    run();
    Look other = facts("other.png").look().orElseThrow();
    index.forgetFacts();
    index.thumbnails.put(index.at(uri("other.png")).item().contentHash(), new byte[] {1});
    model.forget();

    run();
    run();

    assertThat(model.encodedImages()).isZero();
    assertThat(facts("photo.jpg").look()).isPresent();
    assertThat(facts("other.png").look()).as("its thumbnail is torn").contains(other);
  }

  @Test
  void run_copyAndMove_keepTheLook() throws IOException {
    write("photo.jpg", photo(1));
    run();
    Look look = facts("photo.jpg").look().orElseThrow();
    write("copy.jpg", photo(1));
    Files.move(root.resolve("photo.jpg"), root.resolve("moved.jpg"));

    run();

    assertThat(facts("copy.jpg").look()).contains(look);
    assertThat(facts("moved.jpg").look()).contains(look);
  }

  @Test
  void run_sidecarComesChangesAndGoes_factsFollow() throws IOException {
    write("photo.jpg", photo(1));
    run();
    model.forget();

    write("photo.xmp", xmp("sea"));
    run();
    assertThat(facts("photo.jpg").words().tags()).containsExactly("sea");
    assertThat(facts("photo.jpg").takenAt()).contains(TAKEN);

    write("photo.jpg.xmp", xmp("lake"));
    run();
    assertThat(facts("photo.jpg").words().tags()).as("the nearer name").containsExactly("lake");

    Files.setLastModifiedTime(
        write("photo.jpg.xmp", xmp("wood")), FileTime.fromMillis(1_234_567_000L));
    run();
    assertThat(facts("photo.jpg").words().tags()).containsExactly("wood");

    Files.delete(root.resolve("photo.jpg.xmp"));
    Files.delete(root.resolve("photo.xmp"));
    run();
    assertThat(facts("photo.jpg").words().tags()).isEmpty();
    assertThat(model.encodedImages()).isZero();
  }

  @Test
  void run_pictureNamedAlone_takesTheSidecarBesideIt() {
    write("photo.jpg", photo(1));
    write("photo.xmp", xmp("sea"));

    run(IndexingRequest.of(List.of(root.resolve("photo.jpg"))), new ArrayList<>());
    Facts alone = facts("photo.jpg");
    run();

    assertThat(alone.words().tags()).containsExactly("sea");
    assertThat(facts("photo.jpg")).isEqualTo(alone);
  }

  @Test
  void run_pictureIsMoved_keepsItsFacts() throws IOException {
    write("photo.jpg", photo(1));
    run();
    model.forget();
    Files.createDirectories(root.resolve("new"));
    Files.move(root.resolve("photo.jpg"), root.resolve("new/photo.jpg"));

    run();

    assertThat(model.encodedImages()).isZero();
    assertThat(facts("new/photo.jpg").takenAt()).contains(TAKEN);
  }

  private Facts facts(String name) {
    return index.at(uri(name)).item().facts();
  }

  private static byte[] photo(long seed) {
    return new Metadata()
        .main(0x110, "Camera")
        .exif(0x9003, "2024:06:03 23:30:05")
        .in(Pictures.encoded(Pictures.drawn(seed), "jpg"));
  }

  private static String xmp(String tag) {
    return Metadata.xmpOf(
        "", "<dc:subject><rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag></dc:subject>".formatted(tag));
  }
}
