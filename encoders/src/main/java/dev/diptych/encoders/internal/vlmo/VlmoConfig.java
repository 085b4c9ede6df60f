package dev.diptych.encoders.internal.vlmo;

import dev.diptych.encoders.internal.image.Fit;
import dev.diptych.encoders.internal.image.PreprocessConfig;
import java.util.List;

/**
 * The effective configuration of a VLMo checkpoint. Both modalities have the same sizes, and the
 * joint space has their width.
 *
 * @param imageSize S, pixels
 * @param patchSize pixels; what is left at the right and lower edge is not read
 * @param vocabulary number of token ids
 * @param context most tokens of a text, both ends included
 * @param textPositions rows of the table of text positions
 * @param hidden D, the width
 * @param layers number of layers
 * @param heads attention heads; divide the width
 * @param intermediate width of the feed-forward parts
 * @param form what tells the models apart
 * @param pairs the pass over a picture and a text together
 * @param epsilon of all norms but the one of the word embeddings
 * @param wordEpsilon of that one
 * @param warnings what was assumed, in sentences
 */
record VlmoConfig(
    int imageSize,
    int patchSize,
    int vocabulary,
    int context,
    int textPositions,
    int hidden,
    int layers,
    int heads,
    int intermediate,
    Form form,
    Pairs pairs,
    double epsilon,
    double wordEpsilon,
    List<String> warnings) {

  private static final List<Float> HALF = List.of(0.5f, 0.5f, 0.5f);

  /**
   * What tells the models apart.
   *
   * @param absolute whether tokens get positions at the beginning, as in base_plus; else attention
   *     gets them by distance
   * @param distances how far apart words can be, by the table of distances; 0 where there is none
   * @param scaled whether what a layer adds is scaled number by number
   */
  record Form(boolean absolute, int distances, boolean scaled) {}

  /**
   * The pass over a picture and a text together.
   *
   * @param scored whether the checkpoint holds the head that scores it
   * @param fusedFrom the first layer whose feed-forward part is one for both; the number of layers
   *     where none is
   */
  record Pairs(boolean scored, int fusedFrom) {}

  VlmoConfig {
    warnings = List.copyOf(warnings);
  }

  /** {@return g, patches along a side} */
  int grid() {
    return imageSize / patchSize;
  }

  /** {@return P, the patch tokens of a picture with the class token} */
  int patches() {
    return grid() * grid() + 1;
  }

  /** {@return N, rows of the table of distances that are for pictures} */
  int pictureDistances() {
    int side = 2 * grid() - 1;
    return side * side + 3;
  }

  /** {@return R, all rows of the table of distances} */
  int allDistances() {
    return pictureDistances() + 2 * form.distances() + 2;
  }

  /** {@return how pictures become squares: as in the evaluation of the authors} */
  PreprocessConfig preprocessing() {
    return PreprocessConfig.ofDefaults(imageSize, Fit.STRETCH).normalisedBy(HALF, HALF);
  }
}
