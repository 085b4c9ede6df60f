package dev.diptych.encoders.internal.image;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Which coefficients the scans of a JPEG file bring. A file that only lacks its end marker has them
 * all; one that was cut between two scans would decode without a warning, but blurred.
 */
final class JpegCompleteness {

  private static final int SOS = 0xDA;
  private static final int EOI = 0xD9;
  private static final int COEFFICIENTS = 64;
  private static final int MISSING = 99;

  private JpegCompleteness() {}

  /**
   * {@return whether every coefficient of every channel is there to its last bit} The end of the
   * last scan's data is not looked at: its decoder warns when they do not suffice.
   */
  static boolean areAll(byte[] file, JpegHeader header) {
    Map<Integer, int[]> lowestBits = new HashMap<>();
    int channels = file[header.frameStart() + 5] & 0xff;
    for (int i = 0; i < channels; i++) {
      int[] missing = new int[COEFFICIENTS];
      Arrays.fill(missing, MISSING);
      lowestBits.put(file[header.frameStart() + 6 + 3 * i] & 0xff, missing);
    }
    boolean progressive = header.coding() == JpegHeader.Coding.PROGRESSIVE;
    int at = header.scanStart();
    while (at + 4 <= file.length) {
      int marker = file[at + 1] & 0xff;
      if ((file[at] & 0xff) != 0xff || marker == 0 || marker == 0xff || isRestart(marker)) {
        at++;
        continue;
      }
      if (marker == EOI) {
        break;
      }
      int end = at + 2 + Bytes.shortBigEndian(file, at + 2);
      if (end > file.length) {
        break;
      }
      if (marker == SOS) {
        note(file, at + 4, end, progressive, lowestBits);
      }
      at = end;
    }
    return lowestBits.values().stream().flatMapToInt(Arrays::stream).allMatch(bit -> bit == 0);
  }

  private static boolean isRestart(int marker) {
    return marker >= 0xD0 && marker <= 0xD7;
  }

  private static void note(
      byte[] file, int start, int end, boolean progressive, Map<Integer, int[]> lowestBits) {
    int count = file[start] & 0xff;
    int rest = start + 1 + 2 * count;
    if (rest + 3 > end) {
      return;
    }
    int first = progressive ? file[rest] & 0x3f : 0;
    int last = progressive ? file[rest + 1] & 0x3f : COEFFICIENTS - 1;
    int bit = progressive ? file[rest + 2] & 0x0f : 0;
    for (int i = 0; i < count; i++) {
      int[] bits = lowestBits.get(file[start + 1 + 2 * i] & 0xff);
      for (int k = first; bits != null && k <= last; k++) {
        bits[k] = bit;
      }
    }
  }
}
