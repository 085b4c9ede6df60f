package dev.diptych.indexer;

import dev.diptych.testkit.fakes.HashingModel;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Small picture files for tests. */
final class Pictures {

  private Pictures() {}

  /** {@return a PNG file that differs for every seed} */
  static byte[] png(long seed) {
    return encoded(drawn(seed), "png");
  }

  /** {@return a PNG on which {@link HashingModel} chokes} */
  static byte[] poison() {
    BufferedImage image = drawn(1);
    image.setRGB(0, 0, HashingModel.POISON_RGB);
    return encoded(image, "png");
  }

  static byte[] encoded(BufferedImage image, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalArgumentException("no writer for " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static BufferedImage drawn(long seed) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(6, 5, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 5; y++) {
      for (int x = 0; x < 6; x++) {
        image.setRGB(x, y, random.nextInt(0x1000000));
      }
    }
    return image;
  }

  /** Writes a file, making its folder. */
  static Path write(Path file, byte[] bytes) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a text file, making its folder. */
  static Path write(Path file, String text) {
    return write(file, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
