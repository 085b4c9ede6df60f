package dev.diptych.scenes;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Packs pixels into a PNG file, in memory. */
final class PngFile {

  private PngFile() {}

  /** {@return the file of a square picture given as {@code [side·side]} of {@code 0xRRGGBB}} */
  static byte[] of(int[] pixels, int side) {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, side, side, pixels, 0, side);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(output);
      writer.write(image);
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.INTERNAL, "a scene of %s px could not be packed as PNG".formatted(side), e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
