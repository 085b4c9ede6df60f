package dev.diptych.cli;

import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.ImportOptions;
import dev.diptych.encoders.ImportOptions.FirstToken;
import dev.diptych.encoders.ModelStore;
import dev.diptych.encoders.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Imports a checkpoint. */
@Command(
    name = "import",
    header = "Make a BLIP checkpoint ready for use.",
    description = {
      "",
      "Reads config.json, preprocessor_config.json, vocab.txt or tokenizer.json, and the weights as"
          + " model.safetensors or pytorch_model.bin (the layout of the Hugging Face hub), checks"
          + " every tensor, compiles the model and keeps it. The folder is not needed afterwards.",
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

  @Option(
      names = "--itm-token",
      paramLabel = "enc|cls",
      defaultValue = "enc",
      description =
          "First token of the second stage: enc as in the paper (default), cls as in Hugging Face's"
              + " implementation.")
  @SuppressWarnings("NullAway.Init") // picocli fills in the default
  private FirstToken itmToken;

  @Option(
      names = "--vision-eps",
      paramLabel = "X",
      description =
          "Epsilon of the vision tower's norms in place of config.json's; BLIP's authors used 1e-6.")
  private @Nullable Double visionEpsilon;

  @Option(
      names = "--clean-captions",
      description = "Clean texts before tokenising, as in the evaluation of BLIP's authors.")
  private boolean cleanCaptions;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli fills it in
  private PrecisionOption precision;

  ModelImportCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public int perform() {
    Console console = invocation.console();
    long start = System.nanoTime();
    console.note("importing %s ...".formatted(checkpoint));
    ModelStore store = ModelStore.at(invocation.models());
    Bundle bundle = precision.importWith(store, console, chosen -> importAs(store, chosen));
    tell(console, bundle, start);
    return ExitStatus.OK;
  }

  private Bundle importAs(ModelStore store, Precision chosen) {
    if (checkpoint.equals(Path.of(Bundle.EMBEDDED)) && !Files.exists(checkpoint)) {
      return store.embedded(chosen);
    }
    return store.importCheckpoint(
        checkpoint, new ImportOptions(itmToken, visionEpsilon, cleanCaptions, chosen));
  }

  /**
   * Says what was imported.
   *
   * @param start {@code System.nanoTime} when the command began
   */
  static void tell(Console console, Bundle bundle, long start) {
    bundle.warnings().forEach(warning -> console.note("warning: " + warning));
    console.line(
        "%s  %s  (%s)"
            .formatted(
                bundle.name(), bundle.fingerprint().shortForm(), ModelText.capabilities(bundle)));
    console.note(
        "Ready in %s. Index with it: diptych index PATH... --model %s"
            .formatted(Durations.text(Duration.ofNanos(System.nanoTime() - start)), bundle.name()));
  }
}
