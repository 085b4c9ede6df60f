package dev.diptych.encoders.internal.blip;

import dev.diptych.encoders.internal.blip.BlipConfig.TextConfig;
import dev.diptych.encoders.internal.blip.BlipConfig.VisionConfig;
import dev.diptych.encoders.internal.checkpoint.ExpectedTensors;

/** The tensors a BLIP checkpoint holds, by the names of the Hugging Face layout. */
public final class BlipTensors {

  private static final String PREDICTIONS = "text_decoder.cls.predictions";

  private BlipTensors() {}

  /** {@return what a checkpoint of this configuration holds} */
  static ExpectedTensors of(BlipConfig config, boolean retrieval, boolean decoder) {
    ExpectedTensors tensors = new ExpectedTensors();
    addVisionTower(tensors, config.vision());
    if (retrieval) {
      addRetrieval(tensors, config);
    }
    if (decoder) {
      addDecoder(tensors, config);
    }
    return tensors;
  }

  private static void addRetrieval(ExpectedTensors tensors, BlipConfig config) {
    addTextTower(tensors, "text_encoder", config.text(), config.vision().hidden(), 0);
    addHeads(tensors, config.joint(), config.vision().hidden(), config.text().hidden());
  }

  /** Both projections into the joint space and the head of ITM. */
  public static void addHeads(ExpectedTensors tensors, long joint, long width, long hidden) {
    tensors.addLinear("vision_proj", joint, width);
    tensors.addLinear("text_proj", joint, hidden);
    tensors.addLinear("itm_head", 2, hidden);
  }

  private static void addDecoder(ExpectedTensors tensors, BlipConfig config) {
    long hidden = config.text().hidden();
    long vocabulary = config.text().vocabulary();
    addTextTower(tensors, "text_decoder.bert", config.text(), config.vision().hidden(), 0);
    tensors.addLinear(PREDICTIONS + ".transform.dense", hidden, hidden);
    tensors.addNorm(PREDICTIONS + ".transform.LayerNorm", hidden);
    tensors.addTied(
        PREDICTIONS + ".decoder.weight",
        "text_decoder.bert.embeddings.word_embeddings.weight",
        vocabulary,
        hidden);
    tensors.addTied(PREDICTIONS + ".bias", PREDICTIONS + ".decoder.bias", vocabulary);
    tensors.addOptional(PREDICTIONS + ".decoder.bias", vocabulary);
  }

  /** The vision tower, which every checkpoint has. */
  public static void addVisionTower(ExpectedTensors tensors, VisionConfig vision) {
    long width = vision.hidden();
    tensors.add("vision_model.embeddings.class_embedding", 1, 1, width);
    tensors.add("vision_model.embeddings.position_embedding", 1, vision.patches(), width);
    tensors.add(
        "vision_model.embeddings.patch_embedding.weight",
        width,
        3,
        vision.patchSize(),
        vision.patchSize());
    tensors.add("vision_model.embeddings.patch_embedding.bias", width);
    for (int i = 0; i < vision.layers(); i++) {
      String layer = "vision_model.encoder.layers." + i;
      tensors.addNorm(layer + ".layer_norm1", width);
      tensors.addLinear(layer + ".self_attn.qkv", 3 * width, width);
      tensors.addLinear(layer + ".self_attn.projection", width, width);
      tensors.addNorm(layer + ".layer_norm2", width);
      tensors.addLinear(layer + ".mlp.fc1", vision.intermediate(), width);
      tensors.addLinear(layer + ".mlp.fc2", width, vision.intermediate());
    }
    tensors.addNorm("vision_model.post_layernorm", width);
  }

  /**
   * A text tower.
   *
   * @param visionWidth W
   * @param firstGrounded the first layer that has a cross-attention; those after it have one, too
   */
  public static void addTextTower(
      ExpectedTensors tensors,
      String prefix,
      TextConfig text,
      long visionWidth,
      int firstGrounded) {
    long hidden = text.hidden();
    tensors.addOptional(prefix + ".embeddings.position_ids", 1, text.positions());
    tensors.add(prefix + ".embeddings.word_embeddings.weight", text.vocabulary(), hidden);
    tensors.add(prefix + ".embeddings.position_embeddings.weight", text.positions(), hidden);
    tensors.addNorm(prefix + ".embeddings.LayerNorm", hidden);
    for (int i = 0; i < text.layers(); i++) {
      String layer = prefix + ".encoder.layer." + i;
      addAttention(tensors, layer + ".attention", hidden, hidden);
      if (i >= firstGrounded) {
        addAttention(tensors, layer + ".crossattention", hidden, visionWidth);
      }
      tensors.addLinear(layer + ".intermediate.dense", text.intermediate(), hidden);
      tensors.addLinear(layer + ".output.dense", hidden, text.intermediate());
      tensors.addNorm(layer + ".output.LayerNorm", hidden);
    }
  }

  private static void addAttention(
      ExpectedTensors tensors, String prefix, long hidden, long source) {
    tensors.addLinear(prefix + ".self.query", hidden, hidden);
    tensors.addLinear(prefix + ".self.key", hidden, source);
    tensors.addLinear(prefix + ".self.value", hidden, source);
    tensors.addLinear(prefix + ".output.dense", hidden, hidden);
    tensors.addNorm(prefix + ".output.LayerNorm", hidden);
  }
}
