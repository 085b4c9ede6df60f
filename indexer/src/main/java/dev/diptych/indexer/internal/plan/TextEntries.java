package dev.diptych.indexer.internal.plan;

import dev.diptych.core.ContentHash;
import dev.diptych.core.Modality;
import dev.diptych.indexer.SkipGroup;
import dev.diptych.indexer.internal.captions.CaptionEntry;
import dev.diptych.indexer.internal.captions.CaptionFile;
import dev.diptych.indexer.internal.captions.CaptionFormat;
import dev.diptych.indexer.internal.captions.NotCaptionsException;
import dev.diptych.indexer.internal.captions.Shortened;
import dev.diptych.indexer.internal.captions.Sidecar;
import dev.diptych.indexer.internal.crawl.FoundFile;
import dev.diptych.indexer.internal.crawl.IoReason;
import dev.diptych.indexer.internal.crawl.SourceUri;
import dev.diptych.indexer.internal.encode.Finding;
import dev.diptych.indexer.internal.encode.TextEntry;
import dev.diptych.indexer.internal.items.Draft;
import dev.diptych.indexer.internal.items.KnownItems;
import dev.diptych.indexer.internal.patterns.SideFiles;
import dev.diptych.indexer.internal.plan.ImageReferences.Lead;
import dev.diptych.indexer.internal.remote.RemoteAddress;
import dev.diptych.indexer.internal.remote.RemotePicture;
import dev.diptych.indexer.internal.tar.TarSamples;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
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

  private static final String ALONE =
      "no picture of the same name beside it: a .txt file is read as a picture's caption";

  /** Files named where several fit. */
  private static final int FILES_NAMED = 4;

  private final Iterator<TextFile> files;
  private final ImageReferences references;
  private final KnownItems known;
  private final boolean fetches;
  private final Set<String> unreadable;
  private final Set<String> barren;
  private final PictureNames pictureNames;
  private final CaptionTally tally;

  private final Deque<TextEntry> ready = new ArrayDeque<>();
  private @Nullable OpenTable open;
  private @Nullable OpenArchive archive;

  TextEntries(
      List<TextFile> files,
      ImageReferences references,
      KnownItems known,
      boolean fetches,
      Set<String> unreadable,
      Set<String> barren,
      PictureNames pictureNames,
      CaptionTally tally) {
    this.pictureNames = pictureNames;
    this.tally = tally;
    this.files = files.iterator();
    this.references = references;
    this.known = known;
    this.fetches = fetches;
    this.unreadable = unreadable;
    this.barren = barren;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty()) {
      if (open != null) {
        readOn(open);
      } else if (archive != null && archive.hasNext()) {
        readOn(archive);
      } else if (files.hasNext()) {
        closeArchive();
        switch (files.next()) {
          case TextFile.Beside sidecar -> readSidecar(sidecar);
          case TextFile.Table table -> openTable(table);
          case TextFile.Archive archive -> openArchive(archive.samples());
          case TextFile.Refused refused -> refused(refused.file(), refused.why());
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
      if (sidecar.pictures().isEmpty()) {
        aside(file, SideFiles.TEXT, ALONE);
      } else {
        unusable(file.source(), null, SkipGroup.UNMATCHED, withoutPicture(sidecar.pictures()));
      }
      return;
    }
    try {
      List<String> texts = Sidecar.read(file.path());
      for (int i = 0; i < texts.size(); i++) {
        String source = i == 0 ? file.source() : file.source() + "#text=" + (i + 1);
        usable(file, source, texts.get(i), picture);
      }
    } catch (NotCaptionsException e) {
      unusable(file.source(), null, SkipGroup.DAMAGED, "not a caption: " + e.reason());
    } catch (IOException e) {
      unreadable(file, IoReason.of(e));
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      unreadable(file, e);
    }
  }

  private static String withoutPicture(List<String> pictures) {
    return "no picture it could belong to is in the index: %s"
        .formatted(String.join(", ", pictures.stream().limit(3).map(SourceUri::name).toList()));
  }

  private void openTable(TextFile.Table table) {
    FoundFile file = table.file();
    try {
      open = new OpenTable(file, CaptionFile.open(file.path(), table.format()));
    } catch (NotCaptionsException e) {
      refused(file, e);
    } catch (IOException e) {
      unreadable(file, IoReason.of(e));
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      unreadable(file, e);
    }
  }

  private void openArchive(TarSamples samples) {
    try {
      archive = new OpenArchive(samples);
    } catch (RuntimeException | OutOfMemoryError e) {
      unreadable(samples.archive(), e);
      return;
    }
    samples
        .listing()
        .damage()
        .ifPresent(
            damage ->
                ready.add(
                    new TextEntry.Unusable(
                        new Finding.Skipped(
                            samples.archive().source(),
                            null,
                            SkipGroup.DAMAGED,
                            damage + "; what comes before is read",
                            false))));
  }

  private void closeArchive() {
    OpenArchive done = archive;
    archive = null;
    if (done != null) {
      try {
        done.close();
      } catch (IOException e) {
        LOG.debug("Closing {} failed, of which all was read", done.file().source(), e);
      }
    }
  }

  private void readOn(OpenArchive from) {
    FoundFile file = from.file();
    switch (from.next()) {
      case OpenArchive.Entry.Texts(String source, String picture, List<String> texts) -> {
        if (!known.hasImage(picture)) {
          tally.missing(texts.size());
          unusable(source, Modality.TEXT, SkipGroup.UNMATCHED, "its picture is not indexed");
          return;
        }
        for (int i = 0; i < texts.size(); i++) {
          String each = texts.size() == 1 ? source : source + "&text=" + (i + 1);
          usable(file, each, texts.get(i), picture);
        }
      }
      case OpenArchive.Entry.Damaged(String source, String reason) ->
          unusable(source, Modality.TEXT, SkipGroup.DAMAGED, reason);
      case OpenArchive.Entry.Side(String source, String kind, String reason) ->
          ready.add(
              new TextEntry.Unusable(
                  new Finding.Skipped(source, null, SkipGroup.SIDE_FILE, kind, reason, true)));
    }
  }

  private void refused(FoundFile file, NotCaptionsException why) {
    barren.add(file.source());
    boolean json = CaptionFormat.ofName(file.name()).equals(Optional.of(CaptionFormat.JSON));
    switch (why.instead()) {
      case TAKEOUT -> aside(file, SideFiles.TAKEOUT, why.reason());
      case DAMAGED, OTHER -> {
        if (why.instead() == NotCaptionsException.Instead.OTHER
            && SideFiles.isTakeoutName(file.name())) {
          aside(file, SideFiles.TAKEOUT, "a side file of Google Takeout");
        } else if (json && pictureNames.hasPictureOf(file.source())) {
          aside(file, SideFiles.JSON, "a side file, called like a picture beside it");
        } else {
          boolean damaged = why.instead() == NotCaptionsException.Instead.DAMAGED;
          SkipGroup group = damaged ? SkipGroup.DAMAGED : SkipGroup.OTHER;
          unusable(file.source(), null, group, why.reason());
        }
      }
    }
  }

  private void readOn(OpenTable table) {
    try {
      CaptionEntry entry = table.next();
      if (entry == null) {
        if (table.isEmpty()) {
          barren.add(table.file().source());
          unusable(table.file().source(), null, SkipGroup.OTHER, "it holds no entries");
        }
        tell(table);
        close();
        return;
      }
      String source = table.file().source() + "#row=" + entry.row();
      switch (entry) {
        case CaptionEntry.Unusable bad ->
            unusable(source, Modality.TEXT, SkipGroup.DAMAGED, at(bad, bad.reason()));
        case CaptionEntry.Address address -> takeAddress(table, source, address);
        case CaptionEntry.Texts texts -> take(table, source, texts);
      }
    } catch (IOException e) {
      unreadable(table.file(), IoReason.of(e));
      closeQuietly();
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      unreadable(table.file(), e);
      closeQuietly();
    }
  }

  /** The picture accounts for itself, unless nobody was to look at it. */
  private void takeAddress(OpenTable table, String source, CaptionEntry.Address entry) {
    Lead lead = follow(table, entry.image());
    if (lead instanceof Lead.Picture picture) {
      if (known.hasImage(picture.source())) {
        table.found();
      } else {
        table.missing(entry.image());
      }
      return;
    }
    table.missing(entry.image());
    unusable(
        source,
        Modality.IMAGE,
        SkipGroup.UNMATCHED,
        at(entry, withoutPicture(Shortened.text(entry.image()), lead)));
  }

  private Lead follow(OpenTable table, String image) {
    if (!RemoteAddress.isAddress(image)) {
      return references.follow(table.folder(), image);
    }
    try {
      String picture = RemotePicture.of(table.file().source(), image).source();
      return fetches || known.hasImage(picture)
          ? new Lead.Picture(picture, false)
          : new Lead.NotFetched();
    } catch (IllegalArgumentException e) {
      return new Lead.Impossible(String.valueOf(e.getMessage()));
    }
  }

  private void take(OpenTable table, String source, CaptionEntry.Texts entry) {
    String picture = null;
    String image = entry.image();
    if (image == null) {
      table.alone(entry.texts().size());
    } else {
      Lead lead = follow(table, image);
      if (!(lead instanceof Lead.Picture found) || !known.hasImage(found.source())) {
        table.missing(image);
        tally.missing(entry.texts().size());
        unusable(
            source,
            Modality.TEXT,
            SkipGroup.UNMATCHED,
            at(entry, withoutPicture(Shortened.text(image), lead)));
        return;
      }
      table.found();
      if (found.inOtherWords()) {
        tally.foundOtherwise(entry.texts().size());
      }
      picture = found.source();
    }
    List<String> texts = entry.texts();
    for (int i = 0; i < texts.size(); i++) {
      usable(
          table.file(),
          texts.size() == 1 ? source : source + "&text=" + (i + 1),
          texts.get(i),
          picture);
    }
  }

  private static String withoutPicture(String image, Lead lead) {
    return switch (lead) {
      case Lead.Picture picture -> "its image %s is not indexed".formatted(image);
      case Lead.NotFetched _ ->
          "its image %s is on the web, where nothing is fetched from without --allow-remote"
              .formatted(image);
      case Lead.Nothing nothing -> "its image %s is missing".formatted(image);
      case Lead.Impossible impossible ->
          RemoteAddress.isAddress(image)
              ? "its image %s cannot be fetched: %s".formatted(image, impossible.reason())
              : "its image %s cannot be a file: %s".formatted(image, impossible.reason());
      case Lead.Several several ->
          "its image %s may be any of %s: name one of them exactly"
              .formatted(
                  image, String.join(", ", several.files().stream().limit(FILES_NAMED).toList()));
    };
  }

  private void tell(OpenTable table) {
    String note = table.note(fetches);
    if (note != null) {
      tally.note(note);
    }
  }

  private static String at(CaptionEntry entry, String reason) {
    return entry.line() > 0
        ? "line %s: %s".formatted(entry.line(), reason)
        : "entry %s: %s".formatted(entry.row(), reason);
  }

  private void usable(FoundFile file, String source, String words, @Nullable String picture) {
    byte[] utf8 = words.getBytes(StandardCharsets.UTF_8);
    String text = new String(utf8, StandardCharsets.UTF_8); // half surrogate pairs are gone
    ready.add(
        new TextEntry.Usable(
            Draft.text(
                source, ContentHash.of(utf8), utf8.length, file.modifiedMillis(), text, picture)));
  }

  private void unusable(
      String source, @Nullable Modality modality, SkipGroup group, String reason) {
    ready.add(new TextEntry.Unusable(new Finding.Skipped(source, modality, group, reason, true)));
  }

  private void aside(FoundFile file, String kind, String reason) {
    ready.add(
        new TextEntry.Unusable(
            new Finding.Skipped(file.source(), null, SkipGroup.SIDE_FILE, kind, reason, true)));
  }

  /** What the index holds of the file stays: nobody knows whether it still says so. */
  private void unreadable(FoundFile file, String reason) {
    unreadable.add(file.source());
    ready.add(
        new TextEntry.Unusable(
            new Finding.Skipped(
                file.source(), null, SkipGroup.DAMAGED, "cannot be read: " + reason, false)));
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
    closeArchive();
    OpenTable table = open;
    open = null;
    if (table != null) {
      table.close();
    }
  }
}
