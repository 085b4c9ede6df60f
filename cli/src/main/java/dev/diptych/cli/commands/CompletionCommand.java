package dev.diptych.cli.commands;

import dev.diptych.cli.internal.invocation.Action;
import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.encoders.ModelHub;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Prints a script that makes the shell complete commands and options, and names of models and
 * indexes.
 */
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
    String script = AutoComplete.bash("diptych", spec.root().commandLine()) + names();
    switch (shell) {
      case BASH -> invocation.console().raw(script);
      case ZSH ->
          invocation
              .console()
              .raw("autoload -Uz compinit bashcompinit && compinit && bashcompinit\n" + script);
    }
    return ExitStatus.OK;
  }

  /** What knows the names, and stands before what picocli makes. */
  private static String names() {
    try (InputStream in = CompletionCommand.class.getResourceAsStream("names.bash")) {
      String script = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return script.replace("@PUBLISHED@", String.join(" ", ModelHub.knownNames()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
