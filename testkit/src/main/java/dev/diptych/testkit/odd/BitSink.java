package dev.diptych.testkit.odd;

import java.io.ByteArrayOutputStream;

/** Packs numbers of few bits, the highest bit first; rows begin at a byte. */
final class BitSink {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int held;
  private int bits;

  BitSink put(int value, int width) {
    for (int i = width - 1; i >= 0; i--) {
      held = (held << 1) | ((value >> i) & 1);
      if (++bits == 8) {
        out.write(held);
        held = 0;
        bits = 0;
      }
    }
    return this;
  }

  BitSink align() {
    while (bits != 0) {
      put(0, 1);
    }
    return this;
  }

  byte[] toArray() {
    align();
    return out.toByteArray();
  }
}
