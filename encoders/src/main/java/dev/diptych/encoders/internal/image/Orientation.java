package dev.diptych.encoders.internal.image;

import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Directory;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The eight ways in which a camera may have been held, in the order of EXIF's numbers 1 to 8. */
enum Orientation {
  UPRIGHT,
  MIRRORED,
  UPSIDE_DOWN,
  FLIPPED,
  TRANSPOSED,
  TURNED_LEFT,
  TRANSVERSED,
  TURNED_RIGHT;

  private static final Logger LOG = LoggerFactory.getLogger(Orientation.class);

  /**
   * Reads the orientation tag.
   *
   * @param tiff an EXIF block; a damaged or empty one means upright
   */
  static Orientation ofExif(byte[] tiff) {
    if (tiff.length == 0) {
      return UPRIGHT;
    }
    Metadata metadata = new Metadata();
    try {
      new ExifReader().extract(new ByteArrayReader(tiff), metadata);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      LOG.debug("EXIF data ignored", e);
      return UPRIGHT;
    }
    Directory directory = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
    Integer number =
        directory == null ? null : directory.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
    return number == null || number < 1 || number > 8 ? UPRIGHT : values()[number - 1];
  }

  /** {@return whether the width of the upright picture is the height of the stored one} */
  boolean swapsSides() {
    return switch (this) {
      case UPRIGHT, MIRRORED, UPSIDE_DOWN, FLIPPED -> false;
      case TRANSPOSED, TURNED_LEFT, TRANSVERSED, TURNED_RIGHT -> true;
    };
  }

  /** {@return the picture set upright} */
  RgbSamples turn(RgbSamples stored) {
    int w = stored.width();
    int h = stored.height();
    // Where the target's first pixel comes from, and how far the source moves on for a step to the
    // right and for a step down.
    return switch (this) {
      case UPRIGHT -> stored;
      case MIRRORED -> gather(stored, w, h, w - 1, -1, w);
      case UPSIDE_DOWN -> gather(stored, w, h, w * h - 1, -1, -w);
      case FLIPPED -> gather(stored, w, h, (h - 1) * w, 1, -w);
      case TRANSPOSED -> gather(stored, h, w, 0, w, 1);
      case TURNED_LEFT -> gather(stored, h, w, (h - 1) * w, -w, 1);
      case TRANSVERSED -> gather(stored, h, w, w * h - 1, -w, -1);
      case TURNED_RIGHT -> gather(stored, h, w, w - 1, w, -1);
    };
  }

  private static RgbSamples gather(
      RgbSamples stored, int width, int height, int origin, int right, int down) {
    byte[] source = stored.rgb();
    byte[] rgb = new byte[source.length];
    int at = 0;
    for (int y = 0; y < height; y++) {
      int from = 3 * (origin + y * down);
      for (int x = 0; x < width; x++, at += 3, from += 3 * right) {
        rgb[at] = source[from];
        rgb[at + 1] = source[from + 1];
        rgb[at + 2] = source[from + 2];
      }
    }
    return new RgbSamples(width, height, rgb);
  }
}
