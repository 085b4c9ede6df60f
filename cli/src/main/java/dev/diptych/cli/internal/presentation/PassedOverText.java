package dev.diptych.cli.internal.presentation;

import dev.diptych.cli.internal.terminal.DisplayText;
import dev.diptych.indexer.KindCount;
import dev.diptych.indexer.PassedOver;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a run passed over, in a line for each sort of it. */
final class PassedOverText {

  /** Kinds that are named; files of others are counted together. */
  private static final int KINDS_SHOWN = 12;

  private PassedOverText() {}

  /** {@return the lines, none where nothing was passed over} */
  static List<String> lines(PassedOver passed) {
    List<String> lines = new ArrayList<>();
    if (!passed.sideFiles().isEmpty()) {
      lines.add(
          "passed over %s: %s"
              .formatted(count(sum(passed.sideFiles()), "side file"), kinds(passed.sideFiles())));
    }
    List<String> leftOut = leftOut(passed);
    String removed =
        passed.removed() == 0
            ? ""
            : "%s of what is left out %s removed from the index"
                .formatted(count(passed.removed(), "item"), passed.removed() == 1 ? "was" : "were");
    if (!leftOut.isEmpty()) {
      lines.add(
          "left out %s%s"
              .formatted(String.join(", ", leftOut), removed.isEmpty() ? "" : "; " + removed));
    } else if (!removed.isEmpty()) {
      lines.add(removed);
    }
    if (passed.linksOut() == 1) {
      lines.add(
          "1 symbolic link leads out of the named folders and was not followed; --follow-links follows it");
    } else if (passed.linksOut() > 1) {
      lines.add(
          "%s symbolic links lead out of the named folders and were not followed; --follow-links follows them"
              .formatted(passed.linksOut()));
    }
    for (String pattern : passed.unusedPatterns()) {
      int slash = pattern.indexOf('/');
      boolean counts = slash >= 0 && slash < pattern.length() - 1;
      lines.add(
          "--exclude %s fitted nothing%s"
              .formatted(
                  pattern,
                  counts ? "; with a slash before its end it counts from the named folder" : ""));
    }
    return lines.stream().map(DisplayText::oneLine).toList();
  }

  private static List<String> leftOut(PassedOver passed) {
    List<String> parts = new ArrayList<>();
    if (!passed.systemFolders().isEmpty()) {
      parts.add(
          "%s (%s)"
              .formatted(
                  count(sum(passed.systemFolders()), "system folder"),
                  kinds(passed.systemFolders())));
    }
    if (passed.byRequest() > 0) {
      parts.add("%s by --exclude".formatted(passed.byRequest()));
    }
    if (passed.byIgnoreFiles() > 0) {
      parts.add("%s by .diptychignore".formatted(passed.byIgnoreFiles()));
    }
    if (passed.hidden() > 0) {
      parts.add("%s hidden".formatted(passed.hidden()));
    }
    if (passed.repeated() > 0) {
      parts.add("%s met under another name".formatted(passed.repeated()));
    }
    return parts;
  }

  private static long sum(List<KindCount> kinds) {
    return kinds.stream().mapToLong(KindCount::count).sum();
  }

  private static String kinds(List<KindCount> kinds) {
    long others = sum(kinds.subList(Math.min(KINDS_SHOWN, kinds.size()), kinds.size()));
    return kinds.stream()
            .limit(KINDS_SHOWN)
            .map(kind -> "%s %s".formatted(kind.count(), kind.kind()))
            .collect(Collectors.joining(", "))
        + (others > 0 ? ", %s of other kinds".formatted(others) : "");
  }

  private static String count(long number, String what) {
    return "%s %s%s".formatted(number, what, number == 1 ? "" : "s");
  }
}
