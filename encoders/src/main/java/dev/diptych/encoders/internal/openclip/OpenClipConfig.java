package dev.diptych.encoders.internal.openclip;

import static dev.diptych.encoders.internal.checkpoint.ConfigSection.refuse;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.encoders.internal.checkpoint.ConfigSection;
import dev.diptych.encoders.internal.image.Fit;
import dev.diptych.encoders.internal.image.Kernel;
import dev.diptych.encoders.internal.image.PreprocessConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code open_clip_config.json} says of a model and of how its pictures are made ready; empty
 * where a folder has none. Immutable.
 *
 * @param root the whole file
 */
public record OpenClipConfig(Optional<ConfigSection> root) {

  /** The file's name where open_clip publishes it, and in bundles. */
  public static final String FILE = "open_clip_config.json";

  private static final String MODEL = "model_cfg";
  private static final String PICTURES = "preprocess_cfg";

  /** {@return whether a configuration has open_clip's form} */
  public static boolean isOne(ConfigSection root) {
    return root.holdsObject(MODEL);
  }

  /** {@return the one that a bundle took along, where it took one} */
  public static Optional<OpenClipConfig> in(Path bundle) {
    Path file = bundle.resolve(FILE);
    try {
      return Files.exists(file)
          ? Optional.of(
              new OpenClipConfig(Optional.of(ConfigSection.parse(Files.readAllBytes(file)))))
          : Optional.empty();
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.IO, "cannot read %s: %s".formatted(file, IoReason.of(e)), e);
    }
  }

  /** {@return what it says of the whole model} */
  public Optional<ConfigSection> model() {
    return root.map(file -> file.section(MODEL));
  }

  /** {@return what it says of one part of the model, {@code vision_cfg} or {@code text_cfg}} */
  public Optional<ConfigSection> part(String name) {
    return model().map(model -> model.section(name));
  }

  /** {@return a size of a part; the fallback where nothing is said} */
  public static int number(Optional<ConfigSection> section, String field, int fallback) {
    return section.map(each -> each.positive(field, fallback)).orElse(fallback);
  }

  /**
   * How pictures become squares, as in open_clip's evaluation.
   *
   * @param side S, pixels
   * @throws DiptychException INVALID_CHECKPOINT naming what is asked for and cannot be done
   */
  public PreprocessConfig pictures(int side) {
    Optional<ConfigSection> said = root.map(file -> file.section(PICTURES));
    Fit fit =
        switch (text(said, "resize_mode", "shortest")) {
          case "shortest" -> Fit.ROUNDED_CROP;
          case "squash" -> Fit.STRETCH;
          case String other ->
              throw refuse(
                  "%s.resize_mode must be \"shortest\" or \"squash\", but is \"%s\"",
                  PICTURES, other);
        };
    Kernel kernel =
        switch (text(said, "interpolation", "bicubic")) {
          case "bicubic" -> Kernel.BICUBIC;
          case "bilinear" -> Kernel.BILINEAR;
          case String other ->
              throw refuse(
                  "%s.interpolation must be \"bicubic\" or \"bilinear\", but is \"%s\"",
                  PICTURES, other);
        };
    PreprocessConfig usual = PreprocessConfig.ofDefaults(side, fit);
    return new PreprocessConfig(
        side,
        fit,
        side,
        kernel,
        usual.rescale(),
        said.map(each -> each.channels("mean", usual.mean())).orElse(usual.mean()),
        said.map(each -> each.channels("std", usual.std())).orElse(usual.std()));
  }

  private static String text(Optional<ConfigSection> section, String field, String fallback) {
    return section.map(each -> each.text(field, fallback)).orElse(fallback);
  }
}
