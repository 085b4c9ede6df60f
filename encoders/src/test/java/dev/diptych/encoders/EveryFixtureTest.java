package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All small checkpoints against the outputs of their authors' code, as {@code model check} does.
 */
class EveryFixtureTest {

  private static final double TOLERANCE = 1e-5;

  /** Cosines times a hundred or so. */
  private static final double TOLERANCE_OF_SCALED = 1e-4;

  /** What was there when this was last raised: a listing that sees nothing must not pass. */
  private static final int LEAST = 24;

  static List<String> checkpoints() {
    return Fixtures.beside("clip-tiny").stream()
        .filter(each -> has(each, "config.json") && has(each, "golden.json"))
        .toList();
  }

  private static boolean has(String fixture, String file) {
    return EveryFixtureTest.class.getResource("/fixtures/" + fixture + "/" + file) != null;
  }

  @ParameterizedTest
  @MethodSource("checkpoints")
  void check_everyOutput_equalsTheReference(String name) {
    Path fixture = Fixtures.path(name);
    CheckReport report = ModelCheck.check(fixture, fixture.resolve("golden.json"));
    assertThat(report.outputs()).isNotEmpty();
    for (Comparison output : report.outputs()) {
      boolean scaled = output.output().equals("logits_per_image");
      assertThat(output.largestDifference())
          .as("%s of %s", output.output(), name)
          .isLessThanOrEqualTo(scaled ? TOLERANCE_OF_SCALED : TOLERANCE);
    }
  }

  @Test
  void documentation_namesEveryCheckpoint() throws IOException {
    assertThat(checkpoints()).hasSizeGreaterThanOrEqualTo(LEAST);
    String models = Files.readString(Path.of("..", "docs", "models.md"));
    for (String checkpoint : checkpoints()) {
      assertThat(models).as("rows of \"What was checked\"").contains("`" + checkpoint + "`");
    }
  }
}
