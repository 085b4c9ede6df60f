package dev.diptych.encoders.internal.beit3;

import static dev.diptych.encoders.internal.checkpoint.ConfigSection.refuse;

import dev.diptych.encoders.internal.checkpoint.ConfigSection;
import dev.diptych.encoders.internal.checkpoint.TensorSizes;
import dev.diptych.encoders.internal.checkpoint.TensorSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Works out the configuration of a BEiT-3 checkpoint. Those that its authors published come
 * without: sizes are read off the shapes, heads are 64 wide, and texts have 64 tokens. A {@code
 * config.json} with {@code model_type: beit3} may say otherwise, by the parameters of the authors'
 * code.
 */
final class Beit3ConfigReader {

  private static final int HEAD_WIDTH = 64;
  private static final int CONTEXT = 64;
  private static final double EPSILON = 1e-5;

  private final TensorSizes sizes;
  private final Optional<ConfigSection> config;

  private Beit3ConfigReader(TensorSource tensors, Optional<ConfigSection> config) {
    this.sizes = new TensorSizes(tensors);
    this.config = config;
  }

  /**
   * Reads a checkpoint.
   *
   * @throws dev.diptych.core.DiptychException INVALID_CHECKPOINT when a tensor that tells a size is
   *     missing or of odd shape, or the configuration asks for what no BEiT-3 has
   */
  static Beit3Config read(TensorSource tensors, Optional<ConfigSection> config) {
    return new Beit3ConfigReader(tensors, config).read();
  }

  private Beit3Config read() {
    List<String> warnings = new ArrayList<>();
    if (config.isEmpty()) {
      warnings.add(
          "no config.json: sizes were read off the tensors, heads are 64 wide, and texts have up to 64 tokens");
    }
    String activation = config.map(root -> root.text("activation_fn", "gelu")).orElse("gelu");
    if (!activation.equals("gelu")) {
      throw refuse("activation_fn must be \"gelu\" (the exact one), but is \"%s\"", activation);
    }
    int patch = sizes.size(Beit3Tensors.PATCHES + ".weight", 3, 4);
    int grid =
        sizes.grid(sizes.size(Beit3Tensors.PICTURE_POSITIONS, 0, 2) - Beit3Config.FIRST_POSITION);
    int hidden = number("encoder_embed_dim", sizes.size(Beit3Tensors.WORDS, 1, 2));
    int positions = number("max_source_positions", sizes.size(Beit3Tensors.TEXT_POSITIONS, 0, 2));
    return new Beit3Config(
        number("img_size", grid * patch),
        number("patch_size", patch),
        number("vocab_size", sizes.size(Beit3Tensors.WORDS, 0, 2)),
        positions,
        context(positions),
        hidden,
        number("encoder_layers", sizes.layers(Beit3Tensors.LAYERS)),
        heads(hidden),
        number(
            "encoder_ffn_embed_dim",
            sizes.size(Beit3Tensors.of(0, Beit3Tensors.VISION, "fc1") + ".weight", 0, 2)),
        config.map(root -> root.epsilon("layernorm_eps", EPSILON)).orElse(EPSILON),
        warnings);
  }

  private int context(int positions) {
    int room = positions - Beit3Config.FIRST_POSITION;
    int context = number("max_len", Math.min(CONTEXT, room));
    if (context > room) {
      throw refuse(
          "max_len must be at most the %s positions that %s has for tokens, but is %s",
          room, Beit3Tensors.TEXT_POSITIONS, context);
    }
    return context;
  }

  private int heads(int hidden) {
    boolean named = config.map(root -> root.has("encoder_attention_heads")).orElse(false);
    if (!named) {
      return sizes.heads(hidden, HEAD_WIDTH, "transformer");
    }
    int heads = number("encoder_attention_heads", 1);
    if (hidden % heads != 0) {
      throw refuse(
          "encoder_attention_heads must divide encoder_embed_dim, but %s does not divide %s",
          heads, hidden);
    }
    return heads;
  }

  private int number(String field, int fallback) {
    return config.map(root -> root.positive(field, fallback)).orElse(fallback);
  }
}
