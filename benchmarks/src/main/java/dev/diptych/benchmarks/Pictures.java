package dev.diptych.benchmarks;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/**
 * Pictures for decoders: large smooth shapes with grain on them, so that files have about the size
 * that photographs have. Stateless.
 */
public final class Pictures {

  private static final int WAVES = 6;

  /** As much as a phone makes of a dim room. */
  private static final int GRAIN = 16;

  private Pictures() {}

  /**
   * Draws a picture and writes it as a file. Equal arguments give equal pixels.
   *
   * @param format {@code jpg} or {@code png}
   */
  public static byte[] file(int width, int height, String format, long seed) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    if (!ImageIO.write(draw(width, height, seed), format, file)) {
      throw new IOException("nothing writes the format " + format);
    }
    return file.toByteArray();
  }

  private static BufferedImage draw(int width, int height, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] waves = new double[3 * WAVES][];
    for (int i = 0; i < waves.length; i++) {
      waves[i] =
          new double[] {
            random.nextDouble(-20, 20) / width,
            random.nextDouble(-20, 20) / height,
            random.nextDouble(2 * Math.PI)
          };
    }
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int grain = random.nextInt(-GRAIN, GRAIN + 1);
        row[x] =
            sample(waves, 0, x, y, grain) << 16
                | sample(waves, WAVES, x, y, grain) << 8
                | sample(waves, 2 * WAVES, x, y, grain);
      }
      image.setRGB(0, y, width, 1, row, 0, width);
    }
    return image;
  }

  private static int sample(double[][] waves, int first, int x, int y, int grain) {
    double sum = 0;
    for (int i = first; i < first + WAVES; i++) {
      sum += Math.sin(waves[i][0] * x + waves[i][1] * y + waves[i][2]);
    }
    return Math.clamp(128 + Math.round(sum * 40) + grain, 0, 255);
  }
}
