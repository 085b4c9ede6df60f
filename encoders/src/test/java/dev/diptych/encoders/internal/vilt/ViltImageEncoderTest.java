package dev.diptych.encoders.internal.vilt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.encoders.internal.checkpoint.ConfigSection;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What pictures are resampled to, at the published size. */
class ViltImageEncoderTest {

  private static final ViltConfig PUBLISHED =
      ViltConfigReader.read(
          ConfigSection.parse("{\"model_type\": \"vilt\"}".getBytes(StandardCharsets.UTF_8)));

  /** The sizes were worked out by the formula of Hugging Face's processor. */
  @ParameterizedTest
  @CsvSource({
    "640, 480, 512, 384",
    "480, 640, 384, 512",
    "384, 384, 384, 384",
    "500, 333, 576, 384",
    "1920, 1080, 608, 352",
    "3000, 1000, 608, 192",
    "100, 99, 384, 384",
    "10000, 10, 608, 32"
  })
  void shape_anyPicture_isWholePatches(int width, int height, int newWidth, int newHeight) {
    assertThat(ViltImageEncoder.shape(PUBLISHED, width, height))
        .isEqualTo(new ViltImageEncoder.Shape(newWidth, newHeight));
    assertThat(newWidth / 32 * (newHeight / 32)).isLessThan(PUBLISHED.tokens());
  }
}
