package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.encoders.CheckReport.Comparison;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CheckReportTest {

  @TempDir Path folder;

  @Test
  void check_scaledLogits_haveTheRootMeanSquareOfTheReferenceAsScale() throws IOException {
    FixtureCheckpoint fixture = new FixtureCheckpoint("clip-tiny", folder);
    double squares = 0;
    int count = 0;
    for (JsonNode row : JsonMapper.shared().readTree(fixture.golden()).get("logits_per_image")) {
      for (JsonNode logit : row) {
        squares += logit.asDouble() * logit.asDouble();
        count++;
      }
    }

    CheckReport report = fixture.check();

    assertThat(Math.sqrt(squares / count)).isGreaterThan(1);
    assertThat(output(report, "logits_per_image").scale())
        .isCloseTo(Math.sqrt(squares / count), within(1e-6));
    assertThat(output(report, "image_embeds").scale()).isEqualTo(1);
  }

  private static Comparison output(CheckReport report, String name) {
    return report.outputs().stream()
        .filter(each -> each.output().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void passes_numbersAroundThirty_mayDifferByThirtyTolerances() {
    assertThat(Comparison.within("logits", 8, 5e-4, 30).passes(2e-5)).isTrue();
    assertThat(Comparison.within("logits", 8, 7e-4, 30).passes(2e-5)).isFalse();
  }

  @Test
  void passes_numbersUpToOne_mayDifferByTheTolerance() {
    assertThat(Comparison.within("cosine", 8, 1.9e-5, 1).passes(2e-5)).isTrue();
    assertThat(Comparison.within("cosine", 8, 2.1e-5, 1).passes(2e-5)).isFalse();
  }

  @Test
  void passes_notANumberOrOtherTokens_never() {
    assertThat(Comparison.within("vision", 8, Double.POSITIVE_INFINITY, 30).passes(1)).isFalse();
    assertThat(Comparison.exact("generations", 8, 1).passes(1)).isFalse();
  }
}
