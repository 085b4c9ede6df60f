package dev.diptych.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.benchmarks.Section;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every section runs to its end and says something; what it says of time is not looked at. */
class SuiteTest {

  /** Shared, because a model is imported but once into it. */
  @TempDir static Path folder;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  static Stream<String> sections() {
    return Suite.sections().stream().map(Section::name);
  }

  @ParameterizedTest
  @MethodSource("sections")
  void run_quick_savesTablesOfNumbers(String name) throws Exception {
    assertThat(run(name, true)).as("%s", printed).isTrue();

    JsonNode section = saved().path("sections").path(name);
    assertThat(section.path("tables")).as("%s", printed).isNotEmpty();
    for (JsonNode table : section.path("tables")) {
      assertThat(table.path("rows")).as("%s", table).isNotEmpty();
      for (JsonNode row : table.path("rows")) {
        assertThat(row.size()).as("%s", row).isEqualTo(table.path("columns").size());
        row.forEach(
            cell -> assertThat(cell.isNumber() && !Double.isFinite(cell.doubleValue())).isFalse());
      }
    }
    assertThat(Files.readString(folder.resolve("results.md"))).contains("### " + name);
  }

  @Test
  void run_measuredAlready_isNotMeasuredAgain() throws Exception {
    run("match", true);
    JsonNode before = saved();

    assertThat(run("match", false)).isTrue();

    assertThat(saved()).isEqualTo(before);
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("match: measured already");
  }

  private boolean run(String name, boolean again) throws Exception {
    Section section = Suite.section(name).orElseThrow();
    return new Suite(folder, true, new PrintStream(printed, true, StandardCharsets.UTF_8))
        .run(List.of(section), again);
  }

  private static JsonNode saved() throws IOException {
    return JsonMapper.shared().readTree(Files.readAllBytes(folder.resolve("results.json")));
  }
}
