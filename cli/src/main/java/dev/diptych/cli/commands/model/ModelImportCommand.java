package dev.diptych.cli.commands.model;

import dev.diptych.cli.internal.invocation.Action;
import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.ImportOptions;
import dev.diptych.encoders.ModelStore;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Imports a checkpoint. */
@Command(
    name = "import",
    header = "Make a BLIP checkpoint ready for use.",
    description = {
      "",
      "Reads config.json, preprocessor_config.json, vocab.txt or tokenizer.json, and the weights as"
          + " model.safetensors or pytorch_model.bin (the layout of the Hugging Face hub), or one"
          + " original .pth of BLIP's authors without config.json; checks every tensor, compiles the"
          + " model and keeps it. The folder is not needed afterwards.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  diptych model import ~/checkpoints/blip-itm-base-coco",
      "  diptych index ~/Pictures --model blip-itm-base-coco",
      "  diptych model import ~/checkpoints/blip-itm-base-coco --precision int8"
    })
final class ModelImportCommand implements Action {

  private final Invocation invocation;

  @Parameters(
      paramLabel = "DIR",
      description = "Folder of the checkpoint; scenes-blip means the model that ships inside.")
  @SuppressWarnings("NullAway.Init") // picocli requires it
  private Path checkpoint;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli fills it in
  private ImportChoices choices;

  ModelImportCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public int perform() {
    Console console = invocation.console();
    ModelStore store = ModelStore.at(invocation.models());
    CheckpointImport checkpointImport = new CheckpointImport(store, console);
    console.note("importing %s ...".formatted(checkpoint));
    checkpointImport.run(choices.options(), chosen -> importAs(store, chosen));
    return ExitStatus.OK;
  }

  private Bundle importAs(ModelStore store, ImportOptions chosen) {
    if (!checkpoint.equals(Path.of(Bundle.EMBEDDED)) || Files.exists(checkpoint)) {
      return store.importCheckpoint(checkpoint, chosen);
    }
    if (!chosen.equals(ImportOptions.DEFAULT.with(chosen.precision()))) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "%s ships with Diptych and has no choice but --precision; import it without the others"
              .formatted(Bundle.EMBEDDED));
    }
    return store.embedded(chosen.precision());
  }
}
