package dev.diptych.encoders.internal.image;

/** Walks the segments of a JPEG file up to its first scan (ITU T.81 annex B). */
final class JpegSegments {

  private static final int SOS = 0xDA;
  private static final int EOI = 0xD9;

  private JpegSegments() {}

  /** Hears of a segment: its marker, and where its data begin and end. */
  @FunctionalInterface
  interface Visitor {
    void visit(int marker, int start, int end);
  }

  /** {@return where the walk ended: at the first scan, or where the file makes no sense} */
  static int walk(byte[] file, Visitor visitor) {
    int at = 2;
    while (at + 4 <= file.length) {
      int marker = file[at + 1] & 0xff;
      if ((file[at] & 0xff) != 0xff || marker == 0xff) {
        // Filling between segments, or rubbish that decoders skip as well.
        at++;
        continue;
      }
      if (marker == SOS || marker == EOI) {
        break;
      }
      if (marker == 0 || marker == 1 || (marker >= 0xD0 && marker <= 0xD8)) {
        at += 2;
        continue;
      }
      int start = at + 4;
      int end = at + 2 + Bytes.shortBigEndian(file, at + 2);
      if (end < start || end > file.length) {
        break;
      }
      visitor.visit(marker, start, end);
      at = end;
    }
    return at;
  }

  /** {@return whether a walk that ended here came to the first scan} */
  static boolean isScan(byte[] file, int at) {
    return at + 1 < file.length && (file[at] & 0xff) == 0xff && (file[at + 1] & 0xff) == SOS;
  }
}
