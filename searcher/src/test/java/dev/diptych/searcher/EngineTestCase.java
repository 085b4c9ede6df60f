package dev.diptych.searcher;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Scenes and the model for them, drawn and loaded once, and a folder for an index. */
abstract class EngineTestCase {

  static final int SCENES = DrawnScenes.COUNT;

  @TempDir static Path folder;

  @SuppressWarnings("NullAway.Init") // JUnit calls draw first
  static DrawnScenes drawn;

  @TempDir Path index;

  @BeforeAll
  static void draw() {
    drawn = DrawnScenes.draw(folder);
  }

  @AfterAll
  static void close() {
    drawn.close();
  }
}
