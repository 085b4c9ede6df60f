package dev.diptych.encoders.internal.clip;

import dev.diptych.encoders.internal.graph.TowerConfig;

/**
 * The effective configuration of a CLIP checkpoint: what {@code config.json} says, and class
 * defaults where it is silent.
 *
 * @param joint D, width of both projections ({@code projection_dim} of the whole)
 * @param imageSize S, pixels
 * @param patchSize pixels; what is left at the right and lower edge is not read
 * @param vocabulary number of token ids
 * @param positions most tokens of a text
 * @param endId the token that a text's vector is read at; {@link #LARGEST_ID} for the largest id
 * @param vision the vision tower
 * @param text the text tower
 */
record ClipConfig(
    int joint,
    int imageSize,
    int patchSize,
    int vocabulary,
    int positions,
    int endId,
    TowerConfig vision,
    TowerConfig text) {

  /**
   * What the first configurations say, wrongly: 2. The end of a text is then where the largest id
   * is, which it was in their vocabulary.
   */
  static final int LARGEST_ID = 2;

  /** {@return P, the patch tokens with the class token} */
  int patches() {
    int grid = imageSize / patchSize;
    return grid * grid + 1;
  }
}
