package dev.diptych.indexer.internal.presence;

import dev.diptych.indexer.internal.crawl.Crawl;
import dev.diptych.indexer.internal.crawl.IoReason;
import dev.diptych.indexer.internal.crawl.RealNames;
import dev.diptych.indexer.internal.crawl.SourceUri;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Whether the files of sources are still there. Thread-safe. */
public final class Presence {

  private final Places places;
  private final RealNames names;
  private final Set<String> unlisted;

  /** The presence of files as a crawl found them and as they are when asked. */
  public Presence(Places places, RealNames names, Crawl crawl) {
    this.places = places;
    this.names = names;
    this.unlisted = crawl.unlisted();
  }

  /**
   * Whether no file of this name is there: none at all, or one that is merely found under this name
   * by a file system that ignores case. A file that cannot be looked at counts as there.
   */
  public boolean isMissing(String source) {
    Path file = SourceUri.file(source);
    return !isBelowUnlisted(source) && (IoReason.isGone(file) || !names.isReal(file));
  }

  /** {@return whether a source's file is missing, and neither its disk nor its folder is} */
  public boolean isGone(String source) {
    return isMissing(source) && places.doubt(source, null).isEmpty();
  }

  /** {@return whether a source's file is gone, given that another has its content now} */
  public boolean isMoved(String source, String target) {
    return isMissing(source) && places.doubt(source, target).isEmpty();
  }

  /** {@return why the item of a missing file cannot be removed without asking} */
  public Optional<Doubt> doubtOfRemoval(String source) {
    return places.doubtOfRemoval(source);
  }

  private boolean isBelowUnlisted(String source) {
    if (unlisted.isEmpty()) {
      return false;
    }
    String folder = SourceUri.parent(source);
    String below = "";
    while (!folder.equals(below)) {
      if (unlisted.contains(folder)) {
        return true;
      }
      below = folder;
      folder = SourceUri.parent(folder);
    }
    return false;
  }
}
