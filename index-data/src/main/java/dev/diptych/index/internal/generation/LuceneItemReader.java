package dev.diptych.index.internal.generation;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.ModelFingerprint;
import dev.diptych.index.IndexChoices;
import dev.diptych.index.IndexView;
import dev.diptych.index.ItemReader;
import dev.diptych.index.internal.files.IndexErrors;
import dev.diptych.index.internal.files.IndexLayout;
import dev.diptych.index.internal.files.IndexPointer;
import dev.diptych.index.internal.files.RemainingChoices;
import dev.diptych.index.internal.files.Thumbnails;
import java.io.IOException;
import java.util.Optional;
import org.apache.lucene.index.DirectoryReader;
import org.jspecify.annotations.Nullable;

/** The reader of an index on this machine: which commit is current, and leases of it. */
public final class LuceneItemReader implements ItemReader {

  private final IndexLayout layout;
  private final ModelFingerprint model;
  private final Thumbnails thumbnails;

  private final Object refreshing = new Object();
  private volatile @Nullable OpenCommit current;

  private LuceneItemReader(IndexLayout layout, ModelFingerprint model, OpenCommit opened) {
    this.layout = layout;
    this.model = model;
    this.thumbnails = new Thumbnails(layout.thumbnails());
    this.current = opened;
  }

  public static LuceneItemReader open(IndexLayout layout, ModelFingerprint model) {
    return new LuceneItemReader(layout, model, Generation.openCurrent(layout, Optional.of(model)));
  }

  @Override
  public IndexView view() {
    while (true) {
      OpenCommit commit = current;
      if (commit == null) {
        throw alreadyClosed();
      }
      if (commit.lease()) {
        return new LuceneIndexView(layout.folder(), commit);
      }
    }
  }

  @Override
  public Optional<byte[]> thumbnail(String contentHash) {
    if (current == null) {
      throw alreadyClosed();
    }
    return IndexErrors.guarded(layout.folder(), "reading", () -> thumbnails.get(contentHash));
  }

  @Override
  public String location() {
    return layout.folder().toString();
  }

  @Override
  public boolean refresh() {
    synchronized (refreshing) {
      OpenCommit before = current;
      if (before == null) {
        throw alreadyClosed();
      }
      OpenCommit after = newer(before);
      if (after == null) {
        return false;
      }
      current = after;
      IndexErrors.guarded(layout.folder(), "refreshing", () -> release(before));
      return true;
    }
  }

  private @Nullable OpenCommit newer(OpenCommit before) {
    IndexPointer opened = before.generation().pointer();
    if (Generation.currentPointer(layout).equals(opened)) {
      try {
        return newerCommit(before);
      } catch (DiptychException e) {
        // A rebuild may have deleted this generation meanwhile.
        if (Generation.currentPointer(layout).equals(opened)) {
          throw e;
        }
      }
    }
    return openCurrent();
  }

  private OpenCommit openCurrent() {
    try {
      return Generation.openCurrent(layout, Optional.of(model));
    } catch (DiptychException e) {
      Optional<IndexChoices> now = RemainingChoices.of(layout);
      String fingerprint = now.flatMap(IndexChoices::fingerprint).orElse("");
      if (e.code() != ErrorCode.INCOMPATIBLE_INDEX || model.hex().startsWith(fingerprint)) {
        throw e;
      }
      throw new DiptychException(
          e.code(),
          "the index at %s was rebuilt with another model, %s (fingerprint %s); start what has it open again to search what it holds now, a server with `diptych serve --index %s`"
              .formatted(
                  layout.folder(),
                  now.flatMap(IndexChoices::modelName).orElse("of an unknown name"),
                  fingerprint.substring(0, 8),
                  IndexErrors.shellWord(layout.folder())),
          e);
    }
  }

  private @Nullable OpenCommit newerCommit(OpenCommit before) {
    return IndexErrors.<@Nullable OpenCommit>guarded(
        layout.folder(),
        "refreshing",
        () -> {
          DirectoryReader reader = DirectoryReader.openIfChanged(before.reader());
          if (reader == null) {
            return null;
          }
          try {
            return before.generation().view(reader);
          } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
          }
        });
  }

  private static boolean release(OpenCommit view) throws IOException {
    view.release();
    return true;
  }

  private DiptychException alreadyClosed() {
    return IndexErrors.misuse("the reader of %s is closed".formatted(layout.folder()));
  }

  @Override
  public void close() {
    synchronized (refreshing) {
      OpenCommit last = current;
      if (last != null) {
        current = null;
        IndexErrors.guarded(layout.folder(), "closing", () -> release(last));
      }
    }
  }
}
