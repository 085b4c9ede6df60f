package dev.diptych.searcher;

import dev.diptych.encoders.Model;
import dev.diptych.testkit.models.EmbeddedModel;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Scenes and the model for them, drawn and loaded once, and a folder for an index. */
@ExtendWith(EmbeddedModel.class)
abstract class EngineTestCase {

  static final int SCENES = DrawnScenes.COUNT;

  @TempDir static Path folder;

  @SuppressWarnings("NullAway.Init") // JUnit calls draw first
  static DrawnScenes drawn;

  @TempDir Path index;

  @BeforeAll
  static void draw(Model embedded) {
    drawn = DrawnScenes.draw(embedded);
  }
}
