package dev.diptych.cli.commands;

import dev.diptych.cli.internal.invocation.Action;
import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.invocation.Invocation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Goes through what people do, so that the JVM can record which classes a start needs. The launcher
 * runs it with the JVM's flags for recording, which alone give it a purpose.
 */
@Command(
    name = "aot",
    header = "Make every later start quicker, once after a build.",
    description = {
      "",
      "Lets the JVM watch a rehearsal of indexing, searching and serving, and keeps what it"
          + " learned beside the program, some 60 MB. It is used when it fits the program and the"
          + " JVM, and passed over without a word otherwise. Takes about half a minute.",
      ""
    },
    footer = {"", "Example:", "  diptych aot"})
final class AotCommand implements Action {

  private final Invocation invocation;

  @Option(names = "--rehearse", hidden = true, description = "Set by the launcher.")
  private boolean recording;

  AotCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public int perform() {
    Rehearsal.run();
    if (!recording) {
      invocation
          .console()
          .note("Rehearsed, but nobody watched: only the launcher script has the JVM record it.");
    }
    return ExitStatus.OK;
  }
}
