package dev.diptych.searcher.internal.duplicates;

/**
 * How much alike two pictures are, at the best of the cuts and mirrors that were tried.
 *
 * @param difference root mean square difference of 16 x 16 mean colours, or where one of them has
 *     no colours, of their brightness
 * @param grey whether one of them has no colours, or both
 * @param cut the largest share of a side that had to be left out at an edge
 */
record Likeness(double difference, boolean grey, double cut) {

  private static final double SAME_COLOURS = .03;
  private static final double SAME_BRIGHTNESS = .015;

  /** {@return whether they show the same to the eye} */
  boolean isAlike() {
    return difference <= (grey ? SAME_BRIGHTNESS : SAME_COLOURS);
  }
}
