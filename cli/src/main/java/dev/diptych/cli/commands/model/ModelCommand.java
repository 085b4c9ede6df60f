package dev.diptych.cli.commands.model;

import dev.diptych.cli.internal.invocation.Action;
import dev.diptych.cli.internal.invocation.Invocation;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands about models. */
@Command(
    name = "model",
    header = "Fetch, import, list, check and remove models.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Examples:",
      "  diptych model list",
      "  diptych model pull blip-itm-base-coco",
      "  diptych model import ~/checkpoints/blip-itm-base-coco"
    })
public final class ModelCommand implements Action {

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before perform()
  private CommandSpec spec;

  /** {@return the command with its subcommands} */
  public static CommandLine commands(Invocation invocation) {
    return new CommandLine(new ModelCommand())
        .addSubcommand(new ModelListCommand(invocation))
        .addSubcommand(new ModelShowCommand(invocation))
        .addSubcommand(new ModelPullCommand(invocation))
        .addSubcommand(new ModelImportCommand(invocation))
        .addSubcommand(new ModelCheckCommand(invocation))
        .addSubcommand(new ModelProveCommand(invocation))
        .addSubcommand(new ModelVerifyCommand(invocation))
        .addSubcommand(new ModelRemoveCommand(invocation));
  }

  @Override
  public int perform() {
    throw new ParameterException(
        spec.commandLine(),
        "name a command: list, show, pull, import, check, prove, verify or remove");
  }
}
