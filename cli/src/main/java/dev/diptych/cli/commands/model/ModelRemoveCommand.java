package dev.diptych.cli.commands.model;

import dev.diptych.cli.internal.invocation.Action;
import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.cli.internal.presentation.Bytes;
import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.ModelHub;
import dev.diptych.encoders.ModelStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deletes a model from this machine. */
@Command(
    name = "remove",
    header = "Delete a model from this machine.",
    description = {
      "",
      "Indexes that were made with it open again once the same checkpoint is pulled or imported"
          + " again.",
      ""
    },
    footer = {"", "Example:", "  diptych model remove blip-itm-large-coco --downloads"})
final class ModelRemoveCommand implements Action {

  private final Invocation invocation;

  @Parameters(paramLabel = "NAME", description = "Name, or at least 8 digits of the fingerprint.")
  @SuppressWarnings("NullAway.Init") // picocli requires it
  private String name;

  @Option(
      names = "--downloads",
      description = "Delete what was fetched of it as well, and the record of its hashes.")
  private boolean downloads;

  ModelRemoveCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public int perform() {
    Console console = invocation.console();
    ModelStore store = ModelStore.at(invocation.models());
    Bundle bundle = store.findDamagedToo(name);
    store.remove(bundle);
    console.line("removed: %s  %s".formatted(bundle.name(), bundle.fingerprint().shortForm()));
    if (bundle.isEmbedded()) {
      console.note("It ships inside Diptych and is made again when it is needed.");
    }
    long bytes = ModelHub.downloadedBytes(invocation.downloads(), bundle.checkpointName());
    if (bytes > 0 && downloads) {
      ModelHub.discardDownloads(invocation.downloads(), bundle.checkpointName());
      console.line("removed: %s of downloads".formatted(Bytes.text(bytes)));
    } else if (bytes > 0) {
      console.note(
          "%s of downloads stay in %s; --downloads deletes them too"
              .formatted(Bytes.text(bytes), invocation.downloads()));
    }
    return ExitStatus.OK;
  }
}
