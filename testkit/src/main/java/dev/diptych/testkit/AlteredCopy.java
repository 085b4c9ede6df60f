package dev.diptych.testkit;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.random.RandomGenerator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** What people do to pictures and still call them the same. */
public enum AlteredCopy {
  /** 40 to 90 % of the size. */
  RESIZED,
  /** A JPEG of quality 30. */
  JPEG_30,
  /** Up to 5 % of the side cut at each edge. */
  CROPPED,
  /** A black or white border of 2 to 8 % of the side. */
  BORDERED,
  /** Colour taken. */
  GREY,
  /** As in a mirror. */
  MIRRORED;

  private static final double MOST_CUT = .05;

  /**
   * {@return an altered copy of a picture file, as a file}
   *
   * @param file in a format that the JDK reads
   */
  public byte[] of(byte[] file, RandomGenerator random) {
    try {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(file));
      return switch (this) {
        case RESIZED -> png(resized(image, .4 + .5 * random.nextDouble()));
        case JPEG_30 -> jpeg(image);
        case CROPPED -> png(cropped(image, random));
        case BORDERED -> png(bordered(image, random));
        case GREY -> png(grey(image));
        case MIRRORED -> png(mirrored(image));
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BufferedImage resized(BufferedImage image, double factor) {
    int width = (int) Math.round(factor * image.getWidth());
    int height = (int) Math.round(factor * image.getHeight());
    BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = result.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return result;
  }

  private static BufferedImage cropped(BufferedImage image, RandomGenerator random) {
    int left = cut(image.getWidth(), random);
    int top = cut(image.getHeight(), random);
    return image.getSubimage(
        left,
        top,
        image.getWidth() - left - cut(image.getWidth(), random),
        image.getHeight() - top - cut(image.getHeight(), random));
  }

  private static int cut(int side, RandomGenerator random) {
    return (int) Math.round(side * MOST_CUT * random.nextDouble());
  }

  private static BufferedImage bordered(BufferedImage image, RandomGenerator random) {
    int edge = (int) Math.round(image.getWidth() * (.02 + .06 * random.nextDouble()));
    int width = image.getWidth() + 2 * edge;
    int height = image.getHeight() + 2 * edge;
    BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = result.createGraphics();
    graphics.setColor(random.nextBoolean() ? Color.WHITE : Color.BLACK);
    graphics.fillRect(0, 0, width, height);
    graphics.drawImage(image, edge, edge, null);
    graphics.dispose();
    return result;
  }

  private static BufferedImage grey(BufferedImage image) {
    BufferedImage result =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = image.getRGB(x, y);
        long luma =
            Math.round(.299 * (rgb >> 16 & 255) + .587 * (rgb >> 8 & 255) + .114 * (rgb & 255));
        result.setRGB(x, y, (int) luma * 0x10101);
      }
    }
    return result;
  }

  private static BufferedImage mirrored(BufferedImage image) {
    int width = image.getWidth();
    BufferedImage result = new BufferedImage(width, image.getHeight(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < width; x++) {
        result.setRGB(x, y, image.getRGB(width - 1 - x, y));
      }
    }
    return result;
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  private static byte[] jpeg(BufferedImage image) throws IOException {
    BufferedImage rgb =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = rgb.createGraphics();
    graphics.drawImage(image, 0, 0, null);
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam quality = writer.getDefaultWriteParam();
      quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      quality.setCompressionQuality(.3f);
      writer.setOutput(out);
      writer.write(null, new IIOImage(rgb, null, null), quality);
      out.flush();
      return bytes.toByteArray();
    } finally {
      writer.dispose();
    }
  }
}
