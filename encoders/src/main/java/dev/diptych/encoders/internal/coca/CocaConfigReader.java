package dev.diptych.encoders.internal.coca;

import static dev.diptych.encoders.internal.checkpoint.ConfigSection.refuse;

import dev.diptych.encoders.internal.checkpoint.ConfigSection;
import dev.diptych.encoders.internal.checkpoint.TensorSizes;
import dev.diptych.encoders.internal.checkpoint.TensorSource;
import dev.diptych.encoders.internal.graph.PytorchBlocks.Sizes;
import dev.diptych.encoders.internal.image.Fit;
import dev.diptych.encoders.internal.image.PreprocessConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Works out the configuration of a CoCa checkpoint. Those that are published hold weights alone:
 * sizes are read off the shapes, heads are 64 wide in both towers, and the pooling has 8. An {@code
 * open_clip_config.json} beside them, where there is one, says otherwise where it says so.
 */
final class CocaConfigReader {

  private static final int HEAD_WIDTH = 64;
  private static final int POOLER_HEADS = 8;
  private static final double EPSILON = 1e-5;

  private final TensorSizes sizes;
  private final Optional<ConfigSection> model;
  private final Optional<ConfigSection> preprocessing;
  private final List<String> warnings = new ArrayList<>();

  private CocaConfigReader(TensorSource tensors, Optional<ConfigSection> config) {
    this.sizes = new TensorSizes(tensors);
    this.model = config.map(root -> root.section("model_cfg"));
    this.preprocessing = config.map(root -> root.section("preprocess_cfg"));
  }

  /**
   * Reads a checkpoint.
   *
   * @param config open_clip's, if there is one
   * @throws dev.diptych.core.DiptychException INVALID_CHECKPOINT when a tensor that tells a size is
   *     missing or of odd shape, or the configuration asks for what no CoCa has
   */
  static CocaConfig read(TensorSource tensors, Optional<ConfigSection> config) {
    return new CocaConfigReader(tensors, config).read();
  }

  private CocaConfig read() {
    if (model.isEmpty()) {
      warnings.add(
          "no open_clip_config.json: sizes were read off the tensors, heads are 64 wide, and the pooling has 8");
    }
    refuseOtherForms();
    int patch = sizes.size(CocaTensors.PATCHES, 2, 4);
    int grid = sizes.grid(sizes.size(CocaTensors.PICTURE_POSITIONS, 0, 2));
    Optional<ConfigSection> vision = model.map(each -> each.section("vision_cfg"));
    int joint = sizes.size(CocaTensors.QUERY, 1, 2);
    int poolerHeads = number(vision, "attn_pooler_heads", POOLER_HEADS);
    requireDivides("attn_pooler_heads", poolerHeads, joint);
    int positions = sizes.size(CocaTensors.TEXT_POSITIONS, 0, 2);
    if (positions < 3) {
      throw refuse(
          "text.positional_embedding must have rows for 2 tokens and the class token at least, but has %s",
          positions);
    }
    PreprocessConfig usual = PreprocessConfig.ofDefaults(1, Fit.ROUNDED_CROP);
    return new CocaConfig(
        number(model, "embed_dim", joint),
        number(vision, "image_size", grid * patch),
        number(vision, "patch_size", patch),
        number(vision, "attn_pooler_queries", sizes.size(CocaTensors.QUERY, 0, 2)),
        poolerHeads,
        number(model.map(each -> each.section("text_cfg")), "context_length", positions - 1),
        sizes.size(CocaTensors.WORDS, 0, 2),
        vision(vision),
        text(model.map(each -> each.section("text_cfg"))),
        decoder(joint),
        channels("mean", usual.mean()),
        channels("std", usual.std()),
        warnings);
  }

  private Sizes vision(Optional<ConfigSection> section) {
    int hidden = sizes.size(CocaTensors.PICTURE_POSITIONS, 1, 2);
    int headWidth = number(section, "head_width", HEAD_WIDTH);
    return new Sizes(
        hidden,
        number(section, "layers", sizes.layers(CocaTensors.VISION.layers())),
        sizes.heads(hidden, headWidth, "vision tower"),
        inner(CocaTensors.VISION.layers()),
        EPSILON);
  }

  private Sizes text(Optional<ConfigSection> section) {
    int hidden = sizes.size(CocaTensors.TEXT_POSITIONS, 1, 2);
    boolean named = section.map(each -> each.has("heads")).orElse(false);
    int heads = named ? number(section, "heads", 1) : sizes.heads(hidden, HEAD_WIDTH, "text tower");
    requireDivides("heads", heads, hidden);
    return new Sizes(
        hidden,
        number(section, "layers", sizes.layers(CocaTensors.TEXT.layers())),
        heads,
        inner(CocaTensors.TEXT.layers()),
        EPSILON);
  }

  /** The decoder goes on from the rows of the text tower, and so has its width and heads. */
  private @Nullable Sizes decoder(int joint) {
    int layers = sizes.layers(CocaTensors.DECODER.layers());
    if (layers == 0) {
      return null;
    }
    Sizes text = text(model.map(each -> each.section("text_cfg")));
    Optional<ConfigSection> section = model.map(each -> each.section("multimodal_cfg"));
    int heads = number(section, "heads", text.heads());
    if (heads != text.heads() || joint != text.hidden()) {
      throw refuse(
          "the decoder must have the heads of the text tower, and its width that of the pooled tokens, but they are %s and %s, %s and %s; leave the tensors of text_decoder out to import the towers alone",
          heads, text.heads(), text.hidden(), joint);
    }
    return new Sizes(
        text.hidden(),
        number(section, "layers", layers),
        heads,
        inner(CocaTensors.DECODER.layers()),
        EPSILON);
  }

  private int inner(String layers) {
    return sizes.size(layers + "0.mlp.c_fc.weight", 0, 2);
  }

  private void refuseOtherForms() {
    if (model.map(each -> each.flag("quick_gelu", false)).orElse(false)) {
      throw refuse(
          "model_cfg.quick_gelu must be false, as in the CoCa models that were published, but is true");
    }
    for (String field : List.of("resize_mode", "interpolation")) {
      String right = field.equals("interpolation") ? "bicubic" : "shortest";
      String said = preprocessing.map(each -> each.text(field, right)).orElse(right);
      if (!said.equals(right)) {
        throw refuse(
            "preprocess_cfg.%s must be \"%s\", as in the CoCa models that were published, but is \"%s\"",
            field, right, said);
      }
    }
  }

  private static void requireDivides(String field, int heads, int width) {
    if (width % heads != 0) {
      throw refuse("%s must divide the width %s, but %s does not", field, width, heads);
    }
  }

  private static int number(Optional<ConfigSection> section, String field, int fallback) {
    return section.map(each -> each.positive(field, fallback)).orElse(fallback);
  }

  private List<Float> channels(String field, List<Float> fallback) {
    return preprocessing.map(each -> each.channels(field, fallback)).orElse(fallback);
  }
}
