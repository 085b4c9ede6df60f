package dev.diptych.examples.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.scenes.SceneEvaluation;
import dev.diptych.scenes.SceneEvaluation.Picture;
import dev.diptych.scenes.SceneRenderer;
import dev.diptych.searcher.SearchHit;
import dev.diptych.searcher.SearchResponse;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example does what it says. */
final class PictureFinderTest {

  private static final long SEED = 11;
  private static final int SCENES = 6;

  @Test
  void example_smallFolder_isIndexedAndSearched(@TempDir Path folder) throws Exception {
    SceneEvaluation drawn = SceneEvaluation.drawFresh(SCENES, SEED);
    Path pictures = Files.createDirectory(folder.resolve("pictures"));
    for (int i = 0; i < SCENES; i++) {
      Picture picture = drawn.pictures().get(i);
      Path file = pictures.resolve("scene-%s.png".formatted(i));
      Files.write(
          file, SceneRenderer.renderPng(picture.scene(), i < 3 ? 128 : 256, picture.seed()));
    }
    Files.writeString(pictures.resolve("scene-0.txt"), drawn.captions().get(0).text());
    Files.writeString(pictures.resolve("broken.jpg"), "");
    StringWriter printed = new StringWriter();
    try (PictureFinder finder =
        new PictureFinder(
            folder.resolve("home"), folder.resolve("index"), new PrintWriter(printed, true))) {
      assertThat(finder.index(pictures).images().indexed()).isEqualTo(SCENES);

      SearchHit best = finder.find(drawn.captions().get(0).text()).hits().getFirst();
      assertThat(best.item().source().shownName()).isEqualTo("scene-0.png");
      assertThat(finder.find("circle width:200..").hits()).hasSize(3);
      SearchResponse wide = finder.findWide("circle", 200);
      assertThat(wide.hits()).hasSizeLessThanOrEqualTo(3);
      assertThat(finder.fits(best.item().id(), drawn.captions().get(0).text())).isPositive();
      assertThat(finder.wrongCaptions().texts()).isEqualTo(1);
    }
    assertThat(printed.toString()).contains("seen 8, new 7, skipped 1", "broken.jpg: ");
  }
}
