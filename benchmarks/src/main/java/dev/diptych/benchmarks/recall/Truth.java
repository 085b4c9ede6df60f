package dev.diptych.benchmarks.recall;

import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.lucene.util.NumericUtils;
import org.apache.lucene.util.VectorUtil;

/** The hundred nearest vectors of every query, by comparing all. */
final class Truth {

  static final int DEPTH = 100;

  /** Queries compared with a vector while it is at hand. */
  private static final int TOGETHER = 16;

  private final int[][] nearest;

  private Truth(int[][] nearest) {
    this.nearest = nearest;
  }

  /** Compares every query with every vector. Uses all cores. */
  static Truth of(VectorSet vectors) {
    int[][] nearest = new int[vectors.queries()][];
    int groups = (vectors.queries() + TOGETHER - 1) / TOGETHER;
    IntStream.range(0, groups)
        .parallel()
        .forEach(group -> compare(vectors, group * TOGETHER, nearest));
    return new Truth(nearest);
  }

  /** Compares every query with all vectors of every picture, by the largest cosine. */
  static Truth of(PictureVectors vectors) {
    Best[] best = new Best[vectors.queries()];
    float[][] queries = new float[best.length][];
    for (int query = 0; query < best.length; query++) {
      best[query] = new Best();
      queries[query] = vectors.query(query);
    }
    IntStream.range(0, best.length)
        .parallel()
        .forEach(
            query -> {
              for (int picture = 0; picture < vectors.size(); picture++) {
                best[query].offer(vectors.cosine(queries[query], picture), picture);
              }
            });
    return new Truth(Stream.of(best).map(Best::numbers).toArray(int[][]::new));
  }

  private static void compare(VectorSet vectors, int first, int[][] nearest) {
    int count = Math.min(TOGETHER, vectors.queries() - first);
    float[][] queries = new float[count][];
    Best[] best = new Best[count];
    for (int i = 0; i < count; i++) {
      queries[i] = vectors.query(first + i);
      best[i] = new Best();
    }
    for (int number = 0; number < vectors.size(); number++) {
      float[] vector = vectors.vector(number);
      for (int i = 0; i < count; i++) {
        best[i].offer(VectorUtil.dotProduct(queries[i], vector), number);
      }
    }
    for (int i = 0; i < count; i++) {
      nearest[first + i] = best[i].numbers();
    }
  }

  /**
   * How much of what is nearest was found.
   *
   * @param found numbers of vectors by query, best first
   * @param depth how many count, at most {@link #DEPTH}
   * @return 0 to 1, the mean over all queries
   */
  double recall(int[][] found, int depth) {
    long hits = 0;
    long wanted = 0;
    for (int query = 0; query < nearest.length; query++) {
      int[] right = Arrays.copyOf(nearest[query], Math.min(depth, nearest[query].length));
      Arrays.sort(right);
      wanted += right.length;
      hits +=
          Arrays.stream(found[query])
              .limit(depth)
              .filter(number -> Arrays.binarySearch(right, number) >= 0)
              .count();
    }
    return (double) hits / wanted;
  }

  /** The best so far, the worst of them first. */
  static final class Best {

    /** Cosine in the upper half, number in the lower one. */
    private final PriorityQueue<Long> kept = new PriorityQueue<>(DEPTH + 1);

    private float worst = Float.NEGATIVE_INFINITY;

    void offer(float cosine, int number) {
      if (cosine <= worst) {
        return;
      }
      kept.add((long) NumericUtils.floatToSortableInt(cosine) << 32 | number);
      if (kept.size() > DEPTH) {
        kept.remove();
      }
      if (kept.size() == DEPTH) {
        worst = NumericUtils.sortableIntToFloat((int) (kept.element() >> 32));
      }
    }

    int[] numbers() {
      long[] ascending = kept.stream().mapToLong(Long::longValue).sorted().toArray();
      int[] numbers = new int[ascending.length];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = (int) ascending[numbers.length - 1 - i];
      }
      return numbers;
    }
  }
}
