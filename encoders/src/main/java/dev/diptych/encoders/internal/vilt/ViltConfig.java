package dev.diptych.encoders.internal.vilt;

/**
 * The effective configuration of a ViLT checkpoint.
 *
 * @param imageSize the shorter side of pictures, pixels
 * @param patchSize pixels
 * @param hidden width
 * @param layers number of layers
 * @param heads attention heads; divide the width
 * @param intermediate width of the feed-forward part
 * @param epsilon of all norms
 * @param vocabulary number of token ids
 * @param positions most tokens of a text, both ends included
 * @param segments rows of the text's token types, of which the first counts
 * @param modalities rows of the modalities: text, picture, and perhaps a second picture
 */
record ViltConfig(
    int imageSize,
    int patchSize,
    int hidden,
    int layers,
    int heads,
    int intermediate,
    double epsilon,
    int vocabulary,
    int positions,
    int segments,
    int modalities) {

  /** {@return the side of the grid that the stored positions are for} */
  int grid() {
    return imageSize / patchSize;
  }

  /** {@return how many patches the longer side of a picture has at most} */
  int longest() {
    return (int) (1333 / 800.0 * imageSize) / patchSize;
  }

  /** {@return P, rows of a picture: patches of the largest shape, and the class token} */
  int tokens() {
    return grid() * longest() + 1;
  }
}
