package dev.diptych.encoders.internal.vilt;

import dev.diptych.encoders.internal.checkpoint.ExpectedTensors;

/** The tensors a ViLT checkpoint holds, by the names of Hugging Face. */
final class ViltTensors {

  static final String TEXT = "vilt.embeddings.text_embeddings.";
  static final String WORDS = TEXT + "word_embeddings.weight";
  static final String TEXT_POSITIONS = TEXT + "position_embeddings.weight";
  static final String TYPES = TEXT + "token_type_embeddings.weight";
  static final String TEXT_NORM = TEXT + "LayerNorm";
  static final String PATCHES = "vilt.embeddings.patch_embeddings.projection";
  static final String CLASS = "vilt.embeddings.cls_token";
  static final String POSITIONS = "vilt.embeddings.position_embeddings";
  static final String MODALITIES = "vilt.embeddings.token_type_embeddings.weight";
  static final String LAST_NORM = "vilt.layernorm";
  static final String POOLER = "vilt.pooler.dense";
  static final String SCORE = "rank_output";

  private ViltTensors() {}

  static String layer(int index) {
    return "vilt.encoder.layer." + index;
  }

  static ExpectedTensors of(ViltConfig config) {
    ExpectedTensors tensors = new ExpectedTensors();
    long hidden = config.hidden();
    long patch = config.patchSize();
    tensors.add(WORDS, config.vocabulary(), hidden);
    tensors.add(TEXT_POSITIONS, config.positions(), hidden);
    tensors.add(TYPES, config.segments(), hidden);
    tensors.addNorm(TEXT_NORM, hidden);
    tensors.addOptional(TEXT + "position_ids", 1, config.positions());
    tensors.add(PATCHES + ".weight", hidden, 3, patch, patch);
    tensors.add(PATCHES + ".bias", hidden);
    tensors.add(CLASS, 1, 1, hidden);
    tensors.add(POSITIONS, 1, (long) config.grid() * config.grid() + 1, hidden);
    tensors.add(MODALITIES, config.modalities(), hidden);
    for (int i = 0; i < config.layers(); i++) {
      String layer = layer(i);
      tensors.addNorm(layer + ".layernorm_before", hidden);
      for (String projection : new String[] {"query", "key", "value"}) {
        tensors.addLinear(layer + ".attention.attention." + projection, hidden, hidden);
      }
      tensors.addLinear(layer + ".attention.output.dense", hidden, hidden);
      tensors.addNorm(layer + ".layernorm_after", hidden);
      tensors.addLinear(layer + ".intermediate.dense", config.intermediate(), hidden);
      tensors.addLinear(layer + ".output.dense", hidden, config.intermediate());
    }
    tensors.addNorm(LAST_NORM, hidden);
    tensors.addLinear(POOLER, hidden, hidden);
    tensors.addLinear(SCORE, 1, hidden);
    return tensors;
  }
}
