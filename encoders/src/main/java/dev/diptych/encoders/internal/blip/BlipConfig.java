package dev.diptych.encoders.internal.blip;

import java.util.List;

/**
 * The effective configuration of a BLIP checkpoint: what {@code config.json} says, class defaults
 * where it is silent, known mistakes corrected.
 *
 * @param architecture which class of checkpoint this is
 * @param joint D, width of both projections ({@code image_text_hidden_size})
 * @param vision the vision tower
 * @param text the text tower
 * @param warnings what was corrected or assumed, in sentences
 */
public record BlipConfig(
    Architecture architecture,
    int joint,
    VisionConfig vision,
    TextConfig text,
    List<String> warnings) {

  public BlipConfig {
    warnings = List.copyOf(warnings);
  }

  /** {@return this configuration with another epsilon in the vision tower's norms} */
  public BlipConfig withVisionEpsilon(double epsilon) {
    VisionConfig other =
        new VisionConfig(
            vision.hidden(),
            vision.layers(),
            vision.heads(),
            vision.intermediate(),
            vision.imageSize(),
            vision.patchSize(),
            epsilon);
    return new BlipConfig(architecture, joint, other, text, warnings);
  }

  /** The classes of checkpoints that can be imported. */
  public enum Architecture {
    /** {@code BlipForImageTextRetrieval}. */
    RETRIEVAL,
    /** {@code BlipForConditionalGeneration}. */
    CAPTIONING
  }

  /**
   * The vision tower.
   *
   * @param hidden W
   * @param layers number of layers
   * @param heads attention heads; divide W
   * @param intermediate width of the feed-forward part
   * @param imageSize S, pixels
   * @param patchSize pixels; divides S
   * @param layerNormEps epsilon of all its norms
   */
  public record VisionConfig(
      int hidden,
      int layers,
      int heads,
      int intermediate,
      int imageSize,
      int patchSize,
      double layerNormEps) {

    /** {@return P, the patch tokens with the class token} */
    public int patches() {
      int grid = imageSize / patchSize;
      return grid * grid + 1;
    }
  }

  /**
   * The text tower.
   *
   * @param hidden H
   * @param layers number of layers
   * @param heads attention heads; divide H
   * @param intermediate width of the feed-forward part
   * @param vocabulary number of token ids
   * @param positions most tokens of a text
   * @param layerNormEps epsilon of all its norms
   * @param padId fills up short rows
   * @param separatorId ends a text and a caption
   * @param decodeId {@code [DEC]}, first token of captions
   * @param encodeId {@code [ENC]}, first token for ITM
   */
  public record TextConfig(
      int hidden,
      int layers,
      int heads,
      int intermediate,
      int vocabulary,
      int positions,
      double layerNormEps,
      int padId,
      int separatorId,
      int decodeId,
      int encodeId) {}
}
