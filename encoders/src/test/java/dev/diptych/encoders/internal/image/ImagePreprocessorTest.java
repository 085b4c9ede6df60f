package dev.diptych.encoders.internal.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.encoders.ImageReader;
import dev.diptych.encoders.PixelValues;
import dev.diptych.encoders.RgbImage;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ImagePreprocessorTest {

  /** What the reference printed has 8 decimals. */
  private static final float TOLERANCE = 1e-6f;

  @Test
  void apply_evaluationScenes_giveReferencePixelValues() throws IOException {
    JsonNode golden =
        JsonMapper.shared().readTree(Files.readAllBytes(Fixtures.path("scenes-blip/golden.json")));
    ImagePreprocessor preprocessor =
        new ImagePreprocessor(PreprocessConfig.ofDefaults(56, Fit.STRETCH));
    assertThat(golden.get("images").size()).isPositive();

    for (int i = 0; i < golden.get("images").size(); i++) {
      String name = golden.get("images").get(i).stringValue();
      float[] actual =
          preprocessor
              .apply(ImageReader.standard().read(Fixtures.path("scenes-eval/" + name)))
              .toArray();

      float worst = 0;
      int at = 0;
      for (JsonNode channel : golden.get("pixel_values").get(i)) {
        for (JsonNode row : channel) {
          for (JsonNode value : row) {
            worst = Math.max(worst, Math.abs(actual[at++] - value.floatValue()));
          }
        }
      }
      assertThat(at).isEqualTo(actual.length);
      assertThat(worst).as("largest difference in " + name).isLessThanOrEqualTo(TOLERANCE);
    }
  }

  @Test
  void apply_knownSamples_areRescaledAndNormalisedPerChannel() {
    PreprocessConfig config =
        new PreprocessConfig(
            2, Fit.STRETCH, 2, Kernel.BICUBIC, 0.5, List.of(1f, 2f, 3f), List.of(1f, 2f, 4f));
    byte[] rgb = {0, 10, 20, 2, 12, 22, 4, 14, 24, 6, 16, (byte) 255};

    PixelValues values = new ImagePreprocessor(config).apply(RgbImage.of(2, 2, rgb));

    FloatBuffer buffer = FloatBuffer.allocate(12);
    values.copyTo(buffer);
    assertThat(buffer.array())
        .containsExactly(-1f, 0f, 1f, 2f, 1.5f, 2f, 2.5f, 3f, 1.75f, 2f, 2.25f, 31.125f);
  }
}
