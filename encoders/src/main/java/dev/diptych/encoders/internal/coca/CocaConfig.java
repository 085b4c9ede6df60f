package dev.diptych.encoders.internal.coca;

import dev.diptych.encoders.internal.graph.PytorchBlocks.Sizes;
import dev.diptych.encoders.internal.image.Fit;
import dev.diptych.encoders.internal.image.Kernel;
import dev.diptych.encoders.internal.image.PreprocessConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The effective configuration of a CoCa checkpoint.
 *
 * @param joint D, width of both projections and of the pooled tokens
 * @param imageSize S, pixels
 * @param patchSize pixels; what is left at the right and lower edge is not read
 * @param queries tokens that the pooling makes of a picture, the one for its vector included
 * @param poolerHeads attention heads of the pooling
 * @param context most tokens of a text, both ends included
 * @param vocabulary number of token ids
 * @param vision the vision tower
 * @param text the text tower
 * @param decoder what writes captions; null where the checkpoint holds none
 * @param mean what is subtracted from samples, red, green, blue
 * @param std what divides them then
 * @param warnings what was assumed, in sentences
 */
record CocaConfig(
    int joint,
    int imageSize,
    int patchSize,
    int queries,
    int poolerHeads,
    int context,
    int vocabulary,
    Sizes vision,
    Sizes text,
    @Nullable Sizes decoder,
    List<Float> mean,
    List<Float> std,
    List<String> warnings) {

  CocaConfig {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    warnings = List.copyOf(warnings);
  }

  /** {@return the patch tokens of a picture with the class token} */
  int patches() {
    int grid = imageSize / patchSize;
    return grid * grid + 1;
  }

  /** {@return how pictures become squares: as in the evaluation of open_clip} */
  PreprocessConfig preprocessing() {
    return new PreprocessConfig(
        imageSize, Fit.ROUNDED_CROP, imageSize, Kernel.BICUBIC, 1 / 255.0, mean, std);
  }
}
