package dev.diptych.scenes;

import dev.diptych.testkit.Fixtures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** The evaluation sets that the reference implementation drew and judged. */
enum Fixture {
  SCENES_EVAL("scenes-eval"),
  SCENES_NEAR_MISS("scenes-near-miss");

  private final String folder;

  Fixture(String folder) {
    this.folder = folder;
  }

  SceneEvaluation evaluation() {
    return SceneEvaluation.read(path("eval.json"));
  }

  BufferedImage image(SceneEvaluation.Picture picture) {
    try {
      return ImageIO.read(path(picture.name()).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path path(String name) {
    return Fixtures.path(folder).resolve(name);
  }
}
