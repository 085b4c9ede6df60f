package dev.diptych.encoders.internal.image;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * How a model wants its pictures: resized to a square, rescaled, normalised by channel. What a
 * {@code preprocessor_config.json} leaves out is as in the Hugging Face class of the model's
 * family.
 *
 * @param side S, pixels
 * @param fit how a picture becomes a square
 * @param shortest to what the shorter side is resampled, pixels, at least S; S where nothing is cut
 *     off
 * @param kernel how to resample
 * @param rescale what an 8-bit sample is multiplied by, finite
 * @param mean what is subtracted then, red, green, blue
 * @param std what divides the rest, red, green, blue; not zero
 */
public record PreprocessConfig(
    int side,
    Fit fit,
    int shortest,
    Kernel kernel,
    double rescale,
    List<Float> mean,
    List<Float> std) {

  private static final List<Float> CLIP_MEAN = List.of(0.48145467f, 0.4578275f, 0.40821072f);
  private static final List<Float> CLIP_STD = List.of(0.26862955f, 0.2613026f, 0.2757771f);

  public PreprocessConfig {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (side < 1
        || shortest < side
        || !Double.isFinite(rescale)
        || mean.size() != 3
        || std.size() != 3) {
      throw new DiptychException(
          ErrorCode.INTERNAL,
          "preprocessing needs side >= 1, a shorter side of no less, a finite factor and 3 means and deviations, but had %s, %s, %s, %s, %s"
              .formatted(side, shortest, rescale, mean, std));
    }
  }

  /**
   * What Hugging Face's processors of these models do without a file: bicubic, 1/255, CLIP's means
   * and deviations.
   *
   * @param side S, pixels
   * @param fit as the family has it
   */
  public static PreprocessConfig ofDefaults(int side, Fit fit) {
    return new PreprocessConfig(side, fit, side, Kernel.BICUBIC, 1 / 255.0, CLIP_MEAN, CLIP_STD);
  }

  /** {@return the same with other means and deviations, of red, green and blue} */
  public PreprocessConfig normalisedBy(List<Float> means, List<Float> deviations) {
    return new PreprocessConfig(side, fit, shortest, kernel, rescale, means, deviations);
  }

  /**
   * Reads what a checkpoint folder says; one that says nothing means the defaults.
   *
   * @param folder the checkpoint
   * @param modelSide the side of the picture the vision tower takes, which the file must agree with
   * @param fit how the family makes squares where the file does not say
   * @throws DiptychException INVALID_CHECKPOINT when the file asks for what is not supported or
   *     disagrees with the model; IO when it cannot be read
   */
  public static PreprocessConfig read(Path folder, int modelSide, Fit fit) {
    return read(folder, ofDefaults(modelSide, fit));
  }

  /**
   * As {@link #read(Path, int, Fit)}, for a family with defaults of its own.
   *
   * @param defaults what the family does where the file does not say
   */
  public static PreprocessConfig read(Path folder, PreprocessConfig defaults) {
    return PreprocessFile.find(folder, defaults)
        .map(file -> file.config(defaults))
        .orElse(defaults);
  }

  /**
   * Reads what a file says.
   *
   * @param file where it stands, for messages
   * @param defaults what the family does where the file does not say
   */
  static PreprocessConfig parse(String file, JsonNode root, PreprocessConfig defaults) {
    return new PreprocessParser(file, root, defaults).parse();
  }
}
