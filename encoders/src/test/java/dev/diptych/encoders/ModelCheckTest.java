package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.testkit.Fixtures;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds imported checkpoints against what the models' original code returned for them. */
class ModelCheckTest {

  @ParameterizedTest
  @ValueSource(strings = {"blip-itm-tiny", "blip-caption-tiny"})
  void check_tinyCheckpoint_equalsReference(String name) {
    Path folder = Fixtures.path(name);
    CheckReport report = ModelCheck.check(folder, folder.resolve("golden.json"));
    assertThat(report.passes(2e-5)).as(report.toString()).isTrue();
  }
}
