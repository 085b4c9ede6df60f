package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.scenes.Caption;
import dev.diptych.scenes.SceneEvaluation;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class AuditCommandTest {

  @TempDir private Path folder;
  private SmallCollection collection;
  private final List<String> wrong = new ArrayList<>();
  private SceneEvaluation scenes;

  @BeforeEach
  void index() throws IOException {
    collection = SmallCollection.in(folder);
    scenes = SceneEvaluation.read(Fixtures.path("scenes-eval/eval.json"));
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      Caption other = scenes.captions().get(i + 6);
      assertThat(other.isTrueOf(scenes.pictures().get(i).scene())).isFalse();
      rows.append("%s,\"%s\"\n".formatted(collection.picture(i).getFileName(), other.text()));
      wrong.add(other.text());
    }
    Files.writeString(
        collection.pictures().resolve("captions.csv"), rows, StandardOpenOption.APPEND);
    assertThat(collection.run("index", collection.pictures().toString()).code()).isZero();
  }

  @Test
  void audit_wrongCaptions_areListedWithOnesThatFit() {
    JsonNode answer = JsonMapper.shared().readTree(collection.run("audit", "--json").out());
    assertThat(answer.get("texts").intValue()).isEqualTo(16);
    assertThat(answer.get("pictures").intValue()).isEqualTo(12);
    List<String> rejected = new ArrayList<>();
    int better = 0;
    for (JsonNode each : answer.get("rejected")) {
      rejected.add(each.get("text").asString());
      assertThat(each.get("matchProbability").doubleValue()).isLessThan(0.5);
      assertThat(each.get("textSource").asString()).contains("captions.csv#row=");
      if (each.get("better").isObject()) {
        better++;
        int scene = Integer.parseInt(each.get("path").asString().replaceAll(".*-(\\d+).*", "$1"));
        assertThat(Caption.read(each.at("/better/text").asString()))
            .hasValueSatisfying(
                it -> assertThat(it.isTrueOf(scenes.pictures().get(scene).scene())).isTrue());
      }
    }
    assertThat(rejected).containsExactlyInAnyOrderElementsOf(wrong);
    assertThat(better).isGreaterThanOrEqualTo(3);
  }

  @Test
  void audit_forms_holdTheSame() {
    CapturedRun table = collection.run("audit");
    assertThat(table.code()).isZero();
    assertThat(table.out())
        .contains("does not describe it", "scene-00.png")
        .doesNotContain("more;");
    assertThat(table.err()).contains("4 of 16 texts of 12 pictures do not describe them");
    CapturedRun csv = collection.run("audit", "--csv", "--no-suggestions", "--strict");
    assertThat(csv.code()).isEqualTo(ExitStatus.DATA);
    assertThat(csv.out()).startsWith("picture,text,text_source,");
    assertThat(csv.out().split("\r\n", -1)).hasSize(6).endsWith("");
    assertThat(collection.run("audit", "--threshold", "99%", "--no-suggestions").err())
        .contains("of 16 texts", "below 99%");
    assertThat(collection.run("audit", "--json", "--csv").code()).isEqualTo(ExitStatus.USER);
    assertThat(collection.run("audit", "--threshold", "off").code()).isEqualTo(ExitStatus.USER);
  }

  @Test
  void audit_generatedCaptions_areNotAudited() {
    assertThat(collection.run("index", collection.pictures().toString(), "--caption").code())
        .isZero();
    JsonNode answer = JsonMapper.shared().readTree(collection.run("audit", "--json").out());
    assertThat(answer.get("texts").intValue()).isEqualTo(16);
  }
}
