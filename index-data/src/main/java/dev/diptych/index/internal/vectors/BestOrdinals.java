package dev.diptych.index.internal.vectors;

import java.util.Arrays;
import org.apache.lucene.util.NumericUtils;

/**
 * The best of a long row of scores, by the numbers of what was scored; of equal ones the first.
 * Keeps up to twice as many as are wanted and drops the worse half by sorting, which for hundreds
 * out of many thousands costs a fraction of a heap that is kept in order all the time. Not
 * thread-safe.
 */
final class BestOrdinals {

  /** Score in the upper half, in the order of floats; the ordinal in the lower, the last first. */
  private final long[] kept;

  private final int most;
  private int size;
  private float least = Float.NEGATIVE_INFINITY;

  /**
   * Nothing yet.
   *
   * @param most how many are wanted, at least 1
   */
  BestOrdinals(int most) {
    this.most = most;
    this.kept = new long[Math.multiplyExact(2, most)];
  }

  /** {@return a score that must be exceeded to get among the best} */
  float least() {
    return least;
  }

  /** Takes a score of a later ordinal than those before. */
  void add(int ordinal, float score) {
    if (score <= least) {
      return;
    }
    kept[size++] = (long) NumericUtils.floatToSortableInt(score) << 32 | (~ordinal & 0xffff_ffffL);
    if (size == kept.length) {
      dropTheWorst();
    }
  }

  private void dropTheWorst() {
    Arrays.sort(kept, 0, size);
    System.arraycopy(kept, size - most, kept, 0, most);
    size = most;
    least = NumericUtils.sortableIntToFloat((int) (kept[0] >> 32));
  }

  /** {@return the ordinals of the best, ascending} */
  int[] ascending() {
    if (size > most) {
      dropTheWorst();
    }
    return Arrays.stream(kept, 0, size).mapToInt(each -> ~(int) each).sorted().toArray();
  }
}
