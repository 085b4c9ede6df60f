package dev.diptych.index.internal.words;

import java.util.Arrays;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.FixedBitSet;

/**
 * Scores of items: of each its own words' and, of an image, those of the best of its texts. Grows
 * with the documents of a commit, a few bytes for each; lives for one search.
 */
final class ItemScores {

  private final float[] own;
  private final float[] ofTexts;
  private final FixedBitSet found;

  ItemScores(int documents) {
    this.own = new float[documents];
    this.ofTexts = new float[documents];
    this.found = new FixedBitSet(Math.max(1, documents));
  }

  /** Takes what a document scored. */
  void add(int item, int document, float score) {
    found.set(item);
    if (item == document) {
      own[item] += score;
    } else {
      ofTexts[item] = Math.max(ofTexts[item], score);
    }
  }

  /** Items that are found whatever they scored. */
  void addAll(FixedBitSet items) {
    found.or(items);
  }

  void removeAll(FixedBitSet items) {
    found.andNot(items);
  }

  float score(int item) {
    return own[item] + ofTexts[item];
  }

  /**
   * {@return the items found, those of a set first, then by score; equal ones in the order of
   * documents}
   */
  int[] bestFirst(FixedBitSet first) {
    int[] items = new int[found.cardinality()];
    long[] keys = new long[items.length];
    int count = 0;
    for (int item = next(0); item >= 0; item = next(item + 1)) {
      // Scores are not negative, so that their bits sort as they do.
      long rank = Float.floatToIntBits(score(item)) | (first.get(item) ? 1L << 31 : 0);
      keys[count++] = ((0xFFFFFFFFL - rank) << 31) | item;
    }
    Arrays.sort(keys);
    for (int i = 0; i < count; i++) {
      items[i] = (int) (keys[i] & 0x7FFFFFFF);
    }
    return items;
  }

  private int next(int from) {
    if (from >= found.length()) {
      return -1;
    }
    int next = found.nextSetBit(from);
    return next == DocIdSetIterator.NO_MORE_DOCS ? -1 : next;
  }
}
