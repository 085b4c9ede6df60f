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

/** The items of the index that a rebuild is to replace, counted. */
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
    try {
      OpenCommit view = Generation.openCurrent(layout, Optional.empty());
      return IndexErrors.guarded(
          layout.folder(),
          "reading",
          () -> {
            try {
              return (long) new IndexSearcher(view.reader()).count(query);
            } finally {
              view.release();
            }
          });
    } catch (DiptychException e) {
      return 0; // damaged: nothing to compare with
    }
  }
}
