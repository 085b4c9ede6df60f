package dev.diptych.index.internal.items;

import dev.diptych.core.Filter;
import dev.diptych.core.Modality;
import java.io.IOException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/**
 * The live items of a commit that pass a filter, counted before anything is compared. A bit for
 * each document. Immutable once made, and thread-safe.
 */
public final class AcceptedItems {

  private final FixedBitSet[] ofLeaves;
  private final int[] counts;
  private final int count;

  private AcceptedItems(FixedBitSet[] ofLeaves) {
    this.ofLeaves = ofLeaves;
    this.counts = new int[ofLeaves.length];
    int all = 0;
    for (int leaf = 0; leaf < counts.length; leaf++) {
      counts[leaf] = ofLeaves[leaf].cardinality();
      all += counts[leaf];
    }
    this.count = all;
  }

  /** Finds the items of a modality that pass a filter. */
  public static AcceptedItems of(DirectoryReader reader, Modality target, Filter filter)
      throws IOException {
    IndexSearcher searcher = new IndexSearcher(reader);
    Weight weight =
        searcher.createWeight(
            searcher.rewrite(new ConditionQuery(reader).of(target, filter)),
            ScoreMode.COMPLETE_NO_SCORES,
            1);
    FixedBitSet[] ofLeaves = new FixedBitSet[reader.leaves().size()];
    for (LeafReaderContext leaf : reader.leaves()) {
      ofLeaves[leaf.ord] = accepted(leaf, weight.scorerSupplier(leaf));
    }
    return new AcceptedItems(ofLeaves);
  }

  private static FixedBitSet accepted(LeafReaderContext leaf, @Nullable ScorerSupplier matching)
      throws IOException {
    FixedBitSet accepted = new FixedBitSet(Math.max(1, leaf.reader().maxDoc()));
    if (matching != null) {
      accepted.or(matching.get(Long.MAX_VALUE).iterator());
      @Nullable Bits live = leaf.reader().getLiveDocs();
      if (live != null) {
        for (int doc = accepted.nextSetBit(0);
            doc != DocIdSetIterator.NO_MORE_DOCS;
            doc =
                doc + 1 < accepted.length()
                    ? accepted.nextSetBit(doc + 1)
                    : DocIdSetIterator.NO_MORE_DOCS) {
          if (!live.get(doc)) {
            accepted.clear(doc);
          }
        }
      }
    }
    return accepted;
  }

  /** {@return how many there are} */
  public int count() {
    return count;
  }

  /** {@return how many there are in a segment} */
  public int count(LeafReaderContext leaf) {
    return counts[leaf.ord];
  }

  /** {@return which documents of a segment they are} */
  public FixedBitSet in(LeafReaderContext leaf) {
    return ofLeaves[leaf.ord];
  }
}
