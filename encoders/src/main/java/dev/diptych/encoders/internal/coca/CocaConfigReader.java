package dev.diptych.encoders.internal.coca;

import static dev.diptych.encoders.internal.checkpoint.ConfigSection.refuse;
import static dev.diptych.encoders.internal.openclip.OpenClipConfig.number;
import static dev.diptych.encoders.internal.openclip.OpenClipTowers.requireDivides;

import dev.diptych.core.DiptychException;
import dev.diptych.encoders.internal.checkpoint.ConfigSection;
import dev.diptych.encoders.internal.checkpoint.TensorSizes;
import dev.diptych.encoders.internal.checkpoint.TensorSource;
import dev.diptych.encoders.internal.graph.PytorchBlocks.Sizes;
import dev.diptych.encoders.internal.image.Fit;
import dev.diptych.encoders.internal.image.Kernel;
import dev.diptych.encoders.internal.image.PreprocessConfig;
import dev.diptych.encoders.internal.openclip.OpenClipConfig;
import dev.diptych.encoders.internal.openclip.OpenClipTowers;
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

  private static final int POOLER_HEADS = 8;

  private final TensorSizes sizes;
  private final OpenClipConfig said;
  private final OpenClipTowers towers;
  private final List<String> warnings = new ArrayList<>();

  private CocaConfigReader(TensorSource tensors, OpenClipConfig said) {
    this.sizes = new TensorSizes(tensors);
    this.said = said;
    this.towers = new OpenClipTowers(tensors, said, CocaTensors.TEXT_TOWER);
  }

  /**
   * Reads a checkpoint.
   *
   * @param config open_clip's, if there is one
   * @throws dev.diptych.core.DiptychException INVALID_CHECKPOINT when a tensor that tells a size is
   *     missing or of odd shape, or the configuration asks for what no CoCa has
   */
  static CocaConfig read(TensorSource tensors, Optional<ConfigSection> config) {
    return new CocaConfigReader(tensors, new OpenClipConfig(config)).read();
  }

  private CocaConfig read() {
    if (said.root().isEmpty()) {
      warnings.add(
          "no open_clip_config.json: sizes were read off the tensors, heads are 64 wide, and the pooling has 8");
    }
    if (said.model().map(each -> each.flag("quick_gelu", false)).orElse(false)) {
      throw refuse(
          "model_cfg.quick_gelu must be false, as in the CoCa models that were published, but is true");
    }
    Optional<ConfigSection> vision = said.part("vision_cfg");
    int joint = sizes.size(CocaTensors.QUERY, 1, 2);
    int poolerHeads = number(vision, "attn_pooler_heads", POOLER_HEADS);
    requireDivides("attn_pooler_heads", poolerHeads, joint);
    int positions = towers.positions();
    if (positions < 3) {
      throw refuse(
          "text.positional_embedding must have rows for 2 tokens and the class token at least, but has %s",
          positions);
    }
    PreprocessConfig pictures = pictures(towers.imageSize());
    return new CocaConfig(
        number(said.model(), "embed_dim", joint),
        towers.imageSize(),
        towers.patchSize(),
        number(vision, "attn_pooler_queries", sizes.size(CocaTensors.QUERY, 0, 2)),
        poolerHeads,
        number(said.part("text_cfg"), "context_length", positions - 1),
        towers.vocabulary(),
        towers.vision(),
        towers.text(),
        decoder(joint),
        pictures.mean(),
        pictures.std(),
        warnings);
  }

  /** The decoder goes on from the rows of the text tower, and so has its width and heads. */
  private @Nullable Sizes decoder(int joint) {
    int layers = sizes.layers(CocaTensors.DECODER.layers());
    if (layers == 0) {
      return null;
    }
    Sizes text = towers.text();
    Optional<ConfigSection> section = said.part("multimodal_cfg");
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
        towers.inner(CocaTensors.DECODER),
        text.epsilon());
  }

  private PreprocessConfig pictures(int side) {
    PreprocessConfig pictures = said.pictures(side);
    if (pictures.fit() != Fit.ROUNDED_CROP) {
      throw unusual("resize_mode", "shortest");
    }
    if (pictures.kernel() != Kernel.BICUBIC) {
      throw unusual("interpolation", "bicubic");
    }
    return pictures;
  }

  private static DiptychException unusual(String field, String right) {
    return refuse(
        "preprocess_cfg.%s must be \"%s\", as in the CoCa models that were published; set it to that",
        field, right);
  }
}
