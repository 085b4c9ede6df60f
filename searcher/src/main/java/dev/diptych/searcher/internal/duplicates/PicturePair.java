package dev.diptych.searcher.internal.duplicates;

/**
 * Two of many pictures, by their places.
 *
 * @param first the lower of both places
 */
record PicturePair(int first, int second) {

  static PicturePair of(int one, int other) {
    return new PicturePair(Math.min(one, other), Math.max(one, other));
  }

  /**
   * A pair that looks alike.
   *
   * @param difference how much they differ all the same
   */
  record Alike(PicturePair pair, double difference) {}
}
