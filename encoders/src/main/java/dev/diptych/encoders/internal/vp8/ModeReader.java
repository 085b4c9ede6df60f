package dev.diptych.encoders.internal.vp8;

import java.util.Arrays;

/** How one macroblock after the other is predicted (RFC 6386, section 11). */
final class ModeReader {

  static final int DC = 0;
  static final int TRUE_MOTION = 1;
  static final int VERTICAL = 2;
  static final int HORIZONTAL = 3;
  static final int LEFT_DOWN = 4;
  static final int RIGHT_DOWN = 5;
  static final int VERTICAL_RIGHT = 6;
  static final int VERTICAL_LEFT = 7;
  static final int HORIZONTAL_DOWN = 8;
  static final int HORIZONTAL_UP = 9;

  /** Where a walk goes on by its bit: above 0 a further node, else a mode, negated. */
  private static final int[] SUB_BLOCK_TREE = {
    -DC,
    2,
    -TRUE_MOTION,
    4,
    -VERTICAL,
    6,
    8,
    12,
    -HORIZONTAL,
    10,
    -RIGHT_DOWN,
    -VERTICAL_RIGHT,
    -LEFT_DOWN,
    14,
    -VERTICAL_LEFT,
    16,
    -HORIZONTAL_DOWN,
    -HORIZONTAL_UP
  };

  private final FrameHeader header;
  private final int[] above;
  private final int[] left = new int[4];
  private final int[] subBlocks = new int[16];

  private int segment;
  private boolean skip;
  private boolean whole;
  private int luma;
  private int chroma;

  ModeReader(FrameHeader header, int columns) {
    this.header = header;
    this.above = new int[4 * columns];
  }

  /** To be called before each row of macroblocks. */
  void startRow() {
    Arrays.fill(left, DC);
  }

  /** Reads the next macroblock. */
  void read(int column) {
    BoolReader reader = header.modes();
    segment = header.readSegment();
    skip = header.readSkip();
    whole = reader.bit(145) == 1;
    int at = 4 * column;
    if (whole) {
      luma =
          reader.bit(156) == 1
              ? (reader.bit(128) == 1 ? TRUE_MOTION : HORIZONTAL)
              : (reader.bit(163) == 1 ? VERTICAL : DC);
      Arrays.fill(left, luma);
      Arrays.fill(above, at, at + 4, luma);
    } else {
      for (int i = 0; i < 16; i++) {
        int mode = subBlock(reader, above[at + i % 4], left[i / 4]);
        above[at + i % 4] = mode;
        left[i / 4] = mode;
        subBlocks[i] = mode;
      }
    }
    chroma =
        reader.bit(142) == 0
            ? DC
            : reader.bit(114) == 0 ? VERTICAL : reader.bit(183) == 1 ? TRUE_MOTION : HORIZONTAL;
  }

  private static int subBlock(BoolReader reader, int above, int left) {
    int node = 0;
    do {
      node = SUB_BLOCK_TREE[node + reader.bit(Tables.subBlockMode(above, left, node / 2))];
    } while (node > 0);
    return -node;
  }

  int segment() {
    return segment;
  }

  /** {@return whether the macroblock has no coefficients} */
  boolean skip() {
    return skip;
  }

  /** {@return whether its luma is predicted as a whole, by {@link #luma}} */
  boolean whole() {
    return whole;
  }

  int luma() {
    return luma;
  }

  /** {@return how a block of 4 x 4 samples of luma is predicted} */
  int subBlock(int index) {
    return subBlocks[index];
  }

  int chroma() {
    return chroma;
  }
}
