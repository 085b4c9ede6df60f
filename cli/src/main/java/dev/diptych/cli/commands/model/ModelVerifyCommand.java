package dev.diptych.cli.commands.model;

import dev.diptych.cli.internal.invocation.Action;
import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.cli.internal.presentation.Bytes;
import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.BundleCheck;
import dev.diptych.encoders.ModelStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Compares a model's files with their recorded hashes. */
@Command(
    name = "verify",
    header = "Compare a model's files with their recorded SHA-256.",
    description = {
      "",
      "Reads every file of the model once. Prints what changed since it was imported; exit code 3"
          + " where something did.",
      ""
    },
    footer = {"", "Example:", "  diptych model verify blip-itm-base-coco"})
final class ModelVerifyCommand implements Action {

  private final Invocation invocation;

  @Parameters(paramLabel = "NAME", description = "Name, or at least 8 digits of the fingerprint.")
  @SuppressWarnings("NullAway.Init") // picocli requires it
  private String name;

  ModelVerifyCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public int perform() {
    Console console = invocation.console();
    ModelStore store = ModelStore.at(invocation.models());
    if (name.equals(Bundle.EMBEDDED)
        && store.list().stream().noneMatch(bundle -> bundle.name().equals(Bundle.EMBEDDED))) {
      store.embedded();
    }
    Bundle bundle = store.findDamagedToo(name);
    BundleCheck check = store.verify(bundle);
    check
        .damages()
        .forEach(damage -> console.line("damage: %s %s".formatted(damage.file(), damage.what())));
    if (!check.isSound()) {
      throw new DiptychException(
          ErrorCode.INVALID_CHECKPOINT,
          "the model %s at %s has %s damaged %s; get it again after: diptych model remove %s"
              .formatted(
                  bundle.name(),
                  bundle.folder(),
                  check.damages().size(),
                  check.damages().size() == 1 ? "file" : "files",
                  bundle.fingerprint().shortForm()));
    }
    console.line(
        "sound: %s  %s, %s files, %s"
            .formatted(
                bundle.name(),
                bundle.fingerprint().shortForm(),
                check.files(),
                Bytes.text(check.bytes())));
    return ExitStatus.OK;
  }
}
