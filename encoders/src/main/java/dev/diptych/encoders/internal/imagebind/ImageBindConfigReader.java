package dev.diptych.encoders.internal.imagebind;

import static dev.diptych.encoders.internal.checkpoint.ConfigSection.refuse;

import dev.diptych.encoders.internal.checkpoint.ConfigSection;
import dev.diptych.encoders.internal.checkpoint.TensorSizes;
import dev.diptych.encoders.internal.checkpoint.TensorSource;
import dev.diptych.encoders.internal.graph.PytorchBlocks;
import dev.diptych.encoders.internal.graph.PytorchBlocks.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Works out the configuration of an ImageBind checkpoint. The one that its authors published comes
 * without: sizes are read off the shapes, and both towers have 16 heads. A {@code config.json} with
 * {@code model_type: imagebind} may say otherwise, by the parameters of the authors' constructor.
 */
final class ImageBindConfigReader {

  private static final int HEADS = 16;
  private static final double EPSILON = 1e-6;

  private final TensorSizes sizes;
  private final Optional<ConfigSection> config;

  private ImageBindConfigReader(TensorSource tensors, Optional<ConfigSection> config) {
    this.sizes = new TensorSizes(tensors);
    this.config = config;
  }

  /**
   * Reads a checkpoint.
   *
   * @throws dev.diptych.core.DiptychException INVALID_CHECKPOINT when a tensor that tells a size is
   *     missing or of odd shape
   */
  static ImageBindConfig read(TensorSource tensors, Optional<ConfigSection> config) {
    return new ImageBindConfigReader(tensors, config).read();
  }

  private ImageBindConfig read() {
    List<String> warnings = new ArrayList<>();
    if (config.isEmpty()) {
      warnings.add(
          "no config.json: sizes were read off the tensors, and both towers have 16 heads");
    }
    int patch = sizes.size(ImageBindTensors.PATCHES, 3, 5);
    int grid = sizes.grid(sizes.size(ImageBindTensors.PICTURE_POSITIONS, 1, 3));
    return new ImageBindConfig(
        number("out_embed_dim", sizes.size(ImageBindTensors.PICTURE_PROJECTION + ".weight", 0, 2)),
        number("image_size", grid * patch),
        number("patch_size", patch),
        number("context_length", sizes.size(ImageBindTensors.TEXT_POSITIONS, 1, 3)),
        number("vocab_size", sizes.size(ImageBindTensors.WORDS, 0, 2)),
        tower(
            "vision",
            ImageBindTensors.VISION,
            sizes.size(ImageBindTensors.PICTURE_POSITIONS, 2, 3)),
        tower("text", ImageBindTensors.TEXT, sizes.size(ImageBindTensors.WORDS, 1, 2)),
        warnings);
  }

  private Sizes tower(String modality, PytorchBlocks.Names names, int width) {
    int hidden = number(modality + "_embed_dim", width);
    int heads = number(modality + "_num_heads", HEADS);
    if (hidden % heads != 0) {
      throw refuse(
          "%s_num_heads must divide the width %s of that tower, but is %s; a config.json beside the weights can say how many there are",
          modality, hidden, heads);
    }
    return new Sizes(
        hidden,
        number(modality + "_num_blocks", sizes.layers(names.layers())),
        heads,
        sizes.size(names.layers() + "0.mlp.fc1.weight", 0, 2),
        EPSILON);
  }

  private int number(String field, int fallback) {
    return config.map(root -> root.positive(field, fallback)).orElse(fallback);
  }
}
