package dev.diptych.indexer.internal.crawl;

import dev.diptych.indexer.SkipGroup;
import dev.diptych.indexer.internal.crawl.LeftOut.Cause;
import dev.diptych.indexer.internal.patterns.SideFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a crawl has to tell of what it did not take. Not thread-safe. */
final class CrawlNotes {

  private final List<Trouble> troubles = new ArrayList<>();
  private final Map<String, LeftOut> leftOut = new LinkedHashMap<>();

  List<Trouble> troubles() {
    return troubles;
  }

  Map<String, LeftOut> leftOut() {
    return leftOut;
  }

  void trouble(String source, String reason, SkipGroup group) {
    troubles.add(new Trouble(source, reason, group, "", false));
  }

  void unreadable(String source, IOException e) {
    trouble(source, "cannot be read: " + IoReason.of(e), SkipGroup.DAMAGED);
  }

  void repeated(String source, String what, String other) {
    troubles.add(
        new Trouble(
            source,
            "%s %s, which is met on its own".formatted(what, SourceUri.display(other)),
            SkipGroup.LEFT_OUT,
            "",
            true));
  }

  void sideFile(String source, String kind, String reason) {
    troubles.add(new Trouble(source, reason, SkipGroup.SIDE_FILE, kind, false));
  }

  /** Notes what is left out; a hidden file that is a side file by its name counts as one. */
  void leaveOut(LeftOut found) {
    String side =
        found.folder() || found.cause() != Cause.HIDDEN
            ? null
            : SideFiles.kindByName(SourceUri.name(found.source())).orElse(null);
    if (side == null) {
      leftOut.put(found.source(), found);
    } else {
      sideFile(found.source(), side, "a side file (%s), which holds no picture".formatted(side));
    }
  }

  /** {@return whether a source, or a folder around it below the named ones, was left out} */
  boolean isLeftOut(String source, Set<String> named) {
    String uri = source;
    String below = "";
    while (!uri.equals(below) && !named.contains(uri)) {
      if (leftOut.containsKey(uri)) {
        return true;
      }
      below = uri;
      uri = SourceUri.parent(uri);
    }
    return false;
  }
}
