package dev.diptych.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.encoders.ImageReader;
import dev.diptych.indexer.internal.items.DecodingNote;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Indexes of a program that read pixels by other rules. */
class OlderPixelsTest extends RunTestCase {

  @Test
  void run_indexOfOlderRules_encodesOnlyWhatIsReadDifferently() {
    write("opaque.png", Pictures.png(1));
    write("photo.jpg", Pictures.encoded(Pictures.drawn(2), "jpg"));
    write("logo.png", transparent(3));
    run();
    index.forgetDecoding();
    model.forget();

    IndexingReport report = run();

    assertThat(model.encodedImages()).isEqualTo(1);
    assertThat(report.images()).isEqualTo(new SourceCounts(3, 1, 2, 0, 0));
    assertThat(index.at(uri("logo.png")).item().decoding()).isEqualTo(ImageReader.DECODING);
    assertThat(DecodingNote.read(index.notes()))
        .as("of the whole index")
        .isEqualTo(ImageReader.DECODING);
    model.forget();
    assertThat(run().images().reused()).isEqualTo(3);
    assertThat(model.encodedImages()).isZero();
  }

  @Test
  void run_partOfAnOlderIndex_leavesTheRestForLater() {
    write("a/logo.png", transparent(1));
    write("b/logo.png", transparent(2));
    run();
    index.forgetDecoding();
    model.forget();

    run(IndexingRequest.of(List.of(root.resolve("a"))), new ArrayList<>());
    assertThat(model.encodedImages()).isEqualTo(1);
    assertThat(DecodingNote.read(index.notes())).isZero();
    run(IndexingRequest.of(List.of(root.resolve("a"))), new ArrayList<>());
    assertThat(model.encodedImages()).as("not again").isEqualTo(1);
    run();
    assertThat(model.encodedImages()).isEqualTo(2);
    assertThat(DecodingNote.read(index.notes())).isEqualTo(ImageReader.DECODING);
  }

  @Test
  void run_copyOfAnOlderItem_isEncodedByTheNewRules() throws IOException {
    Path logo = write("a/logo.png", transparent(1));
    write("a/plain.png", Pictures.png(2));
    run();
    index.forgetDecoding();
    model.forget();
    Files.createDirectories(root.resolve("b"));
    Files.copy(logo, root.resolve("b/logo.png"));
    Files.copy(root.resolve("a/plain.png"), root.resolve("b/plain.png"));

    run(IndexingRequest.of(List.of(root.resolve("b"))), new ArrayList<>());

    assertThat(model.encodedImages()).isEqualTo(1);
  }

  private static byte[] transparent(long seed) {
    BufferedImage image = new BufferedImage(6, 5, BufferedImage.TYPE_INT_ARGB);
    image.getGraphics().drawImage(Pictures.drawn(seed), 1, 1, null);
    return Pictures.encoded(image, "png");
  }
}
