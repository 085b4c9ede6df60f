package dev.diptych.encoders.internal.siglip;

import dev.diptych.encoders.internal.graph.TowerConfig;

/**
 * What {@code config.json} of a SigLIP checkpoint says, and class defaults where it is silent.
 *
 * @param imageSize S, pixels
 * @param patchSize pixels; what is left at the right and lower edge is not read
 * @param vocabulary number of token ids
 * @param positions T: every text is filled up to so many tokens, all of which are read
 * @param vision the vision tower, whose width is that of the joint space
 * @param text the text tower, of its own width
 */
public record SiglipSizes(
    int imageSize,
    int patchSize,
    int vocabulary,
    int positions,
    TowerConfig vision,
    TowerConfig text) {

  /** {@return P, the patch tokens; there is no class token} */
  public int patches() {
    int grid = imageSize / patchSize;
    return grid * grid;
  }

  /** {@return D, width of the joint space} */
  public int joint() {
    return vision.hidden();
  }
}
