package dev.diptych.cli.internal.presentation;

import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.cli.internal.terminal.Table;
import dev.diptych.cli.internal.terminal.Table.Column;
import dev.diptych.library.AuditAnswer;
import dev.diptych.library.AuditAnswer.Rejected;
import dev.diptych.library.GeneratedAnswer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Shows what came of an audit. */
public final class AuditPresentation {

  /** Rows of the table; JSON and CSV have all. */
  private static final int SHOWN = 50;

  private final Console console;
  private final Path workingFolder;

  public AuditPresentation(Console console, Path workingFolder) {
    this.console = console;
    this.workingFolder = workingFolder.toAbsolutePath();
  }

  /** Prints one row for each rejected text, and what was looked at beside. */
  public void showTable(AuditAnswer answer) {
    List<Rejected> shown = answer.rejected().stream().limit(SHOWN).toList();
    if (!shown.isEmpty()) {
      Table table =
          new Table(
              List.of("match*", "picture", "does not describe it", "this would [generated]"),
              List.of(Column.NUMBER, Column.PATH, Column.WORDS, Column.WORDS));
      for (Rejected each : shown) {
        GeneratedAnswer better = each.better();
        table.row(
            List.of(
                String.format(Locale.ROOT, "%.1f%%", 100 * each.matchProbability()),
                SourcePath.shortest(each.source(), workingFolder),
                each.text(),
                better == null ? "-" : better.text()));
      }
      table.lines(console.width()).forEach(console::line);
    }
    int more = answer.rejected().size() - shown.size();
    if (more > 0) {
      console.line("… %s more; list them all with --csv or --json".formatted(more));
    }
    boolean calibrated = answer.rejected().stream().anyMatch(Rejected::calibrated);
    console.note(
        "%s of %s texts of %s pictures do not describe them: below %s%s"
            .formatted(
                answer.rejected().size(),
                answer.texts(),
                answer.pictures(),
                String.format(Locale.ROOT, "%.0f%%", 100 * answer.threshold()),
                answer.rejected().isEmpty()
                    ? ""
                    : calibrated ? " (* calibrated)" : " (* uncalibrated)"));
    if (answer.unread() > 0) {
      console.note(
          "%s pictures with texts could not be looked at; run: diptych verify"
              .formatted(answer.unread()));
    }
  }

  /** Prints RFC 4180 with a header, one line for each rejected text. */
  public void showCsv(AuditAnswer answer) {
    row(
        "picture",
        "text",
        "text_source",
        "match_probability",
        "calibrated",
        "better",
        "better_probability",
        "better_model");
    for (Rejected each : answer.rejected()) {
      GeneratedAnswer better = each.better();
      row(
          each.path(),
          each.text(),
          each.textSource(),
          Double.toString(each.matchProbability()),
          Boolean.toString(each.calibrated()),
          better == null ? "" : better.text(),
          better == null ? "" : Double.toString(better.matchProbability()),
          better == null ? "" : better.model());
    }
  }

  private void row(String... fields) {
    console.raw(
        Stream.of(fields).map(AuditPresentation::quoted).collect(Collectors.joining(",")) + "\r\n");
  }

  private static String quoted(String field) {
    return field.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
        ? '"' + field.replace("\"", "\"\"") + '"'
        : field;
  }
}
