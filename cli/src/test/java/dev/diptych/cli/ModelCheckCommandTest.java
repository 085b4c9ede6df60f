package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelCheckCommandTest {

  @ParameterizedTest
  @ValueSource(strings = {"blip-itm-tiny", "blip-caption-tiny"})
  void check_referenceOfItsOwn_agrees(String checkpoint) {
    CapturedRun run = check(Fixtures.path(checkpoint).toString());
    assertThat(run.err()).endsWith("All outputs agree.\n");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("vision").doesNotContain("TOO FAR");
    assertThat(run.out().lines().filter(line -> line.endsWith("ok")))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).containsPattern(" +(2\\.[0-9]+e-05|0) +ok$"));
  }

  @Test
  void check_captions_areComparedExactly() {
    CapturedRun run = check(Fixtures.path("blip-caption-tiny").toString());
    assertThat(run.out()).containsPattern("generations +[0-9]+ +0 differ +0 +ok");
  }

  @Test
  void check_toleranceTooSmall_isBadDataAndNamesTheOutputs() {
    CapturedRun run = check(Fixtures.path("blip-itm-tiny").toString(), "--tolerance", "1e-12");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.out()).contains("TOO FAR");
    assertThat(run.err()).contains("diptych: the outputs of").contains("vision");
  }

  @Test
  void check_referenceOfAnotherModel_fails() {
    CapturedRun run =
        check(
            Fixtures.path("blip-itm-tiny").toString(),
            "--golden",
            Fixtures.path("blip-caption-tiny/golden.json").toString());
    assertThat(run.code()).isIn(2, 3);
    assertThat(run.err()).startsWith("diptych: ").hasLineCount(1);
  }

  @Test
  void check_noReference_saysHowToNameOne(@TempDir Path folder) throws IOException {
    CapturedRun run = check(folder.toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--golden FILE");
    Files.writeString(folder.resolve("golden.json"), "{}");
    assertThat(check(folder.toString()).code()).isEqualTo(3);
  }

  @Test
  void check_noSuchFolder_isOneClearLine(@TempDir Path folder) {
    CapturedRun run = check(folder.resolve("missing").toString());
    assertThat(run.code()).isIn(2, 3);
    assertThat(run.err()).startsWith("diptych: ").contains("missing").hasLineCount(1);
  }

  private static CapturedRun check(String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "model";
    all[1] = "check";
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return CapturedRun.of(Map.of(), all);
  }
}
