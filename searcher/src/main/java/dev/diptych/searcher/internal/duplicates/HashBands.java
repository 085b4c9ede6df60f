package dev.diptych.searcher.internal.duplicates;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Perceptual hashes that can be looked up by what is near: those that agree in one of six bands of
 * ten bits, and differ in few bits altogether. Two hashes that differ in five bits or fewer have
 * such a band in any case, those that differ in ten have one mostly.
 */
final class HashBands {

  private static final int BANDS = 6;
  private static final int BITS = 10;
  private static final int BUCKETS = 1 << BITS;

  private final long[] hashes;

  /** Places sorted by bucket, for each band. */
  private final int[][] places = new int[BANDS][];

  /** Where each bucket begins among the places, for each band. */
  private final int[][] starts = new int[BANDS][BUCKETS + 1];

  HashBands(long[] hashes) {
    this.hashes = hashes.clone();
    for (int band = 0; band < BANDS; band++) {
      for (long hash : hashes) {
        starts[band][bucket(hash, band) + 1]++;
      }
      Arrays.parallelPrefix(starts[band], Integer::sum);
      int[] next = starts[band].clone();
      places[band] = new int[hashes.length];
      for (int place = 0; place < hashes.length; place++) {
        places[band][next[bucket(hashes[place], band)]++] = place;
      }
    }
  }

  private static int bucket(long hash, int band) {
    return (int) (hash >>> (band * BITS)) & (BUCKETS - 1);
  }

  /**
   * Visits the places of hashes near to one, some of them more than once.
   *
   * @param most bits that may differ
   * @param visitor tells whether it wants more
   */
  void near(long hash, int most, IntPredicate visitor) {
    for (int band = 0; band < BANDS; band++) {
      int bucket = bucket(hash, band);
      for (int at = starts[band][bucket]; at < starts[band][bucket + 1]; at++) {
        int place = places[band][at];
        if (Long.bitCount(hash ^ hashes[place]) <= most && !visitor.test(place)) {
          return;
        }
      }
    }
  }
}
