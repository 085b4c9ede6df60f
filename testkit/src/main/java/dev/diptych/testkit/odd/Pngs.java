package dev.diptych.testkit.odd;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** PNG files of all types and depths, with odd chunks and with faults. */
final class Pngs {

  private Pngs() {}

  /** {@return an opaque picture as PNG of 8 bits} */
  static byte[] plain(Drawing drawing) {
    return new PngFile(drawing.width(), drawing.height(), PngFile.RGB, 8).write(drawing::sample);
  }

  static void addTo(Shelf shelf) {
    for (boolean interlaced : new boolean[] {false, true}) {
      String suffix = interlaced ? "-interlaced.png" : ".png";
      for (int depth : new int[] {1, 2, 4, 8, 16}) {
        grey(shelf, "png/grey-" + depth + suffix, depth, interlaced);
        if (depth <= 8) {
          palette(shelf, "png/palette-" + depth + suffix, depth, interlaced, false);
          palette(shelf, "png/palette-trns-" + depth + suffix, depth, interlaced, true);
        }
        if (depth >= 8) {
          colour(shelf, "png/rgb-" + depth + suffix, PngFile.RGB, depth, interlaced);
          colour(shelf, "png/rgba-" + depth + suffix, PngFile.RGB_ALPHA, depth, interlaced);
          colour(shelf, "png/grey-alpha-" + depth + suffix, PngFile.GREY_ALPHA, depth, interlaced);
        }
      }
      colourKey(shelf, "png/rgb-trns" + suffix, interlaced);
    }
    chunks(shelf);
    faults(shelf);
  }

  /** A value of a deeper or coarser file whose high bits are a sample's. */
  private static int scaled(int sample, int depth) {
    return depth == 16 ? (sample << 8) | ((sample * 7) & 0xff) : sample >> (8 - depth);
  }

  private static void grey(Shelf shelf, String name, int depth, boolean interlaced) {
    Drawing drawing = shelf.draw().grey();
    byte[] file =
        new PngFile(drawing.width(), drawing.height(), PngFile.GREY, depth)
            .interlaced(interlaced)
            .write((x, y, c) -> scaled(drawing.sample(x, y, 1), depth));
    shelf.picture(name, file, depth < 8 ? drawing.coarse(depth) : drawing);
  }

  private static void colour(Shelf shelf, String name, int type, int depth, boolean interlaced) {
    Drawing opaque = type == PngFile.GREY_ALPHA ? shelf.draw().grey() : shelf.draw();
    Drawing drawing = type == PngFile.RGB ? opaque : opaque.transparent(shelf.random());
    int last = PngFile.channels(type) - 1;
    byte[] file =
        new PngFile(drawing.width(), drawing.height(), type, depth)
            .interlaced(interlaced)
            .write(
                (x, y, c) ->
                    scaled(drawing.sample(x, y, type != PngFile.RGB && c == last ? 3 : c), depth));
    shelf.picture(
        name, file, drawing.onWhite(), type == PngFile.RGB ? Shelf.EXACT : Shelf.WITH_ALPHA);
  }

  private static void palette(
      Shelf shelf, String name, int depth, boolean interlaced, boolean transparent) {
    SplittableRandom random = shelf.random();
    Indexed opaque = Indexed.random(random, 1 << depth);
    Indexed picture = transparent ? opaque.withTransparentColours(random, true) : opaque;
    ByteSink colours = ByteSink.bigEndian();
    ByteSink alphas = ByteSink.bigEndian();
    for (int colour : picture.palette()) {
      colours.number(colour, 3);
      alphas.u8(colour >>> 24);
    }
    PngFile file =
        new PngFile(picture.width(), picture.height(), PngFile.PALETTE, depth)
            .interlaced(interlaced)
            .with("PLTE", colours.toArray());
    if (transparent) {
      file.with("tRNS", alphas.toArray());
    }
    shelf.picture(
        name,
        file.write((x, y, c) -> picture.index(x, y)),
        picture.drawing().onWhite(),
        Shelf.WITH_ALPHA);
  }

  /** One colour is transparent: that of the box. */
  private static void colourKey(Shelf shelf, String name, boolean interlaced) {
    Drawing drawing = shelf.draw();
    int key = drawing.pixel(drawing.width() / 2, drawing.height() / 2);
    ByteSink trns = ByteSink.bigEndian();
    for (int c = 0; c < 3; c++) {
      trns.u16((key >> (16 - 8 * c)) & 0xff);
    }
    byte[] file =
        new PngFile(drawing.width(), drawing.height(), PngFile.RGB, 8)
            .interlaced(interlaced)
            .with("tRNS", trns.toArray())
            .write(drawing::sample);
    Drawing shown =
        Drawing.of(
            drawing.width(),
            drawing.height(),
            (x, y) -> drawing.pixel(x, y) == key ? -1 : drawing.pixel(x, y));
    shelf.picture(name, file, shown);
  }

  private static PngFile of(Drawing drawing) {
    return new PngFile(drawing.width(), drawing.height(), PngFile.RGB, 8);
  }

  private static void chunks(Shelf shelf) {
    Drawing drawing = shelf.draw();
    byte[] brokenProfile =
        ByteSink.bigEndian().latin1("p").u16(0).bytes(PngFile.deflated(new byte[90])).toArray();
    shelf.picture(
        "png/profile-broken.png",
        of(drawing).with("iCCP", brokenProfile).write(drawing::sample),
        drawing);
    Drawing second = shelf.draw();
    shelf.picture(
        "png/profile-junk.png",
        of(second).with("iCCP", new byte[] {1, 2, 3}).write(second::sample),
        second);
    Drawing third = shelf.draw();
    shelf.picture(
        "png/physical-odd.png", of(third).with("pHYs", new byte[9]).write(third::sample), third);
    Drawing fourth = shelf.draw();
    shelf.picture(
        "png/text.png",
        of(fourth)
            .with("tEXt", "Comment\0caf\u00e9".getBytes(StandardCharsets.ISO_8859_1))
            .with("zzZz", new byte[70])
            .write(fourth::sample),
        fourth);
    Drawing fifth = shelf.draw();
    shelf.picture("png/many-parts.png", of(fifth).inPartsOf(7).write(fifth::sample), fifth);
    Drawing sixth = shelf.draw();
    byte[] exif = new TiffFile(true, false).put(TiffFile.ORIENTATION, 6).write();
    shelf.picture(
        "png/turned-6.png", of(sixth).with("eXIf", exif).write(sixth::sample), sixth.turned(6));
    Drawing seventh = shelf.draw();
    byte[] animation = ByteSink.bigEndian().u32(1).u32(0).toArray();
    shelf.picture(
        "png/animated.png", of(seventh).with("acTL", animation).write(seventh::sample), seventh);
    Drawing eighth = shelf.draw();
    byte[] behind = ByteSink.bigEndian().bytes(plain(eighth)).latin1("trailing rubbish").toArray();
    shelf.picture("png/rubbish-behind.png", behind, eighth);
  }

  private static void faults(Shelf shelf) {
    Drawing drawing = shelf.draw();
    shelf.picture("png/sum-of-pixels.png", PngFile.withWrongSum(plain(drawing), "IDAT"), drawing);
    Drawing second = shelf.draw();
    shelf.picture("png/sum-of-end.png", PngFile.withWrongSum(plain(second), "IEND"), second);
    Drawing third = shelf.draw();
    byte[] withText = of(third).with("tEXt", new byte[] {65, 0, 66}).write(third::sample);
    shelf.picture("png/sum-of-text.png", PngFile.withWrongSum(withText, "tEXt"), third);
    Drawing fourth = shelf.draw();
    byte[] whole = plain(fourth);
    shelf.picture("png/no-end.png", Arrays.copyOf(whole, whole.length - 12), fourth);
    shelf.skipped("png/cut.png", Arrays.copyOf(whole, whole.length / 2), "too early");
    shelf.skipped("png/cut-header.png", Arrays.copyOf(whole, 20), "damaged or cut short");
    byte[] apple = of(fourth).write(fourth::sample);
    ByteSink packed = ByteSink.bigEndian().bytes(Arrays.copyOf(apple, 8));
    packed.bytes(PngFile.chunk("CgBI", new byte[] {0x50, 0, 0x20, 2}));
    packed.bytes(Arrays.copyOfRange(apple, 8, apple.length));
    shelf.skipped("png/iphone-app.png", packed.toArray(), "iPhone apps (CgBI)");
    shelf.skipped(
        "png/huge.png",
        new PngFile(60_000, 60_000, PngFile.GREY, 1).header(),
        "60,000 x 60,000 pixels");
  }
}
