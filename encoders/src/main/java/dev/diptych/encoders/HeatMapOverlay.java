package dev.diptych.encoders;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/**
 * A heat map as a picture to lay over another: orange where a look falls, the more opaque the more
 * of it, clear elsewhere. Stateless.
 */
public final class HeatMapOverlay {

  /** The longest side, in pixels. */
  public static final int LARGEST_SIDE = 4096;

  private static final int RED = 255;
  private static final int GREEN_AT_PEAK = 80;
  private static final int GREEN_AT_EDGE = 190;
  private static final double OPAQUE = 200;

  private HeatMapOverlay() {}

  /**
   * Draws a map, smoothed between the middles of its places.
   *
   * @param width pixels, 1 to {@link #LARGEST_SIDE}
   * @param height pixels, likewise
   * @return the bytes of a PNG file with transparency
   * @throws DiptychException INVALID_REQUEST when a side is out of range
   */
  public static byte[] png(HeatMap map, int width, int height) {
    if (width < 1 || height < 1 || width > LARGEST_SIDE || height > LARGEST_SIDE) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "an overlay's sides must be 1 to %s pixels, but are %s x %s"
              .formatted(LARGEST_SIDE, width, height));
    }
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    float peak = Math.max(Float.MIN_NORMAL, map.peak());
    for (int y = 0; y < height; y++) {
      double row = (y + .5) * map.rows() / height - .5;
      for (int x = 0; x < width; x++) {
        double column = (x + .5) * map.columns() / width - .5;
        image.setRGB(x, y, colour(between(map, row, column) / peak));
      }
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", png);
    } catch (IOException e) {
      throw new DiptychException(ErrorCode.INTERNAL, "cannot write an overlay in memory", e);
    }
    return png.toByteArray();
  }

  private static double between(HeatMap map, double row, double column) {
    int top = (int) Math.floor(row);
    int left = (int) Math.floor(column);
    double down = row - top;
    double right = column - left;
    return (1 - down) * ((1 - right) * at(map, top, left) + right * at(map, top, left + 1))
        + down * ((1 - right) * at(map, top + 1, left) + right * at(map, top + 1, left + 1));
  }

  private static double at(HeatMap map, int row, int column) {
    return map.at(Math.clamp(row, 0, map.rows() - 1), Math.clamp(column, 0, map.columns() - 1));
  }

  private static int colour(double heat) {
    int alpha = (int) Math.round(OPAQUE * Math.sqrt(Math.clamp(heat, 0, 1)));
    int green = (int) Math.round(GREEN_AT_EDGE + (GREEN_AT_PEAK - GREEN_AT_EDGE) * heat);
    return alpha << 24 | RED << 16 | green << 8;
  }
}
