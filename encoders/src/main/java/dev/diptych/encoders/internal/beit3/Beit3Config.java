package dev.diptych.encoders.internal.beit3;

import dev.diptych.encoders.internal.image.Fit;
import dev.diptych.encoders.internal.image.PreprocessConfig;
import java.util.List;

/**
 * The effective configuration of a BEiT-3 checkpoint. Both towers have the same sizes, and the
 * joint space has their width.
 *
 * @param imageSize S, pixels
 * @param patchSize pixels; what is left at the right and lower edge is not read
 * @param vocabulary number of token ids
 * @param positions rows of the table of text positions, the two that no token has included
 * @param context most tokens of a text, both ends included
 * @param hidden width
 * @param layers number of layers
 * @param heads attention heads; divide the width
 * @param intermediate width of the feed-forward part
 * @param epsilon of all norms
 * @param warnings what was assumed, in sentences
 */
record Beit3Config(
    int imageSize,
    int patchSize,
    int vocabulary,
    int positions,
    int context,
    int hidden,
    int layers,
    int heads,
    int intermediate,
    double epsilon,
    List<String> warnings) {

  /** Rows of both tables of positions that come before those of tokens, as in fairseq. */
  static final int FIRST_POSITION = 2;

  private static final List<Float> HALF = List.of(0.5f, 0.5f, 0.5f);

  Beit3Config {
    warnings = List.copyOf(warnings);
  }

  /** {@return P, the patch tokens of a picture with the class token} */
  int patches() {
    int grid = imageSize / patchSize;
    return grid * grid + 1;
  }

  /** {@return how pictures become squares: as in the evaluation of the authors} */
  PreprocessConfig preprocessing() {
    return PreprocessConfig.ofDefaults(imageSize, Fit.STRETCH).normalisedBy(HALF, HALF);
  }
}
