package dev.diptych.searcher;

import dev.diptych.core.Cancellation;
import dev.diptych.index.IndexView;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The pictures that are the same, of the commit that was asked about last. Thread-safe. */
final class KnownDuplicates {

  /** One looks; the others wait for what comes of it. */
  private final ReentrantLock looking = new ReentrantLock();

  private @Nullable String commit;
  private @Nullable Duplicates found;

  /** {@return the pictures of a view that are the same} */
  Duplicates in(IndexView view, Cancellation cancellation) {
    looking.lock();
    try {
      Duplicates known = found;
      if (known == null || !view.commit().equals(commit)) {
        known = DuplicateSearch.find(view, cancellation);
        found = known;
        commit = view.commit();
      }
      return known;
    } finally {
      looking.unlock();
    }
  }
}
