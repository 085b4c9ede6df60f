package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.testkit.DefaultLocale;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the commands print is the same under every locale. */
final class LocaleTest {

  private static final List<String> COMMANDS =
      List.of(
          "status",
          "status --json",
          "verify",
          "model list",
          "search red circle --rerank x",
          "search red circle --limit 1x",
          "index nothing-there");

  private static final List<String> SEARCHES =
      List.of("search red circle --limit 3", "search red circle --budget 9.5s --limit 2");

  private static SmallCollection collection;
  private static List<String> plain = List.of();

  static List<String> foreign() {
    return DefaultLocale.FOREIGN;
  }

  /** The index is made under the locale that once made it unreadable. */
  @BeforeAll
  static void index(@TempDir Path folder) throws IOException {
    collection = SmallCollection.in(folder);
    try (DefaultLocale _ = new DefaultLocale("fa-IR")) {
      CapturedRun run = collection.run("index", collection.pictures().toString());
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.out().lines().findFirst())
          .contains("seen 24 = indexed 24 + reused 0 + removed 0 + skipped 0");
    }
    plain = output(COMMANDS);
  }

  @ParameterizedTest
  @MethodSource("foreign")
  void commands_underAForeignLocale_printTheSame(String tag) {
    try (DefaultLocale _ = new DefaultLocale(tag)) {
      assertThat(output(COMMANDS)).isEqualTo(plain);
    }
  }

  @Test
  void search_underForeignLocales_printsTheSame() {
    List<String> found = output(SEARCHES);
    assertThat(found.getFirst()).contains("-> 0", "scene-");
    for (String tag : List.of("fa-IR", "th-TH-u-ca-buddhist-nu-thai")) {
      try (DefaultLocale _ = new DefaultLocale(tag)) {
        assertThat(output(SEARCHES)).isEqualTo(found);
      }
    }
  }

  /** Picocli asks the default locale for capitals, which in Turkish have dots. */
  @Test
  void process_underATurkishLocale_readsOptionsAndHelpsTheSame(@TempDir Path folder)
      throws IOException, InterruptedException {
    Map<String, String> turkish =
        Map.of("JAVA_TOOL_OPTIONS", "-Duser.language=tr -Duser.country=TR");
    ChildProcess child = new ChildProcess(folder, turkish);
    CapturedRun help = child.run(List.of(), "index", "--help");
    try (DefaultLocale _ = new DefaultLocale("und")) {
      assertThat(help.out()).isEqualTo(collection.run("index", "--help").out());
    }
    CapturedRun read = child.run(List.of(), "index", "nothing-there", "--features", "int8");
    assertThat(read.err()).contains("there is nothing at nothing-there");
  }

  @Test
  void index_ofAForeignLocale_isReusedUnderAnother() {
    CapturedRun again = collection.run("index", collection.pictures().toString());
    assertThat(again.out()).startsWith("seen 24 = indexed 0 + reused 24 ");
  }

  private static List<String> output(List<String> lines) {
    List<String> output = new ArrayList<>();
    for (String line : lines) {
      CapturedRun run = collection.run(line.split(" ", -1));
      output.add(line + " -> " + run.code() + "\n" + run.out() + withoutTimes(run.err()));
    }
    return output;
  }

  private static String withoutTimes(String text) {
    return text.replaceAll("[0-9]+(\\.[0-9]+)? m?s\\b", "TIME");
  }
}
