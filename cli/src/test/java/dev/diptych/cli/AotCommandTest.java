package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AotCommandTest {

  @TempDir private Path folder;

  @Test
  void aot_rehearsal_goesThroughAllAndTouchesNothingOfTheUser() throws IOException {
    List<String> before = rehearsalsUnderWay();

    CapturedRun run =
        CapturedRun.of(
            Map.of("DIPTYCH_HOME", folder.resolve("home").toString()), "aot", "--rehearse");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(folder).isEmptyDirectory();
    assertThat(rehearsalsUnderWay()).isSubsetOf(before);
  }

  @Test
  void aot_withoutTheLauncher_saysThatNothingWasRecorded() {
    CapturedRun run = CapturedRun.of(Map.of(), "aot");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).contains("nobody watched");
  }

  private static List<String> rehearsalsUnderWay() throws IOException {
    try (Stream<Path> temporary = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return temporary
          .map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith("diptych-rehearsal-"))
          .toList();
    }
  }
}
