package dev.diptych.encoders.internal.openclip;

import static dev.diptych.encoders.internal.checkpoint.ConfigSection.refuse;
import static dev.diptych.encoders.internal.openclip.OpenClipConfig.number;

import dev.diptych.encoders.internal.checkpoint.ConfigSection;
import dev.diptych.encoders.internal.checkpoint.TensorSizes;
import dev.diptych.encoders.internal.checkpoint.TensorSource;
import dev.diptych.encoders.internal.graph.PytorchBlocks;
import dev.diptych.encoders.internal.graph.PytorchBlocks.Sizes;
import java.util.Optional;

/**
 * The sizes of the two towers of open_clip's models: what the configuration says, else what the
 * shapes of the tensors tell, else heads of 64.
 */
public final class OpenClipTowers {

  /** The layers of the vision tower. */
  public static final PytorchBlocks.Names VISION = layers("visual.transformer.resblocks.");

  public static final String PATCHES = "visual.conv1.weight";
  public static final String PICTURE_CLASS = "visual.class_embedding";
  public static final String PICTURE_POSITIONS = "visual.positional_embedding";
  public static final String WORDS = "token_embedding.weight";
  public static final String TEXT_POSITIONS = "positional_embedding";

  private static final int HEAD_WIDTH = 64;
  private static final double EPSILON = 1e-5;

  private final TensorSizes sizes;
  private final String prefix;
  private final Optional<ConfigSection> vision;
  private final Optional<ConfigSection> text;

  /**
   * @param prefix what the names of the text tower begin with; may be empty
   */
  public OpenClipTowers(TensorSource tensors, OpenClipConfig config, String prefix) {
    this.sizes = new TensorSizes(tensors);
    this.prefix = prefix;
    this.vision = config.part("vision_cfg");
    this.text = config.part("text_cfg");
  }

  /** {@return how the tensors of some layers are called} */
  public static PytorchBlocks.Names layers(String layers) {
    return new PytorchBlocks.Names(layers, "ln_1", "ln_2", "mlp.c_fc", "mlp.c_proj");
  }

  /** {@return the layers of the text tower} */
  public static PytorchBlocks.Names text(String prefix) {
    return layers(prefix + "transformer.resblocks.");
  }

  /** {@return the side of a patch, pixels} */
  public int patchSize() {
    return number(vision, "patch_size", sizes.size(PATCHES, 2, 4));
  }

  /** {@return S, pixels} */
  public int imageSize() {
    int grid = sizes.grid(sizes.size(PICTURE_POSITIONS, 0, 2));
    return number(vision, "image_size", grid * sizes.size(PATCHES, 2, 4));
  }

  /** {@return number of token ids} */
  public int vocabulary() {
    return number(text, "vocab_size", sizes.size(prefix + WORDS, 0, 2));
  }

  /** {@return rows of the text tower's positions, as stored} */
  public int positions() {
    return sizes.size(prefix + TEXT_POSITIONS, 0, 2);
  }

  /** {@return the vision tower} */
  public Sizes vision() {
    int hidden = number(vision, "width", sizes.size(PICTURE_POSITIONS, 1, 2));
    return new Sizes(
        hidden,
        number(vision, "layers", sizes.layers(VISION.layers())),
        sizes.heads(hidden, number(vision, "head_width", HEAD_WIDTH), "vision tower"),
        inner(VISION),
        EPSILON);
  }

  /** {@return the text tower} */
  public Sizes text() {
    int hidden = number(text, "width", sizes.size(prefix + TEXT_POSITIONS, 1, 2));
    boolean named = text.map(each -> each.has("heads")).orElse(false);
    int heads = named ? number(text, "heads", 1) : sizes.heads(hidden, HEAD_WIDTH, "text tower");
    requireDivides("heads", heads, hidden);
    PytorchBlocks.Names names = text(prefix);
    return new Sizes(
        hidden, number(text, "layers", sizes.layers(names.layers())), heads, inner(names), EPSILON);
  }

  /** {@return the width of the feed-forward part of some layers} */
  public int inner(PytorchBlocks.Names names) {
    return sizes.size(names.layers() + "0." + names.inner() + ".weight", 0, 2);
  }

  /** Refuses heads that do not divide a width. */
  public static void requireDivides(String field, int heads, int width) {
    if (width % heads != 0) {
      throw refuse("%s must divide the width %s, but %s does not", field, width, heads);
    }
  }
}
