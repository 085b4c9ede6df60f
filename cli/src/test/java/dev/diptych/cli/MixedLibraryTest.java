package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.encoders.FormatSupport;
import dev.diptych.testkit.odd.Expectation;
import dev.diptych.testkit.odd.MixedLibrary;
import dev.diptych.testkit.odd.OddFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** 300 files as people have them: all are accounted for, and what is in them is found. */
final class MixedLibraryTest {

  @TempDir private Path folder;

  private CapturedRun run(String... arguments) {
    Map<String, String> environment =
        Map.of(
            "DIPTYCH_INDEX", folder.resolve("index").toString(),
            "DIPTYCH_HOME", folder.resolve("home").toString());
    CapturedRun run = CapturedRun.of(environment, arguments);
    assertThat(run.code()).as(run.err()).isZero();
    return run;
  }

  @Test
  void mixedLibrary_everyFile_isAccountedForAndFound() throws IOException {
    Path root = Files.createDirectory(folder.resolve("mixed")).toRealPath();
    MixedLibrary mixed = MixedLibrary.write(root, 1);
    Path report = folder.resolve("report.jsonl");

    run("index", root.toString(), "--report", report.toString());

    assertThat(mixed.library().files()).hasSize(MixedLibrary.FILES);
    assertThat(wrong(mixed, report)).isEmpty();
    JsonNode audit = JsonMapper.shared().readTree(run("audit", "--json", "--no-suggestions").out());
    List<String> rejected = new ArrayList<>();
    audit.get("rejected").forEach(each -> rejected.add(each.get("text").asString()));
    assertThat(audit.get("texts").intValue()).isEqualTo(50);
    assertThat(rejected).containsAll(mixed.wrongCaptions()).hasSizeLessThan(10);
    assertThat(run("search", "\u0414\u0430\u0447\u0430", "--paths", "--limit", "1").out())
        .contains("\u0414\u0430\u0447\u0430.jpg");
    assertThat(run("search", "circle camera:pixel place:zurich", "--json").out()).contains("PXL_");
    assertThat(run("search", "circle tag:holiday", "--paths").out()).contains("100CANON");
    JsonNode duplicates = JsonMapper.shared().readTree(run("duplicates", "--json").out());
    assertThat(duplicates.get("sameContent")).hasSize(4);
    assertThat(duplicates.get("lookAlike").size()).isGreaterThanOrEqualTo(4);
  }

  /** What the report says otherwise than is right. */
  private static List<String> wrong(MixedLibrary mixed, Path report) throws IOException {
    Set<String> unread =
        FormatSupport.all().stream()
            .filter(support -> !support.isRead())
            .map(FormatSupport::format)
            .collect(Collectors.toSet());
    Map<String, JsonNode> outcomes = new HashMap<>();
    for (String line : Files.readAllLines(report)) {
      JsonNode outcome = JsonMapper.shared().readTree(line);
      if (outcome.has("source")) {
        outcomes.put(outcome.get("source").asString(), outcome);
      }
    }
    List<String> wrong = new ArrayList<>();
    for (OddFile file : mixed.library().files()) {
      JsonNode outcome = outcomes.get(file.path().toUri().toString());
      String said = String.valueOf(outcome);
      boolean right =
          switch (file.expectation()) {
            case Expectation.Shown shown ->
                unread.contains(shown.format())
                    ? said.contains("skipped")
                    : said.contains("\"indexed\"") || said.contains("same content as");
            case Expectation.Skipped skipped -> said.contains(skipped.reason());
            case Expectation.Captions _ -> outcome == null || said.contains("\"kind\":\"text\"");
            case Expectation.LeftOut _ -> outcome == null;
          };
      if (!right) {
        wrong.add("%s: %s, but %s".formatted(file.path(), file.expectation(), said));
      }
    }
    return wrong;
  }
}
