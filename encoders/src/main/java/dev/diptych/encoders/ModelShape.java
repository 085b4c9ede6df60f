package dev.diptych.encoders;

/**
 * The sizes of a model's towers.
 *
 * @param imageSide S, pixels
 * @param patchSide pixels
 * @param patches P, tokens per picture, the class token included
 * @param visionWidth W
 * @param visionLayers layers of the vision tower
 * @param textWidth H
 * @param textLayers layers of the text tower
 * @param tokenLimit most tokens of a text
 * @param vocabulary number of token ids
 * @param dimension D of the joint space; 0 where the bundle lacks ITC
 * @param imageVectors Q, how many vectors a picture has there; a text has one
 */
public record ModelShape(
    int imageSide,
    int patchSide,
    int patches,
    int visionWidth,
    int visionLayers,
    int textWidth,
    int textLayers,
    int tokenLimit,
    int vocabulary,
    int dimension,
    int imageVectors) {

  /** The sizes of a model with one vector a picture. */
  public ModelShape(
      int imageSide,
      int patchSide,
      int patches,
      int visionWidth,
      int visionLayers,
      int textWidth,
      int textLayers,
      int tokenLimit,
      int vocabulary,
      int dimension) {
    this(
        imageSide,
        patchSide,
        patches,
        visionWidth,
        visionLayers,
        textWidth,
        textLayers,
        tokenLimit,
        vocabulary,
        dimension,
        1);
  }
}
