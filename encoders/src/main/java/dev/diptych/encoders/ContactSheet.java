package dev.diptych.encoders;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.internal.image.Kernel;
import dev.diptych.encoders.internal.image.Resizer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;

/**
 * Small pictures side by side as one picture, clear between them. Immutable and thread-safe; what
 * {@link #of} returns is not changed any more.
 */
public final class ContactSheet {

  private static final int GAP = 8;
  private static final int OPAQUE = 0xff << 24;

  private final BufferedImage sheet;

  private ContactSheet(BufferedImage sheet) {
    this.sheet = sheet;
  }

  /**
   * Puts pictures into a row of equal places, each as large as its place allows, but never
   * enlarged. One that cannot be read leaves its place clear.
   *
   * @param thumbnails picture files, small ones; an empty file leaves its place clear
   * @param width pixels of a place, more than 8
   * @param height pixels of a place, more than 8
   */
  public static ContactSheet of(List<byte[]> thumbnails, int width, int height) {
    BufferedImage sheet =
        new BufferedImage(
            Math.max(1, thumbnails.size()) * width, height, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < thumbnails.size(); i++) {
      int left = i * width;
      read(thumbnails.get(i)).ifPresent(picture -> draw(picture, sheet, left, width));
    }
    return new ContactSheet(sheet);
  }

  private static Optional<RgbImage> read(byte[] file) {
    try {
      return file.length == 0
          ? Optional.empty()
          : Optional.of(ImageReader.standard().read(file, "thumbnail"));
    } catch (DiptychException e) {
      return Optional.empty();
    }
  }

  private static void draw(RgbImage picture, BufferedImage sheet, int left, int place) {
    double scale =
        Math.min(
            1,
            Math.min(
                (double) (place - GAP) / picture.width(),
                (double) (sheet.getHeight() - GAP) / picture.height()));
    int width = Math.max(1, (int) (picture.width() * scale));
    int height = Math.max(1, (int) (picture.height() * scale));
    RgbImage small = Resizer.resize(picture, width, height, Kernel.BICUBIC);
    byte[] row = new byte[3 * width];
    for (int y = 0; y < height; y++) {
      small.copyRow(y, row);
      for (int x = 0; x < width; x++) {
        int rgb =
            (row[3 * x] & 0xff) << 16 | (row[3 * x + 1] & 0xff) << 8 | (row[3 * x + 2] & 0xff);
        sheet.setRGB(left + x, sheet.getHeight() - height + y, OPAQUE | rgb);
      }
    }
  }

  /** {@return pixels from left to right} */
  public int width() {
    return sheet.getWidth();
  }

  /** {@return pixels from top to bottom} */
  public int height() {
    return sheet.getHeight();
  }

  /** {@return a pixel: {@code 0xAARRGGBB}, where AA is 0 between pictures and else 255} */
  public int argb(int x, int y) {
    return sheet.getRGB(x, y);
  }

  /** {@return the bytes of a PNG file with transparency} */
  public byte[] png() {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(sheet, "png", png);
    } catch (IOException e) {
      throw new DiptychException(ErrorCode.INTERNAL, "cannot write a picture in memory", e);
    }
    return png.toByteArray();
  }
}
