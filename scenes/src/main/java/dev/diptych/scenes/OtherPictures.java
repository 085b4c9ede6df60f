package dev.diptych.scenes;

import java.util.SplittableRandom;

/** Pictures that show nothing: what no words are true of. */
public final class OtherPictures {

  private static final int SIDE = 256;
  private static final int KINDS = 4;

  private OtherPictures() {}

  /**
   * Draws one: noise of fine or coarse grain, stripes, or a checkerboard of random colours.
   *
   * @param seed equal seeds give equal pictures
   * @return a PNG file of 256 x 256 pixels
   */
  public static byte[] png(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int kind = random.nextInt(KINDS);
    int grain = 1 << random.nextInt(kind == 0 ? 0 : 3, kind == 0 ? 3 : 6);
    int[] colours = new int[SIDE * SIDE];
    for (int i = 0; i < colours.length; i++) {
      colours[i] = random.nextInt(1 << 24);
    }
    int[] few = {random.nextInt(1 << 24), random.nextInt(1 << 24)};
    int[] pixels = new int[SIDE * SIDE];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        pixels[y * SIDE + x] =
            switch (kind) {
              case 2 -> few[(x + (seed % 2 == 0 ? y : 0)) / grain % 2];
              case 3 -> few[(x / grain + y / grain) % 2];
              default -> colours[y / grain * SIDE + x / grain];
            };
      }
    }
    return PngFile.of(pixels, SIDE);
  }
}
