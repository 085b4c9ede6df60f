package dev.diptych.encoders.internal.clip;

import dev.diptych.encoders.internal.checkpoint.ExpectedTensors;
import dev.diptych.encoders.internal.graph.PreNormTower;

/** The tensors a CLIP checkpoint holds, by the names of Hugging Face's {@code CLIPModel}. */
final class ClipTensors {

  /** The norm before the first layer of the vision tower; misspelt in every checkpoint. */
  static final String FIRST_NORM = "vision_model.pre_layrnorm";

  static final String LOGIT_SCALE = "logit_scale";

  private ClipTensors() {}

  static ExpectedTensors of(ClipConfig config) {
    ExpectedTensors tensors = new ExpectedTensors();
    long width = config.vision().hidden();
    long hidden = config.text().hidden();
    tensors.add("vision_model.embeddings.class_embedding", width);
    tensors.add(
        "vision_model.embeddings.patch_embedding.weight",
        width,
        3,
        config.patchSize(),
        config.patchSize());
    tensors.add("vision_model.embeddings.position_embedding.weight", config.patches(), width);
    tensors.addOptional("vision_model.embeddings.position_ids", 1, config.patches());
    tensors.addNorm(FIRST_NORM, width);
    PreNormTower.expect(tensors, "vision_model", config.vision());
    tensors.addNorm("vision_model.post_layernorm", width);
    tensors.add("visual_projection.weight", config.joint(), width);
    tensors.add("text_model.embeddings.token_embedding.weight", config.vocabulary(), hidden);
    tensors.add("text_model.embeddings.position_embedding.weight", config.positions(), hidden);
    tensors.addOptional("text_model.embeddings.position_ids", 1, config.positions());
    PreNormTower.expect(tensors, "text_model", config.text());
    tensors.addNorm("text_model.final_layer_norm", hidden);
    tensors.add("text_projection.weight", config.joint(), hidden);
    tensors.add(LOGIT_SCALE);
    return tensors;
  }
}
