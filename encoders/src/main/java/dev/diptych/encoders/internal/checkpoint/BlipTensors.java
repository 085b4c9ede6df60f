package dev.diptych.encoders.internal.checkpoint;

import dev.diptych.encoders.internal.checkpoint.BlipConfig.TextConfig;
import dev.diptych.encoders.internal.checkpoint.BlipConfig.VisionConfig;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tensors a BLIP checkpoint holds: every name and shape of the Hugging Face layout for a given
 * configuration. Matrices are stored {@code [out, in]}.
 */
final class BlipTensors {

  private final BlipConfig config;
  private final Map<String, List<Long>> shapes = new LinkedHashMap<>();

  private BlipTensors(BlipConfig config) {
    this.config = config;
  }

  /** {@return names and shapes of the vision tower, which every checkpoint has} */
  static Map<String, List<Long>> vision(BlipConfig config) {
    BlipTensors tensors = new BlipTensors(config);
    tensors.visionTower();
    return tensors.shapes;
  }

  /** {@return names and shapes of the text encoder and the heads of ITC and ITM} */
  static Map<String, List<Long>> retrieval(BlipConfig config) {
    BlipTensors tensors = new BlipTensors(config);
    long width = config.vision().hidden();
    long hidden = config.text().hidden();
    tensors.textTower("text_encoder");
    tensors.linear("vision_proj", config.joint(), width);
    tensors.linear("text_proj", config.joint(), hidden);
    tensors.linear("itm_head", 2, hidden);
    return tensors.shapes;
  }

  /** {@return names and shapes of the caption decoder, less those that may be tied to others} */
  static Map<String, List<Long>> decoder(BlipConfig config) {
    BlipTensors tensors = new BlipTensors(config);
    long hidden = config.text().hidden();
    tensors.textTower("text_decoder.bert");
    tensors.linear("text_decoder.cls.predictions.transform.dense", hidden, hidden);
    tensors.norm("text_decoder.cls.predictions.transform.LayerNorm", hidden);
    return tensors.shapes;
  }

  private void visionTower() {
    VisionConfig vision = config.vision();
    long width = vision.hidden();
    add("vision_model.embeddings.class_embedding", 1, 1, width);
    add("vision_model.embeddings.position_embedding", 1, vision.patches(), width);
    add(
        "vision_model.embeddings.patch_embedding.weight",
        width,
        3,
        vision.patchSize(),
        vision.patchSize());
    add("vision_model.embeddings.patch_embedding.bias", width);
    for (int i = 0; i < vision.layers(); i++) {
      String layer = "vision_model.encoder.layers." + i;
      norm(layer + ".layer_norm1", width);
      linear(layer + ".self_attn.qkv", 3 * width, width);
      linear(layer + ".self_attn.projection", width, width);
      norm(layer + ".layer_norm2", width);
      linear(layer + ".mlp.fc1", vision.intermediate(), width);
      linear(layer + ".mlp.fc2", width, vision.intermediate());
    }
    norm("vision_model.post_layernorm", width);
  }

  private void textTower(String prefix) {
    TextConfig text = config.text();
    long hidden = text.hidden();
    add(prefix + ".embeddings.word_embeddings.weight", text.vocabulary(), hidden);
    add(prefix + ".embeddings.position_embeddings.weight", text.positions(), hidden);
    norm(prefix + ".embeddings.LayerNorm", hidden);
    for (int i = 0; i < text.layers(); i++) {
      String layer = prefix + ".encoder.layer." + i;
      attention(layer + ".attention", hidden, hidden);
      attention(layer + ".crossattention", hidden, config.vision().hidden());
      linear(layer + ".intermediate.dense", text.intermediate(), hidden);
      linear(layer + ".output.dense", hidden, text.intermediate());
      norm(layer + ".output.LayerNorm", hidden);
    }
  }

  private void attention(String prefix, long hidden, long source) {
    linear(prefix + ".self.query", hidden, hidden);
    linear(prefix + ".self.key", hidden, source);
    linear(prefix + ".self.value", hidden, source);
    linear(prefix + ".output.dense", hidden, hidden);
    norm(prefix + ".output.LayerNorm", hidden);
  }

  private void linear(String prefix, long out, long in) {
    add(prefix + ".weight", out, in);
    add(prefix + ".bias", out);
  }

  private void norm(String prefix, long width) {
    add(prefix + ".weight", width);
    add(prefix + ".bias", width);
  }

  private void add(String name, long... shape) {
    shapes.put(name, Arrays.stream(shape).boxed().toList());
  }
}
