package dev.diptych.encoders.internal.image;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.io.IOException;
import java.util.Locale;

/**
 * What a JPEG file asks of its decoder, counted before decoding (ITU T.81 annexes B and G). A file
 * of some hundred bytes can hold hundreds of scans of a picture of any size, and each takes as long
 * as a picture of its own.
 *
 * @param width pixels from left to right
 * @param height pixels from top to bottom
 * @param channels 1, 3 or 4
 * @param blocks squares of 8 x 8 samples, of all channels
 * @param count scans
 * @param fewestBits what their entropy-coded data takes at the least
 */
record JpegScans(int width, int height, int channels, long blocks, int count, long fewestBits) {

  /*
   * Bounds. Cameras and common programs write 1 to 13 scans; libjpeg-turbo advises its users to
   * refuse more than 500. The decoder makes the whole picture anew for each scan, so their number
   * times the size is its work; as much as for 10 scans of the largest picture is taken on.
   *
   * Each block takes at least one bit where a scan codes its mean, and one more where the same scan
   * codes the rest of it. A file that has less is cut short, and a bomb if it is not.
   */
  static final int MOST_SCANS = 500;

  private static final int MOST_LARGEST_PICTURES = 10;

  private static final int BLOCK_SIDE = 8;
  private static final int COEFFICIENT_BYTES = 64 * Short.BYTES;
  private static final int RGB_BYTES = 3;

  private static final int SOS = 0xDA;
  private static final int EOI = 0xD9;

  /**
   * Counts the scans of a file.
   *
   * @throws IOException when the frame or a scan is cut off
   */
  static JpegScans of(byte[] file, JpegHeader header) throws IOException {
    int at = header.frameStart();
    int height = Bytes.shortBigEndian(file, at + 1);
    int width = Bytes.shortBigEndian(file, at + 3);
    int channels = file[at + 5] & 0xff;
    if (at + 6 + 3 * channels > file.length) {
      throw new IOException("its frame is cut off");
    }
    Walk walk = new Walk(file, blocks(file, at + 6, channels, width, height), at + 6);
    walk.over(header.scanStart(), header.coding() == JpegHeader.Coding.PROGRESSIVE);
    return new JpegScans(width, height, channels, walk.allBlocks(), walk.count, walk.fewestBits);
  }

  /**
   * Refuses what takes too long.
   *
   * @throws DiptychException TOO_LARGE when the scans are too many for the size
   * @throws IOException when the file is too short for what it announces
   */
  void check(byte[] file, Decoding decoding) throws IOException {
    if (count > MOST_SCANS) {
      throw new DiptychException(
          ErrorCode.TOO_LARGE,
          "cannot read \"%s\": it is a JPEG file of more than %s scans, and no more are read; save it anew"
              .formatted(decoding.name(), MOST_SCANS));
    }
    if (file.length < fewestBits / Byte.SIZE) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "it has %,d bytes, but its size takes at least %,d",
              file.length,
              fewestBits / Byte.SIZE));
    }
    long most = MOST_LARGEST_PICTURES * decoding.limits().maxPixels();
    if (count * pixels() > most) {
      throw new DiptychException(
          ErrorCode.TOO_LARGE,
          String.format(
              Locale.ROOT,
              "cannot read \"%s\": it is a JPEG file of %,d pixels in %s scans, but at most %,d pixels are read in all scans together; save it anew",
              decoding.name(),
              pixels(),
              count,
              most));
    }
  }

  private long pixels() {
    return (long) width * height;
  }

  /** {@return bytes of heap at the peak: samples as stored, and as RGB before or after turning} */
  long heapBytes() {
    return pixels() * (Math.max(channels, RGB_BYTES) + RGB_BYTES);
  }

  /** {@return bytes outside of the heap: between scans the decoder keeps all coefficients} */
  long outsideBytes() {
    return count > 1 ? blocks * COEFFICIENT_BYTES : 0;
  }

  /** Channels are: identity, sampling across and down, table. */
  private static long[] blocks(byte[] file, int at, int channels, int width, int height)
      throws IOException {
    int mostAcross = 1;
    int mostDown = 1;
    for (int i = 0; i < channels; i++) {
      mostAcross = Math.max(mostAcross, across(file, at, i));
      mostDown = Math.max(mostDown, down(file, at, i));
    }
    long[] blocks = new long[channels];
    for (int i = 0; i < channels; i++) {
      blocks[i] =
          (long) Math.ceilDiv(width * across(file, at, i), BLOCK_SIDE * mostAcross)
              * Math.ceilDiv(height * down(file, at, i), BLOCK_SIDE * mostDown);
    }
    return blocks;
  }

  private static int across(byte[] file, int at, int channel) {
    return (file[at + 3 * channel + 1] & 0xff) >> 4;
  }

  private static int down(byte[] file, int at, int channel) {
    return file[at + 3 * channel + 1] & 0xf;
  }

  /** Goes from scan to scan. */
  private static final class Walk {

    private final byte[] file;
    private final long[] blocks;
    private final int channelsAt;
    private int count;
    private long fewestBits;

    Walk(byte[] file, long[] blocks, int channelsAt) {
      this.file = file;
      this.blocks = blocks;
      this.channelsAt = channelsAt;
    }

    long allBlocks() {
      long sum = 0;
      for (long some : blocks) {
        sum += some;
      }
      return sum;
    }

    /** One scan with all channels is a whole sequential picture; what follows is not read. */
    void over(int firstScan, boolean progressive) {
      int at = firstScan;
      while (at + 5 < file.length && count <= MOST_SCANS) {
        int marker = file[at + 1] & 0xff;
        if ((file[at] & 0xff) != 0xff || marker == 0xff) {
          at++;
        } else if (marker == EOI) {
          return;
        } else if (marker == 0 || marker == 1 || (marker >= 0xD0 && marker <= 0xD8)) {
          at += 2;
        } else {
          if (marker == SOS) {
            count++;
            int channels = file[at + 4] & 0xff;
            addBits(at + 5, channels, progressive);
            if (!progressive && channels >= blocks.length) {
              return;
            }
          }
          at += 2 + Math.max(2, Bytes.shortBigEndian(file, at + 2));
        }
      }
    }

    private void addBits(int at, int channels, boolean progressive) {
      int spectralStart = at + 2 * channels;
      boolean means = spectralStart < file.length && file[spectralStart] == 0;
      if (!means) {
        return;
      }
      for (int i = 0; i < channels; i++) {
        for (int j = 0; j < blocks.length; j++) {
          if (file[channelsAt + 3 * j] == file[at + 2 * i]) {
            fewestBits += blocks[j] * (progressive ? 1 : 2);
          }
        }
      }
    }
  }
}
