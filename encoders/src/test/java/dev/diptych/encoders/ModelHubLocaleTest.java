package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.testkit.DefaultLocale;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A pull says the same to a hub under every locale. */
class ModelHubLocaleTest extends PullTestCase {

  static List<String> foreign() {
    return DefaultLocale.FOREIGN;
  }

  @ParameterizedTest
  @MethodSource("foreign")
  void pull_resumedUnderAForeignLocale_asksInAsciiDigits(String tag) {
    nextWeights(first(HALF));
    try (DefaultLocale _ = new DefaultLocale(tag)) {
      assertThat(scene.pull().folder().resolve("model.safetensors")).hasBinaryContent(weights);
    }
    assertThat(rangesAsked()).containsExactly("", "bytes=" + PullScene.WEIGHT_BYTES / 2 + "-");
  }
}
