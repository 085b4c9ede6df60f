package dev.diptych.cli.commands;

import dev.diptych.cli.internal.invocation.Action;
import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.cli.internal.options.IndexOption;
import dev.diptych.cli.internal.presentation.DuplicatesText;
import dev.diptych.cli.internal.presentation.JsonText;
import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.library.Diptych;
import dev.diptych.library.DuplicatesAnswer;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists pictures that are the same. */
@Command(
    name = "duplicates",
    header = "List pictures that are the same, or look alike. Deletes nothing.",
    description = {
      "",
      "Two notions, told apart: files with the same bytes, and pictures of other bytes that show"
          + " the same: another size or format, edges cut or added, colour taken, a mirror. Reads"
          + " the index alone. Each group begins with the picture of the most pixels.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  diptych duplicates",
      "  diptych duplicates --paths            all but the first of each group",
      "  diptych duplicates -0 | xargs -0 ls -l",
      "  diptych duplicates --json | jq '.lookAlike[].pictures[].path'"
    })
final class DuplicatesCommand implements Action {

  private final Invocation invocation;

  @Mixin private final IndexOption index = new IndexOption();

  @Option(names = "--json", description = "Print JSON, described in docs/cli.md.")
  private boolean json;

  @Option(
      names = "--paths",
      description = "Print the files of each group but its first, one per line.")
  private boolean paths;

  @Option(names = "-0", description = "As --paths, each ended by NUL, for xargs -0.")
  private boolean nulPaths;

  DuplicatesCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public int perform() {
    if (Stream.of(json, paths, nulPaths).filter(chosen -> chosen).count() > 1) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST, "choose one of --json, --paths and -0, not several");
    }
    DuplicatesAnswer found;
    try (Diptych diptych = invocation.diptych()) {
      found = DuplicatesAnswer.of(diptych.index(index.folder(invocation)).duplicates());
    }
    Console console = invocation.console();
    if (json) {
      console.line(JsonText.of(found));
    } else if (paths || nulPaths) {
      DuplicatesText.showPaths(console, found, nulPaths ? "\0" : System.lineSeparator());
    } else {
      DuplicatesText.showTable(console, found);
    }
    return ExitStatus.OK;
  }
}
