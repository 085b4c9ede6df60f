package dev.diptych.cli.commands;

import dev.diptych.cli.internal.invocation.Action;
import dev.diptych.cli.internal.invocation.ExitStatus;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what {@code --help} of a command shows. */
@Command(
    name = "help",
    header = "Show the help of a command.",
    description = {"", "The same as COMMAND --help.", ""},
    footer = {"", "Examples:", "  diptych help search", "  diptych help model pull"})
final class HelpCommand implements Action {

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before perform()
  private CommandSpec spec;

  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..*",
      description = "The command, and the one inside it; without any: all commands.")
  private List<String> path = List.of();

  @Override
  public int perform() {
    CommandLine shown = NamedCommand.find(spec.commandLine().getParent(), path, spec.commandLine());
    shown.usage(shown.getOut());
    return ExitStatus.OK;
  }
}
