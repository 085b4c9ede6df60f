package dev.diptych.testkit.odd;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A small picture: {@code u8 [height, width, 3]}, and how opaque each pixel is. Drawn from a seed:
 * soft colours with a box and a disc on them, so that no two are alike. Immutable.
 */
public final class Drawing {

  private static final int LEAST_SIDE = 24;
  private static final int MOST_SIDE = 56;

  private final int width;
  private final int height;
  private final int[] argb;

  private Drawing(int width, int height, int[] argb) {
    this.width = width;
    this.height = height;
    this.argb = argb;
  }

  /** A pixel of a new drawing: {@code 0xAARRGGBB}. */
  interface Pixel {
    int at(int x, int y);
  }

  static Drawing of(int width, int height, Pixel pixel) {
    int[] argb = new int[width * height];
    for (int i = 0; i < argb.length; i++) {
      argb[i] = pixel.at(i % width, i / width);
    }
    return new Drawing(width, height, argb);
  }

  /** Draws an opaque picture of a size by chance. */
  static Drawing random(SplittableRandom random) {
    return random(
        random, random.nextInt(LEAST_SIDE, MOST_SIDE), random.nextInt(LEAST_SIDE, MOST_SIDE));
  }

  /** Draws an opaque picture. */
  static Drawing random(SplittableRandom random, int width, int height) {
    double[] waves = random.doubles(9, -0.12, 0.12).toArray();
    int box = random.nextInt(0x1000000);
    int disc = random.nextInt(0x1000000);
    int left = random.nextInt(width);
    int top = random.nextInt(height);
    int centreX = random.nextInt(width);
    int centreY = random.nextInt(height);
    return of(
        width,
        height,
        (x, y) -> {
          if (Math.abs(x - left) < width / 5 && Math.abs(y - top) < height / 5) {
            return 0xff000000 | box;
          }
          if (Math.hypot(x - centreX, y - centreY) < Math.min(width, height) / 4.0) {
            return 0xff000000 | disc;
          }
          int pixel = 0xff;
          for (int c = 0; c < 3; c++) {
            double wave = waves[c] * x + waves[3 + c] * y + 20 * waves[6 + c];
            pixel = (pixel << 8) | (int) Math.round(127.5 + 120 * Math.sin(wave));
          }
          return pixel;
        });
  }

  /** {@return pixels from left to right} */
  public int width() {
    return width;
  }

  /** {@return pixels from top to bottom} */
  public int height() {
    return height;
  }

  /** {@return a sample of red (0), green (1) or blue (2), or how opaque the pixel is (3)} */
  public int sample(int x, int y, int channel) {
    int pixel = argb[y * width + x];
    return channel == 3 ? pixel >>> 24 : (pixel >> (16 - 8 * channel)) & 0xff;
  }

  int pixel(int x, int y) {
    return argb[y * width + x];
  }

  /** {@return the same in greys: the green of it} */
  Drawing grey() {
    return of(width, height, (x, y) -> (pixel(x, y) & 0xff000000) | (0x10101 * sample(x, y, 1)));
  }

  /** {@return the same with samples of so many bits, spread over 0 to 255} */
  Drawing coarse(int bits) {
    int most = (1 << bits) - 1;
    return of(
        width,
        height,
        (x, y) -> {
          int pixel = sample(x, y, 3);
          for (int c = 0; c < 3; c++) {
            pixel = (pixel << 8) | ((sample(x, y, c) >> (8 - bits)) * 255 / most);
          }
          return pixel;
        });
  }

  /** {@return the same, more and less transparent from place to place} */
  Drawing transparent(SplittableRandom random) {
    double across = random.nextDouble(0.05, 0.3);
    double down = random.nextDouble(0.05, 0.3);
    return of(
        width,
        height,
        (x, y) -> {
          double wave = Math.sin(across * x) + Math.sin(down * y);
          int alpha = Math.clamp(Math.round(140 + 120 * wave), 0, 255);
          return (alpha << 24) | (pixel(x, y) & 0xffffff);
        });
  }

  /** {@return the same laid over white} */
  Drawing onWhite() {
    return of(
        width,
        height,
        (x, y) -> {
          int alpha = sample(x, y, 3);
          int pixel = 0xff;
          for (int c = 0; c < 3; c++) {
            pixel = (pixel << 8) | ((sample(x, y, c) * alpha + 255 * (255 - alpha) + 127) / 255);
          }
          return pixel;
        });
  }

  /** {@return what people see where a camera says that this is turned, 1 to 8 as in EXIF} */
  Drawing turned(int orientation) {
    boolean swaps = orientation > 4;
    int newWidth = swaps ? height : width;
    int newHeight = swaps ? width : height;
    return of(
        newWidth,
        newHeight,
        (x, y) ->
            switch (orientation) {
              case 2 -> pixel(width - 1 - x, y);
              case 3 -> pixel(width - 1 - x, height - 1 - y);
              case 4 -> pixel(x, height - 1 - y);
              case 5 -> pixel(y, x);
              case 6 -> pixel(y, height - 1 - x);
              case 7 -> pixel(width - 1 - y, height - 1 - x);
              case 8 -> pixel(width - 1 - y, x);
              default -> pixel(x, y);
            });
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Drawing drawing
        && drawing.width == width
        && Arrays.equals(drawing.argb, argb);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(argb);
  }

  @Override
  public String toString() {
    return width + " x " + height;
  }
}
