package dev.diptych.cli.commands;

import dev.diptych.cli.internal.invocation.Action;
import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.cli.internal.presentation.ManPage;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints manual pages, or writes all of them into a folder. */
@Command(
    name = "man",
    header = "Print the manual page of a command.",
    description = {
      "",
      "In the language of man(1): the same as COMMAND --help, to be read there.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  diptych man search | man -l -",
      "  diptych man --to ~/.local/share/man/man1"
    })
final class ManCommand implements Action {

  private final Invocation invocation;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before perform()
  private CommandSpec spec;

  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..*",
      description = "The command, and the one inside it; without any: diptych itself.")
  private List<String> path = List.of();

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "Write the pages of all commands into this folder, which is made.")
  private @Nullable Path folder;

  ManCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public int perform() {
    CommandLine root = spec.commandLine().getParent();
    if (folder != null) {
      writeAll(root, folder);
      return ExitStatus.OK;
    }
    CommandLine shown = NamedCommand.find(root, path, spec.commandLine());
    invocation.console().raw(ManPage.of(shown));
    return ExitStatus.OK;
  }

  private static void writeAll(CommandLine command, Path folder) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(ManPage.name(command) + ".1"), ManPage.of(command));
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.IO,
          "cannot write manual pages into %s: %s".formatted(folder, IoReason.of(e)),
          e);
    }
    new LinkedHashSet<>(command.getSubcommands().values())
        .forEach(inner -> writeAll(inner, folder));
  }
}
