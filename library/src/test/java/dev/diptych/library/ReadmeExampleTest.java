package dev.diptych.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.scenes.Scene;
import dev.diptych.scenes.SceneRenderer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** README's Java is what is compiled here, and it runs. */
final class ReadmeExampleTest {

  private static final int PICTURES = 6;

  @Test
  void readme_javaExample_isThisProgram() throws IOException {
    String readme = Files.readString(Path.of("../README.md"));
    String shown = readme.substring(readme.indexOf("```java\n") + 8);
    shown = shown.substring(0, shown.indexOf("```"));
    String source =
        Files.readString(Path.of("src/test/java/dev/diptych/library/ReadmeExample.java"));
    String compiled =
        source.substring(
            source.indexOf("// README begins\n") + 17, source.indexOf("    // README ends"));
    assertThat(shown.replace("IO.println", "println")).isEqualTo(compiled.indent(-4));
  }

  @Test
  void run_smallCollection_indexesAndFinds(@TempDir Path folder) throws IOException {
    Path pictures = Files.createDirectory(folder.resolve("pictures"));
    Random random = new Random(7);
    for (int i = 0; i < PICTURES; i++) {
      Files.write(
          pictures.resolve("scene-%s.png".formatted(i)),
          SceneRenderer.renderPng(Scene.sample(random), 128, i));
    }
    List<String> printed =
        new ReadmeExample().run(folder.resolve("home"), folder.resolve("index"), pictures);
    assertThat(printed).hasSize(6).first().isEqualTo("6 items are new");
    assertThat(printed.get(1)).startsWith("1 file:").endsWith(".png");
  }
}
