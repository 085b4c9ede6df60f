package dev.diptych.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** The evaluation sets that the reference implementation drew and judged. */
enum Fixture {
  SCENES_EVAL("/fixtures/scenes-eval/"),
  SCENES_NEAR_MISS("/fixtures/scenes-near-miss/");

  private final String folder;

  Fixture(String folder) {
    this.folder = folder;
  }

  SceneEvaluation evaluation() {
    try (InputStream input = open("eval.json")) {
      return SceneEvaluation.read(input);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  BufferedImage image(SceneEvaluation.Picture picture) {
    try (InputStream input = open(picture.name())) {
      return ImageIO.read(input);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private InputStream open(String name) {
    InputStream input = Fixture.class.getResourceAsStream(folder + name);
    assertThat(input).as("fixture %s%s on the class path", folder, name).isNotNull();
    return input;
  }
}
