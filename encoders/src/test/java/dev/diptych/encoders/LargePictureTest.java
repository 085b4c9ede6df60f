package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.encoders.internal.image.BoxReduction;
import dev.diptych.encoders.internal.image.Kernel;
import dev.diptych.encoders.internal.image.Resizer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures that are decoded smaller than their files have them. */
class LargePictureTest {

  private static final int WIDTH = 10_001;
  private static final int HEIGHT = 3203;
  private static final int FACTOR = 2;

  private static final BufferedImage PICTURE = waves();

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg"})
  void decode_largePicture_isTheMeanOfSquares(String format) throws IOException {
    byte[] file = file(format);

    DecodedImage decoded =
        DecodingPool.forIndexing().decode(file, "large", ImageLimits.DEFAULT, image -> image);

    assertThat(decoded.width()).isEqualTo(WIDTH);
    assertThat(decoded.height()).isEqualTo(HEIGHT);
    RgbImage expected = BoxReduction.reduce(asRgb(PICTURE), FACTOR);
    assertThat(decoded.pixels().width()).isEqualTo(expected.width());
    assertThat(decoded.pixels().height()).isEqualTo(expected.height());
    int most = format.equals("jpg") ? 16 : 0; // what compression loses
    assertThat(worst(decoded.pixels(), expected)).isLessThanOrEqualTo(most);
  }

  @Test
  void decode_largePicture_reachesTheModelAlmostAsIfWhole() throws IOException {
    RgbImage reduced =
        DecodingPool.forIndexing()
            .decode(file("png"), "large", ImageLimits.DEFAULT, DecodedImage::pixels);

    RgbImage fromReduced = Resizer.resize(reduced, 384, 384, Kernel.BICUBIC);
    RgbImage fromWhole = Resizer.resize(asRgb(PICTURE), 384, 384, Kernel.BICUBIC);

    assertThat(worst(fromReduced, fromWhole)).isLessThanOrEqualTo(3);
  }

  private static int worst(RgbImage one, RgbImage other) {
    byte[] first = one.toArray();
    byte[] second = other.toArray();
    int worst = 0;
    for (int i = 0; i < first.length; i++) {
      worst = Math.max(worst, Math.abs((first[i] & 0xff) - (second[i] & 0xff)));
    }
    return worst;
  }

  private static byte[] file(String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(PICTURE, format, out)).isTrue();
    return out.toByteArray();
  }

  private static BufferedImage waves() {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    int[] row = new int[WIDTH];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int wave = (int) (127 + 100 * Math.sin(x / 90.0) * Math.cos(y / 70.0));
        row[x] = wave << 16 | (255 - wave) << 8 | (x * 255 / WIDTH);
      }
      image.setRGB(0, y, WIDTH, 1, row, 0, WIDTH);
    }
    return image;
  }

  private static RgbImage asRgb(BufferedImage image) {
    byte[] rgb = new byte[3 * WIDTH * HEIGHT];
    int[] row = new int[WIDTH];
    int at = 0;
    for (int y = 0; y < HEIGHT; y++) {
      image.getRGB(0, y, WIDTH, 1, row, 0, WIDTH);
      for (int x = 0; x < WIDTH; x++, at += 3) {
        rgb[at] = (byte) (row[x] >> 16);
        rgb[at + 1] = (byte) (row[x] >> 8);
        rgb[at + 2] = (byte) row[x];
      }
    }
    return RgbImage.of(WIDTH, HEIGHT, rgb);
  }
}
