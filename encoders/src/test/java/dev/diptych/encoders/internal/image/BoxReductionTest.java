package dev.diptych.encoders.internal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.diptych.encoders.RgbImage;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoxReductionTest {

  private static final long SEED = 7;

  @ParameterizedTest
  @CsvSource({
    "8, 6, 2",
    "9, 7, 2",
    "10, 11, 3",
    "5, 4, 5",
    "3, 2, 7",
    "4, 4, 1",
    "1, 1, 4",
    "300, 200, 97"
  })
  void reduce_anySize_isTheMeanOfEachSquare(int width, int height, int factor) {
    byte[] rgb = new byte[3 * width * height];
    new SplittableRandom(SEED).nextBytes(rgb);

    RgbImage small = BoxReduction.reduce(RgbImage.of(width, height, rgb), factor);

    assertThat(small.width()).isEqualTo((width + factor - 1) / factor);
    assertThat(small.height()).isEqualTo((height + factor - 1) / factor);
    byte[] means = small.toArray();
    for (int y = 0; y < small.height(); y++) {
      for (int x = 0; x < small.width(); x++) {
        for (int channel = 0; channel < 3; channel++) {
          double mean = mean(rgb, width, height, factor, x, y, channel);
          assertThat(means[3 * (y * small.width() + x) + channel] & 0xff)
              .as("x %s, y %s, channel %s, seed %s", x, y, channel, SEED)
              .isEqualTo((int) Math.floor(mean + 0.5));
        }
      }
    }
  }

  @Test
  void reduce_white_staysWhite() {
    byte[] white = new byte[3 * 1000 * 900];
    Arrays.fill(white, (byte) 255);

    RgbImage small = BoxReduction.reduce(RgbImage.of(1000, 900, white), 700);

    assertThat(small.toArray()).hasSize(12).containsOnly(255);
  }

  @Test
  void reduce_squareTooLarge_isRefused() {
    RgbImage image = RgbImage.of(4096, 2049, new byte[3 * 4096 * 2049]);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> BoxReduction.reduce(image, 4096))
        .withMessageContaining("8,392,704");
  }

  private static double mean(
      byte[] rgb, int width, int height, int factor, int x, int y, int channel) {
    double sum = 0;
    int pixels = 0;
    for (int sourceY = y * factor; sourceY < Math.min(height, (y + 1) * factor); sourceY++) {
      for (int sourceX = x * factor; sourceX < Math.min(width, (x + 1) * factor); sourceX++) {
        sum += rgb[3 * (sourceY * width + sourceX) + channel] & 0xff;
        pixels++;
      }
    }
    return sum / pixels;
  }
}
