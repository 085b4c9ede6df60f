package dev.diptych.encoders.internal.vp8;

import java.util.Arrays;

/**
 * The coefficients of one macroblock after the other (RFC 6386, section 13), multiplied by their
 * quantiser: 16 blocks of luma, 4 of each chroma, 16 numbers a block.
 */
final class Coefficients {

  static final int CHROMA = 16;
  private static final int BLOCKS = 24;

  private static final int WITHOUT_MEAN = 0;
  private static final int MEANS = 1;
  private static final int COLOUR = 2;
  private static final int WITH_MEAN = 3;

  private static final int[] BAND = {0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0};
  private static final int[] ZIGZAG = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};

  /** The probabilities of the further bits of the four kinds of large numbers. */
  private static final int[][] FURTHER = {
    {173, 148, 140},
    {176, 155, 140, 135},
    {180, 157, 141, 134, 130},
    {254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}
  };

  private final int[] probabilities;
  private final short[] values = new short[16 * BLOCKS];
  private final short[] means = new short[16];

  /** Whether the blocks above and to the left have coefficients: 4 luma, 2 + 2 chroma, means. */
  private final byte[] above;

  private final byte[] left = new byte[9];

  private boolean any;

  Coefficients(int[] probabilities, int columns) {
    this.probabilities = probabilities;
    this.above = new byte[9 * columns];
  }

  /** {@return the numbers of block after block} */
  short[] values() {
    return values;
  }

  /** {@return whether the macroblock has any coefficient} */
  boolean any() {
    return any;
  }

  /** To be called before each row of macroblocks. */
  void startRow() {
    Arrays.fill(left, (byte) 0);
  }

  /** A macroblock without coefficients. */
  void skip(int column, boolean hasMeans) {
    any = false;
    Arrays.fill(values, (short) 0);
    int kept = hasMeans ? 9 : 8;
    Arrays.fill(left, 0, kept, (byte) 0);
    Arrays.fill(above, 9 * column, 9 * column + kept, (byte) 0);
  }

  /**
   * Reads a macroblock.
   *
   * @param hasMeans whether the means of the blocks of luma come in a block of their own
   */
  void read(BoolReader reader, int column, boolean hasMeans, Quantiser factors) {
    any = false;
    Arrays.fill(values, (short) 0);
    int top = 9 * column;
    if (hasMeans) {
      Arrays.fill(means, (short) 0);
      int context = above[top + 8] + left[8];
      int end =
          block(reader, MEANS, context, 0, factors.meansMean(), factors.meansRest(), means, 0);
      byte has = (byte) (end > 0 ? 1 : 0);
      above[top + 8] = has;
      left[8] = has;
      InverseTransform.spreadMeans(means, values);
    }
    int type = hasMeans ? WITHOUT_MEAN : WITH_MEAN;
    for (int i = 0; i < 16; i++) {
      plane(
          reader,
          type,
          i,
          top + i % 4,
          i / 4,
          hasMeans ? 1 : 0,
          factors.lumaMean(),
          factors.lumaRest());
    }
    for (int i = 0; i < 8; i++) {
      int plane = 4 + i / 4 * 2;
      plane(
          reader,
          COLOUR,
          CHROMA + i,
          top + plane + i % 2,
          plane + i % 4 / 2,
          0,
          factors.chromaMean(),
          factors.chromaRest());
    }
  }

  private void plane(
      BoolReader reader,
      int type,
      int block,
      int over,
      int beside,
      int first,
      int meanFactor,
      int factor) {
    int context = above[over] + left[beside];
    int end = block(reader, type, context, first, meanFactor, factor, values, 16 * block);
    byte has = (byte) (end > first ? 1 : 0);
    above[over] = has;
    left[beside] = has;
    any |= end > 1 || values[16 * block] != 0;
  }

  /** {@return the place behind the last coefficient} */
  private int block(
      BoolReader reader,
      int type,
      int context,
      int first,
      int meanFactor,
      int factor,
      short[] out,
      int at) {
    int[] odds = probabilities;
    int node = Tables.at(type, BAND[first], context);
    for (int i = first; i < 16; i++) {
      if (reader.bit(odds[node]) == 0) {
        return i;
      }
      while (reader.bit(odds[node + 1]) == 0) {
        i++;
        node = Tables.at(type, BAND[i], 0);
        if (i == 16) {
          return 16;
        }
      }
      int number;
      if (reader.bit(odds[node + 2]) == 0) {
        number = 1;
        node = Tables.at(type, BAND[i + 1], 1);
      } else {
        number = large(reader, node);
        node = Tables.at(type, BAND[i + 1], 2);
      }
      int signed = reader.flag() ? -number : number;
      out[at + ZIGZAG[i]] = (short) (signed * (i == 0 ? meanFactor : factor));
    }
    return 16;
  }

  private int large(BoolReader reader, int node) {
    int[] odds = probabilities;
    if (reader.bit(odds[node + 3]) == 0) {
      return reader.bit(odds[node + 4]) == 0 ? 2 : 3 + reader.bit(odds[node + 5]);
    }
    if (reader.bit(odds[node + 6]) == 0) {
      return reader.bit(odds[node + 7]) == 0
          ? 5 + reader.bit(159)
          : 7 + 2 * reader.bit(165) + reader.bit(145);
    }
    int high = reader.bit(odds[node + 8]);
    int kind = 2 * high + reader.bit(odds[node + 9 + high]);
    int further = 0;
    for (int probability : FURTHER[kind]) {
      further = 2 * further + reader.bit(probability);
    }
    return 3 + (8 << kind) + further;
  }
}
