package dev.diptych.encoders.internal.imagebind;

import dev.diptych.encoders.internal.graph.PytorchBlocks.Sizes;
import dev.diptych.encoders.internal.image.Fit;
import dev.diptych.encoders.internal.image.PreprocessConfig;
import java.util.List;

/**
 * The effective configuration of an ImageBind checkpoint.
 *
 * @param joint D, width of the joint space
 * @param imageSize S, pixels
 * @param patchSize pixels; what is left at the right and lower edge is not read
 * @param context most tokens of a text, both ends included
 * @param vocabulary number of token ids
 * @param vision the picture tower
 * @param text the text tower
 * @param warnings what was assumed, in sentences
 */
record ImageBindConfig(
    int joint,
    int imageSize,
    int patchSize,
    int context,
    int vocabulary,
    Sizes vision,
    Sizes text,
    List<String> warnings) {

  ImageBindConfig {
    warnings = List.copyOf(warnings);
  }

  /** {@return the patch tokens of a picture with the class token} */
  int patches() {
    int grid = imageSize / patchSize;
    return grid * grid + 1;
  }

  /** {@return how pictures become squares: as in the authors' {@code data.py}} */
  PreprocessConfig preprocessing() {
    return PreprocessConfig.ofDefaults(imageSize, Fit.ROUNDED_CROP);
  }
}
