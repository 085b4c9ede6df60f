package dev.diptych.index.internal.generation;

import dev.diptych.core.DiptychException;
import dev.diptych.index.internal.files.IndexErrors;
import dev.diptych.index.internal.files.IndexLayout;
import dev.diptych.index.internal.items.FactFields;
import dev.diptych.index.internal.items.ItemFields;
import java.util.Optional;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/** The items of the index that a rebuild is to replace. */
final class ReplacedItems {

  private ReplacedItems() {}

  /**
   * {@return how many items below a source prefix the current generation holds, without the words
   * that models wrote; 0 where it cannot be read}
   */
  static long below(IndexLayout layout, String sourcePrefix) {
    Query query =
        new BooleanQuery.Builder()
            .add(new PrefixQuery(ItemFields.bySource(sourcePrefix)), BooleanClause.Occur.FILTER)
            .add(new TermQuery(FactFields.generated()), BooleanClause.Occur.MUST_NOT)
            .build();
    return open(layout).map(commit -> count(layout, commit, query)).orElse(0L);
  }

  private static long count(IndexLayout layout, OpenCommit commit, Query query) {
    return IndexErrors.guarded(
        layout.folder(),
        "reading",
        () -> {
          try {
            return (long) new IndexSearcher(commit.reader()).count(query);
          } finally {
            commit.release();
          }
        });
  }

  /** {@return the commit that readers see, leased; empty where it cannot be read} */
  static Optional<OpenCommit> open(IndexLayout layout) {
    try {
      return Optional.of(Generation.openCurrent(layout, Optional.empty()));
    } catch (DiptychException e) {
      return Optional.empty(); // damaged: nothing to compare with
    }
  }
}
