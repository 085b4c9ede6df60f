package dev.diptych.cli.commands;

import dev.diptych.cli.internal.invocation.Action;
import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.cli.internal.terminal.Table;
import dev.diptych.cli.internal.terminal.Table.Column;
import dev.diptych.encoders.FormatSupport;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Says what this machine has and lacks. */
@Command(
    name = "doctor",
    header = "Say which picture formats this machine reads, and what to install for the others.",
    footer = {"", "Example:", "  diptych doctor formats"})
final class DoctorCommand implements Action {

  /** What can be looked at. */
  enum Subject {
    FORMATS
  }

  private final Invocation invocation;

  @Parameters(
      paramLabel = "SUBJECT",
      arity = "0..1",
      defaultValue = "formats",
      description = "formats: picture formats and the libraries that read them.")
  @SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets it; there is one subject
  private Subject subject;

  DoctorCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public int perform() {
    List<FormatSupport> formats = FormatSupport.all();
    Table table =
        new Table(
            List.of("format", "read", "by"), List.of(Column.WORDS, Column.WORDS, Column.WORDS));
    for (FormatSupport format : formats) {
      table.row(List.of(format.format(), format.isRead() ? "yes" : "no", format.by()));
    }
    Console console = invocation.console();
    table.lines(console.width()).forEach(console::line);
    for (FormatSupport format : formats) {
      if (!format.isRead()) {
        console.line("To read %s. %s".formatted(format.format(), format.advice()));
      }
    }
    return ExitStatus.OK;
  }
}
