package dev.diptych.cli.internal.presentation;

import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.cli.internal.terminal.Table;
import dev.diptych.cli.internal.terminal.Table.Column;
import dev.diptych.library.DuplicatesAnswer;
import dev.diptych.library.DuplicatesAnswer.Group;
import dev.diptych.library.DuplicatesAnswer.Picture;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Shows people and pipes which pictures are the same. */
public final class DuplicatesText {

  private DuplicatesText() {}

  /** Prints the files of each group but its first, and nothing else. */
  public static void showPaths(Console console, DuplicatesAnswer found, String separator) {
    Stream.concat(found.sameContent().stream(), found.lookAlike().stream())
        .flatMap(group -> group.pictures().stream().skip(1))
        .map(Picture::source)
        .distinct()
        .forEach(source -> console.name(SourcePath.bytes(source), separator));
    account(console, found);
  }

  /** Prints a row for each picture, and the account. */
  public static void showTable(Console console, DuplicatesAnswer found) {
    if (!found.sameContent().isEmpty() || !found.lookAlike().isEmpty()) {
      Table table =
          new Table(
              List.of("group", "same", "bits", "cosine", "pixels", "picture"),
              List.of(
                  Column.NUMBER,
                  Column.WORDS,
                  Column.NUMBER,
                  Column.NUMBER,
                  Column.NUMBER,
                  Column.PATH));
      int group = addRows(table, "content", 0, found.sameContent());
      addRows(table, "look", group, found.lookAlike());
      table.lines(console.width()).forEach(console::line);
    }
    account(console, found);
  }

  private static void account(Console console, DuplicatesAnswer found) {
    console.note(
        String.format(
            Locale.ROOT,
            "Compared %,d pictures: %,d groups with the same content, %,d that look alike. Nothing was deleted.",
            found.compared(),
            found.sameContent().size(),
            found.lookAlike().size()));
    if (found.unknown() > 0) {
      console.note(
          String.format(
              Locale.ROOT,
              "The index does not know how %,d of them look; let it learn with: diptych index FOLDER",
              found.unknown()));
    }
  }

  private static int addRows(Table table, String notion, int before, List<Group> groups) {
    int number = before;
    Path workingFolder = Path.of("").toAbsolutePath();
    for (Group group : groups) {
      number++;
      for (Picture picture : group.pictures()) {
        @Nullable Double cosine = picture.cosine();
        table.row(
            List.of(
                Integer.toString(number),
                notion,
                cosine == null ? "" : Integer.toString(picture.hashBits()),
                cosine == null ? "" : String.format(Locale.ROOT, "%.3f", cosine),
                "%s x %s".formatted(picture.width(), picture.height()),
                SourcePath.shortest(picture.source(), workingFolder)));
      }
    }
    return number;
  }
}
