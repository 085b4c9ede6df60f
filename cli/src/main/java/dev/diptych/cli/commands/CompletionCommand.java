package dev.diptych.cli.commands;

import dev.diptych.cli.internal.invocation.Action;
import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.invocation.Invocation;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script that makes the shell complete commands and options. */
@Command(
    name = "completion",
    header = "Print a script for shell completion.",
    footer = {
      "",
      "Examples:",
      "  source <(diptych completion bash)        for this shell",
      "  diptych completion zsh >> ~/.zshrc       for all later ones"
    })
final class CompletionCommand implements Action {

  /** The shells it knows. */
  enum Shell {
    BASH,
    ZSH
  }

  private final Invocation invocation;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before perform()
  private CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
  @SuppressWarnings("NullAway.Init") // picocli requires it
  private Shell shell;

  CompletionCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public int perform() {
    String script = AutoComplete.bash("diptych", spec.root().commandLine());
    switch (shell) {
      case BASH -> invocation.console().raw(script);
      case ZSH ->
          invocation
              .console()
              .raw("autoload -Uz compinit bashcompinit && compinit && bashcompinit\n" + script);
    }
    return ExitStatus.OK;
  }
}
