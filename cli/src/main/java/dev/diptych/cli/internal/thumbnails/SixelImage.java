package dev.diptych.cli.internal.thumbnails;

import dev.diptych.encoders.ContactSheet;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A picture as sixels: 252 colours, errors handed on to the neighbours (Floyd and Steinberg 1976),
 * what is clear left as it is.
 */
final class SixelImage {

  private static final int REDS = 6;
  private static final int GREENS = 7;
  private static final int BLUES = 6;
  private static final int COLOURS = REDS * GREENS * BLUES;
  private static final int CLEAR = -1;

  /** Rows of a band. */
  private static final int BAND = 6;

  /** Shorter runs are written out. */
  private static final int SHORT_RUN = 4;

  private static final int FIRST_SIGN = 63;

  private final ContactSheet sheet;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private SixelImage(ContactSheet sheet) {
    this.sheet = sheet;
  }

  /** {@return the sequence that shows a picture} */
  static byte[] of(ContactSheet sheet) {
    return new SixelImage(sheet).write();
  }

  private byte[] write() {
    int[] colours = colours();
    text("\033P0;1;0q\"1;1;%s;%s".formatted(sheet.width(), sheet.height()));
    Arrays.stream(colours)
        .filter(colour -> colour != CLEAR)
        .distinct()
        .sorted()
        .forEach(this::define);
    for (int top = 0; top < sheet.height(); top += BAND) {
      band(colours, top);
    }
    text("\033\\");
    return out.toByteArray();
  }

  private void text(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void define(int colour) {
    text(
        "#%s;2;%s;%s;%s"
            .formatted(
                colour,
                percent(colour / (GREENS * BLUES), REDS),
                percent(colour / BLUES % GREENS, GREENS),
                percent(colour % BLUES, BLUES)));
  }

  private static long percent(int step, int steps) {
    return Math.round(100.0 * step / (steps - 1));
  }

  private void band(int[] colours, int top) {
    int width = sheet.width();
    int end = Math.min(top + BAND, sheet.height());
    boolean[] used = new boolean[COLOURS];
    for (int i = top * width; i < end * width; i++) {
      if (colours[i] != CLEAR) {
        used[colours[i]] = true;
      }
    }
    for (int colour = 0; colour < COLOURS; colour++) {
      if (used[colour]) {
        text("#" + colour);
        int before = 0;
        int run = 0;
        for (int x = 0; x < width; x++) {
          int bits = 0;
          for (int y = top; y < end; y++) {
            bits |= colours[y * width + x] == colour ? 1 << (y - top) : 0;
          }
          if (bits != before) {
            run(before, run);
            before = bits;
            run = 0;
          }
          run++;
        }
        if (before != 0) {
          run(before, run);
        }
        out.write('$');
      }
    }
    out.write('-');
  }

  private void run(int bits, int length) {
    if (length >= SHORT_RUN) {
      text("!" + length);
    }
    for (int i = 0; i < (length >= SHORT_RUN ? 1 : length); i++) {
      out.write(FIRST_SIGN + bits);
    }
  }

  /** The nearest colours, row by row. */
  private int[] colours() {
    int width = sheet.width();
    int[] colours = new int[width * sheet.height()];
    double[][] errors = new double[2][3 * (width + 2)];
    for (int y = 0; y < sheet.height(); y++) {
      double[] here = errors[y % 2];
      double[] below = errors[1 - y % 2];
      Arrays.fill(below, 0);
      for (int x = 0; x < width; x++) {
        int argb = sheet.argb(x, y);
        if (argb >>> 24 < 128) {
          colours[y * width + x] = CLEAR;
          continue;
        }
        int colour = 0;
        for (int channel = 0; channel < 3; channel++) {
          int steps = channel == 1 ? GREENS : channel == 0 ? REDS : BLUES;
          double wanted = ((argb >> (16 - 8 * channel)) & 0xff) + here[3 * (x + 1) + channel];
          int step = Math.clamp(Math.round(wanted / 255 * (steps - 1)), 0, steps - 1);
          double error = wanted - 255.0 * step / (steps - 1);
          here[3 * (x + 2) + channel] += error * 7 / 16;
          below[3 * x + channel] += error * 3 / 16;
          below[3 * (x + 1) + channel] += error * 5 / 16;
          below[3 * (x + 2) + channel] += error / 16;
          colour = colour * steps + step;
        }
        colours[y * width + x] = colour;
      }
    }
    return colours;
  }
}
