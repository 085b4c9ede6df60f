package dev.diptych.encoders.internal.vp8;

/**
 * Takes decisions out of bytes that an arithmetic coder made of them (RFC 6386, section 7). Behind
 * the end it gives zeros, and remembers that it did.
 */
final class BoolReader {

  private static final int EVEN = 128;

  private final byte[] data;
  private final int end;

  private int at;
  private int value;
  private int range = 254; // less one
  private int bits = -8;
  private boolean past;

  /** Reads the bytes from a position to another, exclusive. */
  BoolReader(byte[] data, int from, int end) {
    this.data = data;
    this.at = from;
    this.end = end;
    load();
  }

  private void load() {
    if (at < end) {
      value = (value << 8) | (data[at++] & 0xff);
      bits += 8;
    } else if (past) {
      bits = 0;
    } else {
      value <<= 8;
      bits += 8;
      past = true;
    }
  }

  /** {@return whether more was asked for than there is} */
  boolean isPastEnd() {
    return past;
  }

  /** {@return a decision, 0 with the given probability of 256} */
  int bit(int probability) {
    if (bits < 0) {
      load();
    }
    int split = (range * probability) >> 8;
    int bit;
    if (value >> bits > split) {
      range -= split + 1;
      value -= (split + 1) << bits;
      bit = 1;
    } else {
      range = split;
      bit = 0;
    }
    if (range < 127) {
      int shift = Integer.numberOfLeadingZeros(range + 1) - 24;
      range = ((range + 1) << shift) - 1;
      bits -= shift;
    }
    return bit;
  }

  /** {@return a decision of even odds} */
  boolean flag() {
    return bit(EVEN) == 1;
  }

  /** {@return a number of some bits, the highest first} */
  int number(int width) {
    int number = 0;
    for (int i = 0; i < width; i++) {
      number = (number << 1) | bit(EVEN);
    }
    return number;
  }

  /** {@return a number of some bits with a sign behind it} */
  int signed(int width) {
    int number = number(width);
    return flag() ? -number : number;
  }

  /** {@return a {@link #signed} number where a flag before it is set, else 0} */
  int optional(int width) {
    return flag() ? signed(width) : 0;
  }
}
