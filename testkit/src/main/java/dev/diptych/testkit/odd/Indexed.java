package dev.diptych.testkit.odd;

import java.util.SplittableRandom;

/** A drawing whose pixels are numbers of a palette of {@code 0xAARRGGBB}. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Indexed(int width, int height, int[] palette, int[] indices) {

  /** Draws one of so many colours; colours of the palette are drawn at random. */
  static Indexed random(SplittableRandom random, int colours) {
    int[] palette = new int[colours];
    for (int i = 0; i < colours; i++) {
      palette[i] = 0xff000000 | random.nextInt(0x1000000);
    }
    return over(Drawing.random(random), palette);
  }

  /** The numbers follow the green of a drawing. */
  static Indexed over(Drawing drawing, int[] palette) {
    int[] indices = new int[drawing.width() * drawing.height()];
    for (int i = 0; i < indices.length; i++) {
      int green = drawing.sample(i % drawing.width(), i / drawing.width(), 1);
      indices[i] = green * palette.length / 256;
    }
    return new Indexed(drawing.width(), drawing.height(), palette, indices);
  }

  int index(int x, int y) {
    return indices[y * width + x];
  }

  Drawing drawing() {
    return Drawing.of(width, height, (x, y) -> palette[index(x, y)]);
  }

  /** {@return the same with some colours less than opaque} */
  Indexed withTransparentColours(SplittableRandom random, boolean halves) {
    int[] changed = palette.clone();
    for (int i = 0; i < changed.length; i += 2) {
      changed[i] = (changed[i] & 0xffffff) | (halves ? random.nextInt(200) << 24 : 0);
    }
    return new Indexed(width, height, changed, indices);
  }
}
