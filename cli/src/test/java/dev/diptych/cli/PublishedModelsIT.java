package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.encoders.ModelHub;
import dev.diptych.encoders.PublishedValues;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every published model whose numbers are known, from the hub to the proof. */
@EnabledIfSystemProperty(
    named = "diptych.network",
    matches = "true",
    disabledReason = "pulls some gigabytes from a hub; ./mvnw -Pnetwork verify does that")
final class PublishedModelsIT {

  @TempDir private Path home;

  private CapturedRun run(String... arguments) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("DIPTYCH_HOME", home.toString());
    return CapturedRun.of(environment, arguments);
  }

  /** Those that are pulled by name: for others a tokenizer is put beside the weights by hand. */
  static Stream<String> models() {
    return PublishedValues.known().stream()
        .map(PublishedValues::model)
        .filter(ModelHub.knownNames()::contains);
  }

  @ParameterizedTest
  @MethodSource("models")
  void prove_afterPull_agrees(String model) {
    CapturedRun pulled = run("model", "pull", model);
    assertThat(pulled.code()).as(pulled.err()).isZero();
    CapturedRun proved = run("model", "prove", model);
    assertThat(proved.code()).as(proved.out() + proved.err()).isZero();
  }
}
