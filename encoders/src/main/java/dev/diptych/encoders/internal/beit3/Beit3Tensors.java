package dev.diptych.encoders.internal.beit3;

import dev.diptych.encoders.internal.checkpoint.ExpectedTensors;
import java.util.List;

/** The tensors of a BEiT-3 for retrieval, by the names of the authors' code. */
final class Beit3Tensors {

  /** The half of every layer that pictures pass. */
  static final String VISION = "A";

  /** The half of every layer that texts pass. */
  static final String LANGUAGE = "B";

  static final String LAYERS = "beit3.encoder.layers.";
  static final String WORDS = "beit3.text_embed.weight";
  static final String PATCHES = "beit3.vision_embed.proj";
  static final String CLASS = "beit3.vision_embed.cls_token";
  static final String PICTURE_POSITIONS = "beit3.encoder.embed_positions.A.weight";
  static final String TEXT_POSITIONS = "beit3.encoder.embed_positions.B.weight";
  static final String LAST_NORM = "beit3.encoder.layer_norm.";
  static final String PICTURE_PROJECTION = "vision_head";
  static final String TEXT_PROJECTION = "language_head";
  static final String LOGIT_SCALE = "logit_scale";

  /** Stands for patches that training hides. */
  private static final String MASK = "beit3.vision_embed.mask_token";

  private Beit3Tensors() {}

  /**
   * {@return what a part of a layer is called}
   *
   * @param half {@link #VISION} or {@link #LANGUAGE}
   * @param part {@code fc1}, {@code fc2}, {@code ffn_layernorm}, a projection, or a norm
   */
  static String of(int layer, String half, String part) {
    return switch (part) {
      case "fc1", "fc2", "ffn_layernorm" -> LAYERS + layer + ".ffn." + half + "." + part;
      case "self_attn_layer_norm", "final_layer_norm" -> LAYERS + layer + "." + part + "." + half;
      default -> LAYERS + layer + ".self_attn." + part + "." + half;
    };
  }

  static ExpectedTensors of(Beit3Config config) {
    ExpectedTensors tensors = new ExpectedTensors();
    long hidden = config.hidden();
    tensors.add(WORDS, config.vocabulary(), hidden);
    tensors.add(CLASS, 1, 1, hidden);
    tensors.addOptional(MASK, 1, 1, hidden);
    tensors.add(PATCHES + ".weight", hidden, 3, config.patchSize(), config.patchSize());
    tensors.add(PATCHES + ".bias", hidden);
    tensors.add(PICTURE_POSITIONS, config.patches() + Beit3Config.FIRST_POSITION, hidden);
    tensors.add(TEXT_POSITIONS, config.positions(), hidden);
    for (String half : List.of(VISION, LANGUAGE)) {
      for (int i = 0; i < config.layers(); i++) {
        addLayer(tensors, i, half, config);
      }
      tensors.addNorm(LAST_NORM + half, hidden);
    }
    tensors.add(PICTURE_PROJECTION + ".weight", hidden, hidden);
    tensors.add(TEXT_PROJECTION + ".weight", hidden, hidden);
    tensors.add(LOGIT_SCALE);
    return tensors;
  }

  private static void addLayer(ExpectedTensors tensors, int i, String half, Beit3Config config) {
    long hidden = config.hidden();
    long intermediate = config.intermediate();
    tensors.addNorm(of(i, half, "self_attn_layer_norm"), hidden);
    for (String projection : List.of("q_proj", "k_proj", "v_proj", "out_proj")) {
      tensors.addLinear(of(i, half, projection), hidden, hidden);
    }
    tensors.addNorm(of(i, half, "inner_attn_ln"), hidden);
    tensors.addNorm(of(i, half, "final_layer_norm"), hidden);
    tensors.addLinear(of(i, half, "fc1"), intermediate, hidden);
    tensors.addNorm(of(i, half, "ffn_layernorm"), intermediate);
    tensors.addLinear(of(i, half, "fc2"), hidden, intermediate);
  }
}
