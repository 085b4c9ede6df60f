package dev.diptych.indexer.internal.captions;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads whole caption files for tests. */
final class Entries {

  private Entries() {}

  static List<CaptionEntry> of(Path file, CaptionFormat format)
      throws IOException, NotCaptionsException {
    List<CaptionEntry> entries = new ArrayList<>();
    try (CaptionFile captions = CaptionFile.open(file, format)) {
      CaptionEntry entry = captions.next();
      while (entry != null) {
        entries.add(entry);
        entry = captions.next();
      }
    }
    return entries;
  }
}
