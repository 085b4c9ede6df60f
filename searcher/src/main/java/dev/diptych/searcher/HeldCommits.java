package dev.diptych.searcher;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.index.IndexView;
import dev.diptych.index.ItemReader;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The commits that cursors are bound to, held so that a later page sees what the first one saw: a
 * few at most, and none longer than some minutes after its last page. A held commit keeps its files
 * on disk. Thread-safe.
 */
final class HeldCommits implements AutoCloseable {

  private static final int MOST = 4;
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final ItemReader reader;
  private final LongSupplier nanoTime;

  /** In the order of their last use. */
  private final Map<String, Held> held = new LinkedHashMap<>(16, 0.75f, true);

  HeldCommits(ItemReader reader, LongSupplier nanoTime) {
    this.reader = reader;
    this.nanoTime = nanoTime;
  }

  /** A view and who uses it. Guarded by the map's owner. */
  private static final class Held {
    private final IndexView view;
    private int users;
    private boolean dropped;
    private long lastUse;

    private Held(IndexView view) {
      this.view = view;
    }
  }

  /**
   * Does work with the commit of a cursor, or, at the start, with the newest one, which is held
   * from then on.
   *
   * @throws DiptychException INVALID_REQUEST when the cursor has expired
   */
  <T> T with(PageCursor cursor, Function<IndexView, T> work) {
    Held taken = take(cursor);
    try {
      return work.apply(taken.view);
    } finally {
      giveBack(taken);
    }
  }

  private synchronized Held take(PageCursor cursor) {
    dropOld();
    @Nullable Held known = held.get(cursor.commit());
    if (known == null) {
      Held newest = newest(); // of the same commit, perhaps, in another process or after a restart
      boolean fits = cursor.isStart() || newest.view.commit().equals(cursor.commit());
      known = fits ? newest : null;
    }
    if (known == null) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "the cursor has expired: the index it belongs to is no longer held, at most %s are, for %s minutes each; search again from the start"
              .formatted(MOST, LONGEST.toMinutes()));
    }
    known.users++;
    known.lastUse = nanoTime.getAsLong();
    return known;
  }

  private Held newest() {
    IndexView view = reader.view();
    @Nullable Held known = held.get(view.commit());
    if (known != null) {
      view.close();
      return known;
    }
    Held fresh = new Held(view);
    held.put(view.commit(), fresh);
    if (held.size() > MOST) {
      drop(held.entrySet().iterator());
    }
    return fresh;
  }

  private void drop(Iterator<Map.Entry<String, Held>> at) {
    Held eldest = at.next().getValue();
    at.remove();
    eldest.dropped = true;
    closeUnused(eldest);
  }

  private static void closeUnused(Held one) {
    if (one.dropped && one.users == 0) {
      one.view.close();
    }
  }

  private synchronized void giveBack(Held taken) {
    taken.users--;
    taken.lastUse = nanoTime.getAsLong();
    closeUnused(taken);
  }

  /** Lets go of commits that nobody has paged through for long. */
  synchronized void dropOld() {
    long now = nanoTime.getAsLong();
    for (Iterator<Held> all = held.values().iterator(); all.hasNext(); ) {
      Held one = all.next();
      if (one.users == 0 && now - one.lastUse > LONGEST.toNanos()) {
        all.remove();
        one.view.close();
      }
    }
  }

  /** Lets go of all. */
  @Override
  public synchronized void close() {
    for (Held one : held.values()) {
      one.dropped = true;
      closeUnused(one);
    }
    held.clear();
  }
}
