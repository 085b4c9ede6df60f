package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Manual pages of all commands. */
final class ManCommandTest {

  @TempDir private Path folder;

  @Test
  void man_ofACommand_saysWhatItsHelpSays() {
    String page = CapturedRun.of(Map.of(), "man", "search").out();
    assertThat(page)
        .startsWith(".TH \"DIPTYCH-SEARCH\" 1\n.SH NAME\ndiptych\\-search \\- Find pictures")
        .contains(
            ".SH SYNOPSIS", ".SH OPTIONS", ".SH EXAMPLES", "diptych search \"sunset taken:2024")
        .contains("\\fB\\-\\-limit\\fR \\fIN\\fR\nResults, 1 to 1000 (default: 12).")
        .doesNotContain("%%", "%n");
    String help = CapturedRun.of(Map.of(), "search", "--help").out();
    help.lines()
        .flatMap(line -> Stream.of(line.split("[ ,=]+", -1)))
        .filter(word -> word.matches("--[a-z-]+"))
        .forEach(option -> assertThat(page).contains(option.replace("-", "\\-")));
    assertThat(CapturedRun.of(Map.of(), "man", "nosuch").code()).isEqualTo(2);
  }

  @Test
  void man_intoAFolder_writesAPageForEveryCommand() throws Exception {
    Path pages = folder.resolve("share/man/man1");
    assertThat(CapturedRun.of(Map.of(), "man", "--to", pages.toString()).code()).isZero();
    List<Path> written;
    try (Stream<Path> files = Files.list(pages)) {
      written = files.sorted().toList();
    }
    assertThat(written)
        .extracting(file -> file.getFileName().toString())
        .contains("diptych.1", "diptych-audit.1", "diptych-model.1", "diptych-model-pull.1");
    assertThat(Files.readString(pages.resolve("diptych.1")))
        .contains(".SH ENVIRONMENT", ".SH EXIT STATUS", "DIPTYCH_HOME");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/groff")), "there is no groff to read them");
    for (Path page : written) {
      Process groff =
          new ProcessBuilder(
                  "/usr/bin/groff", "-man", "-ww", "-Kutf8", "-Tutf8", "-P-cbou", page.toString())
              .redirectErrorStream(true)
              .start();
      String shown = new String(groff.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(groff.waitFor()).as(page + ": " + shown).isZero();
      assertThat(shown).doesNotContain("warning:", "error:").contains("NAME", "OPTIONS");
    }
  }
}
