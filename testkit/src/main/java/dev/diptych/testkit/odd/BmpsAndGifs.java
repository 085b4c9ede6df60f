package dev.diptych.testkit.odd;

import java.util.Arrays;

/** Bitmaps and GIF files. */
final class BmpsAndGifs {

  private BmpsAndGifs() {}

  static void addTo(Shelf shelf) {
    for (int bits : new int[] {1, 4, 8}) {
      for (boolean topDown : new boolean[] {false, true}) {
        Indexed picture = Indexed.random(shelf.random(), 1 << bits);
        shelf.picture(
            "bmp/indexed-" + bits + (topDown ? "-down.bmp" : ".bmp"),
            BmpFile.indexed(picture, bits, topDown),
            picture.drawing());
      }
    }
    for (int bits : new int[] {4, 8}) {
      Indexed picture = Indexed.random(shelf.random(), 1 << bits);
      shelf.picture("bmp/runs-" + bits + ".bmp", BmpFile.runs(picture, bits), picture.drawing());
    }
    Drawing first = shelf.draw();
    shelf.picture("bmp/rgb.bmp", BmpFile.rgb(first, 40, false), first);
    Drawing second = shelf.draw();
    shelf.picture("bmp/rgb-down.bmp", BmpFile.rgb(second, 40, true), second);
    Drawing third = shelf.draw();
    shelf.picture("bmp/os2.bmp", BmpFile.rgb(third, 12, false), third);
    Drawing fourth = shelf.draw();
    shelf.picture("bmp/deep.bmp", BmpFile.deep(fourth, 40), fourth);
    Drawing fifth = shelf.draw().transparent(shelf.random());
    shelf.picture("bmp/alpha.bmp", BmpFile.deep(fifth, 108), fifth.onWhite(), Shelf.WITH_ALPHA);
    Drawing sixth = shelf.draw();
    byte[] whole = BmpFile.rgb(sixth, 40, false);
    shelf.skipped("bmp/cut.bmp", Arrays.copyOf(whole, whole.length / 2), "too early");
    byte[] wrapping = whole.clone();
    wrapping[30] = 5;
    shelf.skipped("bmp/around-png.bmp", wrapping, "a BMP that wraps a PNG");
    gifs(shelf);
  }

  private static void gifs(Shelf shelf) {
    for (boolean interlaced : new boolean[] {false, true}) {
      String suffix = interlaced ? "-interlaced.gif" : ".gif";
      Indexed plain = Indexed.random(shelf.random(), 256);
      shelf.picture("gif/plain" + suffix, gif("GIF87a", plain, interlaced, -1), plain.drawing());
      Indexed opaque = Indexed.random(shelf.random(), 16);
      int[] palette = opaque.palette().clone();
      palette[7] = 0;
      Indexed shown = new Indexed(opaque.width(), opaque.height(), palette, opaque.indices());
      shelf.picture(
          "gif/transparent" + suffix,
          gif("GIF89a", opaque, interlaced, 7),
          shown.drawing().onWhite());
    }
    Indexed first = Indexed.random(shelf.random(), 64);
    Indexed second = Indexed.random(shelf.random(), 64);
    shelf.picture(
        "gif/animated.gif",
        new GifFile("GIF89a", first.width(), first.height(), first)
            .comment()
            .frame(first, 0, 0, false, false, -1)
            .frame(crop(second, first), 0, 0, false, true, 3)
            .write(),
        first.drawing());
    Indexed own = Indexed.random(shelf.random(), 200);
    shelf.picture(
        "gif/own-colours.gif",
        new GifFile("GIF89a", own.width(), own.height(), Indexed.random(shelf.random(), 256))
            .frame(own, 0, 0, false, true, -1)
            .write(),
        own.drawing());
    byte[] whole = gif("GIF89a", own, false, -1);
    shelf.skipped("gif/cut.gif", Arrays.copyOf(whole, whole.length / 2), "damaged or cut short");
  }

  private static byte[] gif(String version, Indexed picture, boolean interlaced, int transparent) {
    return new GifFile(version, picture.width(), picture.height(), picture)
        .frame(picture, 0, 0, interlaced, false, transparent)
        .write();
  }

  /** The second frame must not be larger than the screen. */
  private static Indexed crop(Indexed picture, Indexed screen) {
    int width = Math.min(picture.width(), screen.width());
    int height = Math.min(picture.height(), screen.height());
    int[] indices = new int[width * height];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = picture.index(i % width, i / width);
    }
    return new Indexed(width, height, picture.palette(), indices);
  }
}
