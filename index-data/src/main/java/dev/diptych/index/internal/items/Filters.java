package dev.diptych.index.internal.items;

import dev.diptych.core.Filter;
import dev.diptych.core.Modality;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.lucene.index.DirectoryReader;
import org.jspecify.annotations.Nullable;

/**
 * What passes the filters that were asked for last, of one commit: a search asks several times, and
 * people page on. Keeps {@value #MOST} filters, a bit for each document each. Thread-safe; two
 * searches may work the same filter out at once.
 */
public final class Filters {

  private static final int MOST = 32;

  private record Key(Modality target, Filter filter) {}

  private final DirectoryReader reader;

  /** In the order of their last use. */
  private final Map<Key, AcceptedItems> latest = new LinkedHashMap<>(2 * MOST, 0.75f, true);

  /** Filters of a commit. */
  public Filters(DirectoryReader reader) {
    this.reader = reader;
  }

  /** {@return the items of a modality that pass} */
  public AcceptedItems accepted(Modality target, Filter filter) throws IOException {
    Key key = new Key(target, filter);
    synchronized (latest) {
      @Nullable AcceptedItems known = latest.get(key);
      if (known != null) {
        return known;
      }
    }
    AcceptedItems accepted = AcceptedItems.of(reader, target, filter);
    synchronized (latest) {
      latest.put(key, accepted);
      if (latest.size() > MOST) {
        latest.remove(latest.keySet().iterator().next());
      }
    }
    return accepted;
  }
}
