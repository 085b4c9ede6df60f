package dev.diptych.encoders.internal.vp8;

/**
 * How strongly the edges of blocks are smoothed (RFC 6386, section 15), by the kind of a
 * macroblock: twice its segment, and one more where its blocks of luma are predicted one by one.
 */
final class EdgeStrengths {

  private final boolean simple;
  private final int[] levels;
  private final int[] interiors;

  /**
   * @param levels of each kind, 0 to 63; 0 leaves its edges alone
   */
  EdgeStrengths(boolean simple, int sharpness, int[] levels) {
    this.simple = simple;
    this.levels = levels.clone();
    this.interiors = new int[levels.length];
    for (int i = 0; i < levels.length; i++) {
      int interior = levels[i];
      if (sharpness > 0) {
        interior = Math.min(interior >> (sharpness > 4 ? 2 : 1), 9 - sharpness);
      }
      interiors[i] = Math.max(1, interior);
    }
  }

  /** {@return whether only luma is smoothed, by the short filter} */
  boolean simple() {
    return simple;
  }

  /** {@return whether any kind's edges are smoothed} */
  boolean any() {
    for (int level : levels) {
      if (level > 0) {
        return true;
      }
    }
    return false;
  }

  boolean smooths(int kind) {
    return levels[kind] > 0;
  }

  /** {@return up to which difference across an edge within a macroblock it is smoothed} */
  int limit(int kind) {
    return 2 * levels[kind] + interiors[kind];
  }

  /** {@return up to which difference between samples of one side} */
  int interior(int kind) {
    return interiors[kind];
  }

  /** {@return above which such a difference only the nearest samples change} */
  int highVariance(int kind) {
    return levels[kind] >= 40 ? 2 : levels[kind] >= 15 ? 1 : 0;
  }
}
