package dev.diptych.index.internal.vectors;

/**
 * A query in 4-bit numbers, spread in the order in which {@link PackedVectors} reads the vectors it
 * is compared with. Not thread-safe.
 */
final class PackedQuery {

  private static final float STEPS = 15f;

  /** One 4-bit number each. */
  final short[] spread;

  float lower;
  float step;
  float correction;
  float sum;

  /** Of no meaning; without it reading ahead would be optimised away. */
  long touched;

  /**
   * A query, not set yet.
   *
   * @param packed bytes of a vector's numbers
   */
  PackedQuery(int packed) {
    this.spread = new short[2 * packed];
  }

  /**
   * Takes numbers from 0 to 15.
   *
   * @param numbers {@code [2 * packed]}, those of the upper half-bytes first
   * @param block bytes compared at a time
   */
  void spread(byte[] numbers, int block) {
    int packed = numbers.length / 2;
    int to = 0;
    int at = 0;
    for (; at + block <= packed; at += block) {
      int lanes = block / 2;
      for (int lane = 0; lane < lanes; lane++) {
        int even = at + 2 * lane;
        spread[to + lane] = numbers[packed + even];
        spread[to + lanes + lane] = numbers[even];
        spread[to + 2 * lanes + lane] = numbers[packed + even + 1];
        spread[to + 3 * lanes + lane] = numbers[even + 1];
      }
      to += 4 * lanes;
    }
    for (; at < packed; at++) {
      spread[to++] = numbers[packed + at];
      spread[to++] = numbers[at];
    }
  }

  /**
   * Takes what turns numbers into components.
   *
   * @param lowest what 0 stands for
   * @param highest what 15 stands for
   * @param correction dot product with the centre of all vectors
   * @param sum of the numbers
   */
  void correct(float lowest, float highest, float correction, int sum) {
    this.lower = lowest;
    this.step = (highest - lowest) / STEPS;
    this.correction = correction;
    this.sum = sum;
  }
}
