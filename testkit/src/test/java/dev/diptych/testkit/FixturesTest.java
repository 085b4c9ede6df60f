package dev.diptych.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FixturesTest {

  @Test
  void path_fileAndFolder_areReadable() throws IOException {
    assertThat(Fixtures.path("pillow-resize/cases.json")).isRegularFile();
    assertThat(Fixtures.path("scenes-eval").resolve("images/000.png")).isRegularFile();
  }

  @Test
  void beside_one_areAll() {
    assertThat(Fixtures.beside("scenes-eval")).contains("scenes-eval", "pillow-resize");
  }

  @Test
  void path_unknownName_saysSo() {
    assertThatThrownBy(() -> Fixtures.path("no-such-fixture"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no-such-fixture");
  }

  @Test
  void path_insideAJar_isCopiedOutOnce(@TempDir Path folder) throws IOException {
    Path jar = folder.resolve("fix tures.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("fixtures/"));
      out.putNextEntry(new ZipEntry("fixtures/set/"));
      out.putNextEntry(new ZipEntry("fixtures/set/deep/"));
      out.putNextEntry(new ZipEntry("fixtures/set/deep/a.txt"));
      out.write("A".getBytes(StandardCharsets.UTF_8));
      out.putNextEntry(new ZipEntry("fixtures/other.txt"));
    }
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      Path set = Fixtures.path(loader, "set");

      assertThat(set.resolve("deep/a.txt")).hasContent("A");
      assertThat(Fixtures.path(loader, "set/deep/a.txt")).hasContent("A");
      assertThat(Fixtures.path(loader, "set")).isEqualTo(set);
      assertThat(Fixtures.beside(loader, "set")).containsExactly("other.txt", "set");
    }
  }
}
