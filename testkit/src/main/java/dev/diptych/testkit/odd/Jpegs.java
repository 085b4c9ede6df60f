package dev.diptych.testkit.odd;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** JPEG files as cameras, phones and editors leave them, and raw files with a JPEG inside. */
final class Jpegs {

  private static final int CFA = 32803;

  private Jpegs() {}

  static void addTo(Shelf shelf) {
    for (boolean progressive : new boolean[] {false, true}) {
      String suffix = progressive ? "-progressive.jpg" : ".jpg";
      for (int turn = 1; turn <= 8; turn++) {
        Drawing drawing = shelf.draw();
        byte[] file = JpegFile.colour(drawing, progressive);
        shelf.picture(
            "jpeg/turned-" + turn + suffix,
            JpegFile.turned(file, turn, turn % 2 == 0),
            drawing.turned(turn),
            Shelf.JPEG);
      }
      Drawing grey = shelf.draw().grey();
      shelf.picture("jpeg/grey" + suffix, JpegFile.grey(grey, progressive), grey, Shelf.JPEG);
      Drawing open = shelf.draw();
      byte[] endless = JpegFile.endless(JpegFile.colour(open, progressive));
      shelf.picture("jpeg/no-end" + suffix, endless, open, Shelf.JPEG);
      Drawing cut = shelf.draw();
      byte[] whole = JpegFile.colour(cut, progressive);
      shelf.skipped(
          "jpeg/cut" + suffix,
          Arrays.copyOf(whole, whole.length * 55 / 100),
          "damaged or cut short");
    }
    segments(shelf);
    kinds(shelf);
    raws(shelf);
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void segments(Shelf shelf) {
    changed(shelf, "comment", jpeg -> JpegFile.with(jpeg, 0xfe, latin1("caf\u00e9\0\u00ff")));
    changed(shelf, "large-segment", jpeg -> JpegFile.with(jpeg, 0xef, new byte[65_533]));
    changed(
        shelf,
        "exif-broken",
        jpeg -> JpegFile.with(jpeg, 0xe1, latin1("Exif\0\0II*\0\u00ff\u00ff\u00ff\u007f")));
    changed(shelf, "exif-junk", jpeg -> JpegFile.with(jpeg, 0xe1, new byte[2000]));
    changed(shelf, "turn-of-99", jpeg -> JpegFile.turned(jpeg, 99, true));
    changed(
        shelf,
        "profile-broken",
        jpeg -> JpegFile.with(jpeg, 0xe2, latin1("ICC_PROFILE\0\1\1" + "x".repeat(200))));
    changed(
        shelf,
        "profile-half",
        jpeg -> JpegFile.with(jpeg, 0xe2, latin1("ICC_PROFILE\0\2\3" + "x".repeat(200))));
    changed(
        shelf, "photoshop", jpeg -> JpegFile.with(jpeg, 0xed, latin1("Photoshop 3.0\0008BIM\4\4")));
    changed(
        shelf,
        "film-behind", // as phones that add a moving picture
        jpeg ->
            ByteSink.bigEndian()
                .bytes(jpeg)
                .u32(24)
                .latin1("ftypmp42")
                .bytes(new byte[4000])
                .toArray());
    changed(shelf, "second-behind", jpeg -> ByteSink.bigEndian().bytes(jpeg).bytes(jpeg).toArray());
    changed(
        shelf,
        "fill-bytes",
        jpeg ->
            ByteSink.bigEndian()
                .u16(0xffd8)
                .u16(0xffff)
                .bytes(Arrays.copyOfRange(jpeg, 2, jpeg.length))
                .toArray());
  }

  private interface Change {
    byte[] of(byte[] jpeg);
  }

  private static void changed(Shelf shelf, String name, Change change) {
    Drawing drawing = shelf.draw();
    byte[] jpeg = JpegFile.colour(drawing, false);
    shelf.picture("jpeg/" + name + ".jpg", change.of(jpeg), drawing, Shelf.JPEG);
  }

  private static void kinds(Shelf shelf) {
    byte[] jpeg = JpegFile.colour(shelf.draw(), false);
    byte[] progressive = JpegFile.colour(shelf.draw(), true);
    shelf.skipped("jpeg/arithmetic.jpg", JpegFile.withFrame(jpeg, 0xc0, 0xc9), "arithmetic coding");
    shelf.skipped(
        "jpeg/arithmetic-progressive.jpg",
        JpegFile.withFrame(progressive, 0xc2, 0xca),
        "arithmetic coding");
    shelf.skipped(
        "jpeg/hierarchical.jpg", JpegFile.withFrame(jpeg, 0xc0, 0xc5), "a hierarchical JPEG");
    int lastScan = JpegFile.lastMarker(progressive, 0xda);
    shelf.skipped("jpeg/scan-missing.jpg", Arrays.copyOf(progressive, lastScan), "too early");
    shelf.skipped("jpeg/only-start.jpg", Arrays.copyOf(jpeg, 3), "damaged or cut short");
  }

  private static byte[] preview(Drawing drawing) {
    return JpegFile.colour(drawing, false);
  }

  private static TiffFile sensor(boolean little) {
    return new TiffFile(little, false)
        .put(TiffFile.WIDTH, 4000)
        .put(TiffFile.HEIGHT, 3000)
        .put(TiffFile.COMPRESSION, 34713)
        .put(TiffFile.PHOTOMETRIC, CFA)
        .parts(TiffFile.STRIP_OFFSETS, TiffFile.STRIP_BYTES, List.of(new byte[5000]));
  }

  private static TiffFile withPreview(TiffFile file, byte[] jpeg) {
    return file.parts(TiffFile.JPEG_OFFSET, TiffFile.JPEG_BYTES, List.of(jpeg));
  }

  /** {@return a raw file as Canon's cameras wrote them, with a preview that is to be turned} */
  static byte[] canon(Drawing preview, int orientation) {
    return new TiffFile(true, false)
        .behindHeader("CR\u0002\0\0\0\0\0")
        .text(TiffFile.MAKE, "Canon")
        .put(TiffFile.COMPRESSION, 6)
        .put(TiffFile.ORIENTATION, orientation)
        .parts(TiffFile.STRIP_OFFSETS, TiffFile.STRIP_BYTES, List.of(preview(preview)))
        .write();
  }

  private static void raws(Shelf shelf) {
    Drawing canon = shelf.draw();
    byte[] cr2 = canon(canon, 6);
    shelf.picture("raw/IMG_0001.CR2", cr2, canon.turned(6), Shelf.JPEG);
    Drawing nikon = shelf.draw();
    TiffFile nef =
        new TiffFile(false, false)
            .text(TiffFile.MAKE, "NIKON CORPORATION")
            .put(TiffFile.ORIENTATION, 8)
            .directory(withPreview(new TiffFile(false, false), preview(nikon)))
            .directory(sensor(false));
    shelf.picture("raw/DSC_0001.NEF", nef.write(), nikon.turned(8), Shelf.JPEG);
    Drawing sony = shelf.draw();
    TiffFile arw =
        withPreview(new TiffFile(true, false).text(TiffFile.MAKE, "SONY"), preview(sony))
            .directory(sensor(true));
    shelf.picture("raw/DSC00001.ARW", arw.write(), sony, Shelf.JPEG);
    Drawing adobe = shelf.draw();
    TiffFile dng =
        sensor(true)
            .put(TiffFile.DNG_VERSION, 1, 4, 0, 0)
            .directory(withPreview(new TiffFile(true, false), preview(adobe)));
    shelf.picture("raw/L1000001.DNG", dng.write(), adobe, Shelf.JPEG);
    shelf.skipped(
        "raw/bare.dng",
        sensor(true).put(TiffFile.DNG_VERSION, 1, 4, 0, 0).write(),
        "without a preview");
    Drawing both = shelf.draw();
    shelf.picture("raw/pair.JPG", preview(both), both, Shelf.JPEG);
    shelf.skipped("raw/pair.CR2", cr2, "it is a raw file, and pair.JPG beside it");
    shelf.skipped(
        "raw/c.CR3", latin1("\0\0\0\u0018ftypcrx \0\0\0\1crx isom"), "Canon raw file (CR3)");
    shelf.skipped("raw/f.RAF", latin1("FUJIFILMCCD-RAW 0201FF393101"), "Fujifilm raw file (RAF)");
    shelf.skipped("raw/o.ORF", latin1("IIRO\b\0\0\0" + "\0".repeat(90)), "Olympus raw file (ORF)");
    shelf.skipped(
        "raw/p.RW2", latin1("IIU\0\b\0\0\0" + "\0".repeat(90)), "Panasonic raw file (RW2)");
  }
}
