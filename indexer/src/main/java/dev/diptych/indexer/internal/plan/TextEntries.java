package dev.diptych.indexer.internal.plan;

import dev.diptych.core.Modality;
import dev.diptych.indexer.internal.captions.CaptionEntry;
import dev.diptych.indexer.internal.captions.CaptionFile;
import dev.diptych.indexer.internal.captions.NotCaptionsException;
import dev.diptych.indexer.internal.captions.Sidecar;
import dev.diptych.indexer.internal.crawl.FoundFile;
import dev.diptych.indexer.internal.crawl.IoReason;
import dev.diptych.indexer.internal.crawl.SourceUri;
import dev.diptych.indexer.internal.encode.Finding;
import dev.diptych.indexer.internal.encode.TextEntry;
import dev.diptych.indexer.internal.items.Draft;
import dev.diptych.indexer.internal.items.KnownItems;
import dev.diptych.indexer.internal.picture.ContentHash;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All texts of a plan, read as they are asked for; memory does not grow with the files. Needs the
 * pictures to be in the index already, since a text follows its picture. Not thread-safe.
 */
public final class TextEntries implements Iterator<TextEntry>, Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(TextEntries.class);

  private final Iterator<TextFile> files;
  private final ImageReferences references;
  private final KnownItems known;
  private final Set<String> unreadable;
  private final Set<String> barren;

  private final Deque<TextEntry> ready = new ArrayDeque<>();
  private @Nullable OpenTable open;

  TextEntries(
      List<TextFile> files,
      ImageReferences references,
      KnownItems known,
      Set<String> unreadable,
      Set<String> barren) {
    this.files = files.iterator();
    this.references = references;
    this.known = known;
    this.unreadable = unreadable;
    this.barren = barren;
  }

  private static final class OpenTable {
    final FoundFile file;
    final String folder;
    final CaptionFile captions;
    boolean anyEntry;

    OpenTable(FoundFile file, CaptionFile captions) {
      this.file = file;
      this.folder = SourceUri.parent(file.source());
      this.captions = captions;
    }
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty()) {
      if (open != null) {
        readOn(open);
      } else if (files.hasNext()) {
        switch (files.next()) {
          case TextFile.Beside sidecar -> readSidecar(sidecar);
          case TextFile.Table table -> openTable(table);
        }
      } else {
        return false;
      }
    }
    return true;
  }

  @Override
  public TextEntry next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void readSidecar(TextFile.Beside sidecar) {
    FoundFile file = sidecar.file();
    String picture = sidecar.pictures().stream().filter(known::hasImage).findFirst().orElse(null);
    if (picture == null) {
      unusable(file.source(), null, withoutPicture(sidecar.pictures()));
      return;
    }
    try {
      List<String> texts = Sidecar.read(file.path());
      for (int i = 0; i < texts.size(); i++) {
        String source = i == 0 ? file.source() : file.source() + "#text=" + (i + 1);
        usable(file, source, texts.get(i), picture);
      }
    } catch (NotCaptionsException e) {
      unusable(file.source(), null, "not a caption: " + e.reason());
    } catch (IOException e) {
      unreadable(file, IoReason.of(e));
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      unreadable(file, e);
    }
  }

  private static String withoutPicture(List<String> pictures) {
    if (pictures.isEmpty()) {
      return "no picture of the same name beside it: a .txt file is read as a picture's caption";
    }
    return "no picture it could belong to is in the index: %s"
        .formatted(String.join(", ", pictures.stream().limit(3).map(SourceUri::name).toList()));
  }

  private void openTable(TextFile.Table table) {
    FoundFile file = table.file();
    try {
      open = new OpenTable(file, CaptionFile.open(file.path(), table.format()));
    } catch (NotCaptionsException e) {
      barren.add(file.source());
      unusable(file.source(), null, e.reason());
    } catch (IOException e) {
      unreadable(file, IoReason.of(e));
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      unreadable(file, e);
    }
  }

  private void readOn(OpenTable table) {
    try {
      CaptionEntry entry = table.captions.next();
      if (entry == null) {
        if (!table.anyEntry) {
          barren.add(table.file.source());
          unusable(table.file.source(), null, "it holds no entries");
        }
        close();
        return;
      }
      table.anyEntry = true;
      String source = table.file.source() + "#row=" + entry.row();
      switch (entry) {
        case CaptionEntry.Unusable bad -> unusable(source, Modality.TEXT, at(bad, bad.reason()));
        case CaptionEntry.Texts texts -> take(table, source, texts);
      }
    } catch (IOException e) {
      unreadable(table.file, IoReason.of(e));
      closeQuietly();
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      unreadable(table.file, e);
      closeQuietly();
    }
  }

  private void take(OpenTable table, String source, CaptionEntry.Texts entry) {
    String picture = null;
    String image = entry.image();
    if (image != null) {
      try {
        picture = references.source(table.folder, image);
      } catch (IllegalArgumentException e) {
        unusable(
            source,
            Modality.TEXT,
            at(entry, "its image %s cannot be a file: %s".formatted(image, e.getMessage())));
        return;
      }
      if (picture == null || !known.hasImage(picture)) {
        String what = picture == null ? "its image %s is missing" : "its image %s is not indexed";
        unusable(source, Modality.TEXT, at(entry, String.format(Locale.ROOT, what, image)));
        return;
      }
    }
    List<String> texts = entry.texts();
    for (int i = 0; i < texts.size(); i++) {
      usable(
          table.file,
          texts.size() == 1 ? source : source + "&text=" + (i + 1),
          texts.get(i),
          picture);
    }
  }

  private static String at(CaptionEntry entry, String reason) {
    return "line %s: %s".formatted(entry.line(), reason);
  }

  private void usable(FoundFile file, String source, String words, @Nullable String picture) {
    byte[] utf8 = words.getBytes(StandardCharsets.UTF_8);
    String text = new String(utf8, StandardCharsets.UTF_8); // half surrogate pairs are gone
    ready.add(
        new TextEntry.Usable(
            new Draft(
                Modality.TEXT,
                source,
                ContentHash.of(utf8),
                utf8.length,
                file.modifiedMillis(),
                0,
                0,
                text,
                picture)));
  }

  private void unusable(String source, @Nullable Modality modality, String reason) {
    ready.add(new TextEntry.Unusable(new Finding.Skipped(source, modality, reason, true)));
  }

  /** What the index holds of the file stays: nobody knows whether it still says so. */
  private void unreadable(FoundFile file, String reason) {
    unreadable.add(file.source());
    ready.add(
        new TextEntry.Unusable(
            new Finding.Skipped(file.source(), null, "cannot be read: " + reason, false)));
  }

  /** Whatever a file of a stranger brings about costs that file, and never the run. */
  private void unreadable(FoundFile file, Throwable e) {
    LOG.warn("Reading {} failed", file.source(), e);
    unreadable(file, UnreadableText.reason(e));
  }

  private void closeQuietly() {
    try {
      close();
    } catch (IOException e) {
      open = null; // reading failed before; that is what is told
    }
  }

  @Override
  public void close() throws IOException {
    OpenTable table = open;
    open = null;
    if (table != null) {
      table.captions.close();
    }
  }
}
