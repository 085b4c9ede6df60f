package dev.diptych.indexer.internal.plan;

import dev.diptych.indexer.internal.captions.CaptionEntry;
import dev.diptych.indexer.internal.captions.CaptionFile;
import dev.diptych.indexer.internal.captions.Shortened;
import dev.diptych.indexer.internal.crawl.FoundFile;
import dev.diptych.indexer.internal.crawl.SourceUri;
import dev.diptych.indexer.internal.remote.RemoteAddress;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A caption file being read, with the count of what it names. Not thread-safe. */
final class OpenTable implements Closeable {

  private final FoundFile file;
  private final CaptionFile captions;
  private boolean anyEntry;
  private long alone;
  private long named;
  private long found;
  private @Nullable String firstMissing;

  OpenTable(FoundFile file, CaptionFile captions) {
    this.file = file;
    this.captions = captions;
  }

  FoundFile file() {
    return file;
  }

  /** {@return the source of the folder it lies in} */
  String folder() {
    return SourceUri.parent(file.source());
  }

  /** {@return the next entry, null after the last} */
  @Nullable CaptionEntry next() throws IOException {
    CaptionEntry entry = captions.next();
    anyEntry |= entry != null;
    return entry;
  }

  boolean isEmpty() {
    return !anyEntry;
  }

  /** Counts texts that name no picture. */
  void alone(int texts) {
    alone += texts;
  }

  /** Counts an entry that names a picture which is in the index. */
  void found() {
    named++;
    found++;
  }

  /** Counts an entry that names a picture which is not. */
  void missing(String image) {
    named++;
    firstMissing = firstMissing == null ? image : firstMissing;
  }

  /**
   * {@return what is to be said of the file as a whole, null where all is as usual}
   *
   * @param fetches whether pictures of the web are fetched in this run
   */
  @Nullable String note(boolean fetches) {
    String name = SourceUri.display(file.source());
    String missing = firstMissing;
    if (!fetches && missing != null && RemoteAddress.isAddress(missing)) {
      return "%s: of the %s pictures that it names, those on the web are not fetched; add --allow-remote to have them"
          .formatted(name, named);
    }
    if (named > 0 && found == 0) {
      return "%s: no picture that it names is in the index (%s entries, the first names %s)"
          .formatted(name, named, Shortened.text(String.valueOf(firstMissing)));
    }
    if (named == 0 && alone > 0) {
      return "%s: its %s, since %s"
          .formatted(
              name,
              alone == 1 ? "text stands alone" : alone + " texts stand alone",
              captions.withoutImages());
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    captions.close();
  }
}
