package dev.diptych.cli.commands;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Looks up a command by its names, from the outermost on. */
final class NamedCommand {

  private NamedCommand() {}

  /**
   * {@return the command of these names; the root without any}
   *
   * @param asking the command that was asked, of which an error tells
   * @throws ParameterException where there is none
   */
  static CommandLine find(CommandLine root, List<String> names, CommandLine asking) {
    CommandLine found = root;
    for (String name : names) {
      CommandLine next = found.getSubcommands().get(name);
      if (next == null) {
        String outer = found.getCommandSpec().qualifiedName();
        throw new ParameterException(
            asking,
            found.getSubcommands().isEmpty()
                ? "\"%s\" has no commands of its own, so no \"%s\"".formatted(outer, name)
                : "\"%s\" is no command of %s; there are %s"
                    .formatted(name, outer, String.join(", ", found.getSubcommands().keySet())));
      }
      found = next;
    }
    return found;
  }
}
