package dev.diptych.encoders;

import dev.diptych.core.Look;
import dev.diptych.encoders.internal.image.BoxReduction;

/** Takes pictures' looks: the mean colours of 32 x 32 equal fields. Stateless. */
public final class Looks {

  private static final int SIDE = Look.SIDE;

  /** A field holds so many pixels each way at least before it is averaged exactly. */
  private static final int PIXELS_A_FIELD = 4;

  private Looks() {}

  /** {@return how a picture looks} Costs about one addition a sample of the picture. */
  public static Look of(RgbImage image) {
    int shorter = Math.min(image.width(), image.height());
    int factor = Math.clamp(shorter / (SIDE * PIXELS_A_FIELD), 1, BoxReduction.MOST_FACTOR);
    return Look.of(means(BoxReduction.reduce(image, factor)));
  }

  private static byte[] means(RgbImage image) {
    double[] rows = new double[image.height() * 3 * SIDE];
    byte[] row = new byte[3 * image.width()];
    for (int y = 0; y < image.height(); y++) {
      image.copyRow(y, row);
      for (int field = 0; field < SIDE; field++) {
        for (int channel = 0; channel < 3; channel++) {
          int at = channel;
          rows[(y * SIDE + field) * 3 + channel] =
              mean(field, image.width(), x -> row[3 * x + at] & 0xff);
        }
      }
    }
    byte[] means = new byte[3 * SIDE * SIDE];
    for (int field = 0; field < SIDE; field++) {
      for (int i = 0; i < 3 * SIDE; i++) {
        int at = i;
        double mean = mean(field, image.height(), y -> rows[y * 3 * SIDE + at]);
        means[field * 3 * SIDE + i] = (byte) Math.round(mean);
      }
    }
    return means;
  }

  /** A number for each pixel of a line. */
  @FunctionalInterface
  private interface Line {
    double at(int pixel);
  }

  /** {@return the mean over one of {@link #SIDE} equal stretches, parts of pixels in proportion} */
  private static double mean(int stretch, int pixels, Line line) {
    double from = (double) stretch * pixels / SIDE;
    double to = (double) (stretch + 1) * pixels / SIDE;
    double sum = 0;
    for (int pixel = (int) from; pixel < Math.min(pixels, Math.ceil(to)); pixel++) {
      double share = Math.min(to, pixel + 1.0) - Math.max(from, pixel);
      sum += Math.max(0, share) * line.at(pixel);
    }
    return sum / (to - from);
  }
}
