package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.internal.checkpoint.SafetensorsEditor;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Weights with one fault, of every family: each is refused by what is wrong in the file. */
class WrongWeightsTest {

  /** ALBEF as LAVIS trained it anew has none, so a file without it is whole. */
  private static final String OF_ONE_LAYOUT =
      "text_encoder.embeddings.token_type_embeddings.weight";

  @TempDir Path folder;

  static List<String> checkpoints() {
    return EveryFixtureTest.checkpoints().stream()
        .filter(name -> Files.isRegularFile(Fixtures.path(name).resolve("model.safetensors")))
        .toList();
  }

  /**
   * The family is told by the other tensors, so the message lists what is missing, or the few that
   * belong to it, and never takes the file for another family's. What is not missed is not needed.
   */
  @ParameterizedTest
  @MethodSource("checkpoints")
  void check_withoutOneTensor_namesItsPlaceOrGivesTheReference(String name) throws IOException {
    FixtureCheckpoint fixture = new FixtureCheckpoint(name, folder);
    for (String tensor : fixture.weights().names()) {
      if (tensor.equals(OF_ONE_LAYOUT)) {
        continue;
      }
      try {
        CheckReport report =
            fixture.check(fixture.config(), fixture.weights().remove(tensor), fixture.golden());
        assertThat(report.passes(ModelCheck.DEFAULT_TOLERANCE))
            .as("%s without %s: %s", name, tensor, report)
            .isTrue();
      } catch (DiptychException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT);
        assertThat(e)
            .as("%s without %s", name, tensor)
            .hasMessageMatching(
                "(?s).*"
                    + Pattern.quote(tensor)
                    + ".*|.* (lacks|holds) \\d (unknown )?tensors? .*");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("checkpoints")
  void check_weightThatIsNotANumber_isRefusedByItsName(String name) throws IOException {
    FixtureCheckpoint fixture = new FixtureCheckpoint(name, folder);
    SafetensorsEditor weights = fixture.weights();
    String tensor =
        weights.names().stream().filter(each -> each.endsWith("weight")).findFirst().orElseThrow();
    byte[] allOnes = new byte[4];
    Arrays.fill(allOnes, (byte) 0xff); // not a number in 16 and in 32 bits
    weights.overwrite(tensor, 0, allOnes);

    assertThatThrownBy(() -> fixture.check(fixture.config(), weights, fixture.golden()))
        .isInstanceOfSatisfying(
            DiptychException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT))
        .hasMessageContaining(tensor);
  }
}
