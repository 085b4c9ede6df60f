package dev.diptych.cli.commands.model;

import dev.diptych.encoders.ImportOptions;
import dev.diptych.encoders.ImportOptions.FirstToken;
import dev.diptych.encoders.Precision;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of all commands that import a checkpoint; what they choose is part of the model. */
final class ImportChoices {

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

  @Option(
      names = "--precision",
      paramLabel = "f32|int8",
      defaultValue = "f32",
      description =
          "Arithmetic: f32, the reference (default), or int8, faster and smaller for a small loss,"
              + " which is measured at once.")
  @SuppressWarnings("NullAway.Init") // picocli fills in the default
  private Precision precision;

  /** {@return what was chosen} */
  ImportOptions options() {
    return new ImportOptions(itmToken, visionEpsilon, cleanCaptions, precision);
  }
}
