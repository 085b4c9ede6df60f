package dev.diptych.library;

import dev.diptych.core.Look;
import java.util.Base64;

/** A picture in 4 x 4 colours, to be shown until it has been loaded. */
final class Preview {

  private static final int SIDE = 4;
  private static final int FIELDS = Look.SIDE / SIDE;

  private Preview() {}

  /** {@return 48 bytes in Base64: red, green and blue of each field, rows from the top} */
  static String of(Look look) {
    byte[] colours = look.colours();
    byte[] means = new byte[3 * SIDE * SIDE];
    for (int i = 0; i < means.length; i++) {
      int channel = i % 3;
      int left = i / 3 % SIDE * FIELDS;
      int top = i / 3 / SIDE * FIELDS;
      int sum = 0;
      for (int field = 0; field < FIELDS * FIELDS; field++) {
        int x = left + field % FIELDS;
        int y = top + field / FIELDS;
        sum += colours[3 * (y * Look.SIDE + x) + channel] & 0xff;
      }
      means[i] = (byte) (sum / (FIELDS * FIELDS));
    }
    return Base64.getEncoder().encodeToString(means);
  }
}
