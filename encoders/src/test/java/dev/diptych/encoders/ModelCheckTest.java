package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Holds imported checkpoints against what the models' original code returned for them. */
class ModelCheckTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"blip-itm-tiny", "blip-caption-tiny"})
  void check_tinyCheckpoint_equalsReference(String name) {
    Path folder = Fixtures.path(name);
    CheckReport report = ModelCheck.check(folder, folder.resolve("golden.json"));
    assertThat(report.outputs())
        .allSatisfy(output -> assertThat(output.largestDifference()).isLessThanOrEqualTo(2e-5));
  }

  /**
   * Known mistakes, each of which must be seen at the tolerance; a looser one would let the last
   * through.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text heads | \"num_attention_heads\": 3 | \"num_attention_heads\": 8",
        "vision heads | \"num_attention_heads\": 4 | \"num_attention_heads\": 8",
        "vision epsilon | \"layer_norm_eps\": 1e-05 | \"layer_norm_eps\": 1e-06",
        "text epsilon | \"layer_norm_eps\": 1e-12 | \"layer_norm_eps\": 1e-05"
      })
  void check_wrongConfiguration_isSeenAtTheTolerance(String mistake, String right, String wrong)
      throws IOException {
    String config = Files.readString(Fixtures.path("blip-itm-tiny/config.json"));
    assertThat(config).contains(right);
    Path checkpoint = copy(config.replace(right, wrong));
    CheckReport report = ModelCheck.check(checkpoint, Fixtures.path("blip-itm-tiny/golden.json"));
    assertThat(report.passes(ModelCheck.DEFAULT_TOLERANCE)).as(mistake + ": " + report).isFalse();
  }

  @Test
  void check_cosinesWithEncToken_areSeenAsWrong() throws IOException {
    ObjectNode golden = golden();
    golden.set("itc", golden.get("itc_enc_WRONG"));
    assertThat(difference(golden, "itc")).isGreaterThan(0.1);
    // The control itself is what [ENC] in the place of [CLS] gives: only the token was wrong.
    golden.get("input_ids").forEach(text -> ((ArrayNode) text).set(0, 201));
    assertThat(difference(golden, "itc")).isLessThan(1e-6);
  }

  @Test
  void check_withoutTheMask_equalsTheReferenceWithoutIt() throws IOException {
    ObjectNode golden = golden();
    golden.set("itm_cls", golden.get("itm_nomask"));
    assertThat(difference(golden, "itm_cls")).isGreaterThan(0.1);
    golden.remove("attention_mask");
    assertThat(difference(golden, "itm_cls")).isLessThan(1e-5);
  }

  private double difference(ObjectNode golden, String output) throws IOException {
    Path file = Files.writeString(folder.resolve("golden.json"), golden.toString());
    return ModelCheck.check(Fixtures.path("blip-itm-tiny"), file).outputs().stream()
        .filter(each -> each.output().equals(output))
        .mapToDouble(CheckReport.Comparison::largestDifference)
        .findFirst()
        .orElseThrow();
  }

  private static ObjectNode golden() throws IOException {
    return (ObjectNode)
        JsonMapper.shared()
            .readTree(Files.readAllBytes(Fixtures.path("blip-itm-tiny/golden.json")));
  }

  private Path copy(String config) throws IOException {
    Files.writeString(folder.resolve("config.json"), config);
    Files.copy(
        Fixtures.path("blip-itm-tiny/model.safetensors"), folder.resolve("model.safetensors"));
    return folder;
  }
}
