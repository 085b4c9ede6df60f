package dev.diptych.encoders.internal.image;

import java.io.IOException;
import java.util.Arrays;

/**
 * What a JPEG file says before its first scan (ITU T.81 annex B).
 *
 * @param coding how the samples are coded
 * @param encoding what its channels mean
 * @param exifStart where the TIFF block of its EXIF segment begins; -1 without one
 * @param exifEnd one past that block
 * @param scanStart where the first scan begins
 * @param frameStart where the frame's parameters begin: sample bits, height, width, channels
 */
record JpegHeader(
    Coding coding, Encoding encoding, int exifStart, int exifEnd, int scanStart, int frameStart) {

  /** How the samples are coded, as far as readers must care. */
  enum Coding {
    /** All of a place at once. */
    SEQUENTIAL,
    /** Coarse first, refined by further scans. */
    PROGRESSIVE,
    /** By prediction, not by cosines. */
    LOSSLESS
  }

  /** What the channels of a JPEG file mean. */
  enum Encoding {
    GREY,
    RGB,
    YCC,
    CMYK,
    YCCK
  }

  private static final int APP0 = 0xE0;
  private static final int APP1 = 0xE1;
  private static final int APP14 = 0xEE;
  private static final int SOF0 = 0xC0;
  private static final int SOF2 = 0xC2;
  private static final int SOF3 = 0xC3;
  private static final int SOF15 = 0xCF;
  private static final int DHT = 0xC4;
  private static final int JPG = 0xC8;
  private static final int DAC = 0xCC;
  private static final int EOI = 0xD9;

  /**
   * Walks the segments up to the first scan.
   *
   * @throws IOException when there is no frame among them
   */
  static JpegHeader read(byte[] file) throws IOException {
    Walk walk = new Walk(file);
    int end = JpegSegments.walk(file, walk);
    if (walk.frameMarker < 0) {
      throw new IOException("it has no frame");
    }
    return new JpegHeader(
        coding(walk.frameMarker),
        encoding(walk.components, walk.jfif, walk.adobeTransform),
        walk.exifStart,
        walk.exifEnd,
        end,
        walk.frameStart);
  }

  /** Gathers what the segments say. */
  private static final class Walk implements JpegSegments.Visitor {
    private final byte[] file;
    private boolean jfif;
    private int adobeTransform = -1;
    private int exifStart = -1;
    private int exifEnd = -1;
    private int frameMarker = -1;
    private int frameStart = -1;
    private byte[] components = {};

    Walk(byte[] file) {
      this.file = file;
    }

    @Override
    public void visit(int marker, int start, int end) {
      if (marker == APP0 && Bytes.starts(file, start, "JFIF\0")) {
        jfif = true;
      } else if (marker == APP1
          && exifStart < 0
          && end - start > 6
          && Bytes.starts(file, start, "Exif\0")) {
        exifStart = start + 6;
        exifEnd = end;
      } else if (marker == APP14 && end - start >= 12 && Bytes.starts(file, start, "Adobe")) {
        adobeTransform = file[start + 11] & 0xff;
      } else if (isFrame(marker) && end - start >= 6) {
        frameMarker = marker;
        frameStart = start;
        components = componentIds(file, start, end);
      }
    }
  }

  /**
   * {@return whether a marker ends the picture} Inside a scan no two bytes look like it.
   *
   * @param file the file of this header
   */
  boolean isComplete(byte[] file) {
    for (int at = file.length - 2; at >= scanStart; at--) {
      if ((file[at] & 0xff) == 0xff && (file[at + 1] & 0xff) == EOI) {
        return true;
      }
    }
    return false;
  }

  private static Coding coding(int frameMarker) {
    return switch (frameMarker) {
      case SOF3 -> Coding.LOSSLESS;
      case SOF2 -> Coding.PROGRESSIVE;
      default -> Coding.SEQUENTIAL;
    };
  }

  /** {@return whether a segment tells of the frame: its size, its channels} */
  static boolean isFrame(int marker) {
    return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
  }

  private static byte[] componentIds(byte[] file, int start, int end) {
    byte[] ids = new byte[Math.min(file[start + 5] & 0xff, (end - start - 6) / 3)];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = file[start + 6 + 3 * i];
    }
    return ids;
  }

  /** The rules of libjpeg, which all that train on JPEG files share. */
  private static Encoding encoding(byte[] ids, boolean jfif, int adobeTransform)
      throws IOException {
    return switch (ids.length) {
      case 1 -> Encoding.GREY;
      case 3 -> {
        boolean named = Arrays.equals(ids, new byte[] {'R', 'G', 'B'});
        boolean rgb = adobeTransform >= 0 ? adobeTransform == 0 : named;
        yield rgb && !jfif ? Encoding.RGB : Encoding.YCC;
      }
      case 4 -> adobeTransform <= 0 ? Encoding.CMYK : Encoding.YCCK;
      default -> throw new IOException("it has %s channels".formatted(ids.length));
    };
  }
}
