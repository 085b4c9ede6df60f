package dev.diptych.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The layouts of published BLIP checkpoints: every tensor's name and shape, written down
 * independently of the importer, which is tested against them.
 */
public enum PublishedShape {
  /** {@code Salesforce/blip-itm-base-coco} and {@code -flickr}. */
  ITM_BASE("BlipForImageTextRetrieval", 768, 12, 12, 3072),
  /** {@code Salesforce/blip-itm-large-coco} and {@code -flickr}. */
  ITM_LARGE("BlipForImageTextRetrieval", 1024, 24, 16, 4096),
  /** {@code Salesforce/blip-image-captioning-base}. */
  CAPTIONING_BASE("BlipForConditionalGeneration", 768, 12, 12, 3072);

  private static final long TEXT_WIDTH = 768;
  private static final long TEXT_INNER = 3072;
  private static final int TEXT_LAYERS = 12;
  private static final long VOCABULARY = 30524;
  private static final long POSITIONS = 512;
  private static final long JOINT = 256;

  private final String architecture;
  private final long width;
  private final int layers;
  private final int heads;
  private final long inner;

  PublishedShape(String architecture, long width, int layers, int heads, long inner) {
    this.architecture = architecture;
    this.width = width;
    this.layers = layers;
    this.heads = heads;
    this.inner = inner;
  }

  /**
   * {@return {@code config.json} as a newer library writes it: what differs from the class
   * defaults}
   */
  public Map<String, Object> config() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("architectures", List.of(architecture));
    config.put("model_type", "blip");
    config.put(
        "vision_config",
        Map.of(
            "model_type", "blip_vision_model",
            "hidden_size", width,
            "num_hidden_layers", layers,
            "num_attention_heads", heads,
            "intermediate_size", inner));
    config.put("text_config", Map.of("model_type", "blip_text_model", "num_attention_heads", 12));
    return config;
  }

  /**
   * {@return every tensor's shape by name; integers where the name ends in {@code position_ids},
   * f32 elsewhere}
   */
  public Map<String, List<Long>> tensors() {
    Map<String, List<Long>> tensors = new LinkedHashMap<>();
    tensors.put("vision_model.embeddings.class_embedding", List.of(1L, 1L, width));
    tensors.put("vision_model.embeddings.position_embedding", List.of(1L, 577L, width));
    tensors.put("vision_model.embeddings.patch_embedding.weight", List.of(width, 3L, 16L, 16L));
    tensors.put("vision_model.embeddings.patch_embedding.bias", List.of(width));
    IntStream.range(0, layers)
        .mapToObj(i -> "vision_model.encoder.layers." + i)
        .forEach(
            layer -> {
              vector(tensors, layer + ".layer_norm1", width);
              matrix(tensors, layer + ".self_attn.qkv", 3 * width, width);
              matrix(tensors, layer + ".self_attn.projection", width, width);
              vector(tensors, layer + ".layer_norm2", width);
              matrix(tensors, layer + ".mlp.fc1", inner, width);
              matrix(tensors, layer + ".mlp.fc2", width, inner);
            });
    vector(tensors, "vision_model.post_layernorm", width);
    if (this == CAPTIONING_BASE) {
      text(tensors, "text_decoder.bert");
      matrix(tensors, "text_decoder.cls.predictions.transform.dense", TEXT_WIDTH, TEXT_WIDTH);
      vector(tensors, "text_decoder.cls.predictions.transform.LayerNorm", TEXT_WIDTH);
      matrix(tensors, "text_decoder.cls.predictions.decoder", VOCABULARY, TEXT_WIDTH);
      tensors.put("text_decoder.cls.predictions.bias", List.of(VOCABULARY));
    } else {
      text(tensors, "text_encoder");
      matrix(tensors, "vision_proj", JOINT, width);
      matrix(tensors, "text_proj", JOINT, TEXT_WIDTH);
      matrix(tensors, "itm_head", 2, TEXT_WIDTH);
    }
    return tensors;
  }

  private void text(Map<String, List<Long>> tensors, String prefix) {
    tensors.put(prefix + ".embeddings.position_ids", List.of(1L, POSITIONS));
    tensors.put(prefix + ".embeddings.word_embeddings.weight", List.of(VOCABULARY, TEXT_WIDTH));
    tensors.put(prefix + ".embeddings.position_embeddings.weight", List.of(POSITIONS, TEXT_WIDTH));
    vector(tensors, prefix + ".embeddings.LayerNorm", TEXT_WIDTH);
    for (int i = 0; i < TEXT_LAYERS; i++) {
      String layer = prefix + ".encoder.layer." + i;
      for (String attention : List.of(layer + ".attention", layer + ".crossattention")) {
        long source = attention.endsWith("crossattention") ? width : TEXT_WIDTH;
        matrix(tensors, attention + ".self.query", TEXT_WIDTH, TEXT_WIDTH);
        matrix(tensors, attention + ".self.key", TEXT_WIDTH, source);
        matrix(tensors, attention + ".self.value", TEXT_WIDTH, source);
        matrix(tensors, attention + ".output.dense", TEXT_WIDTH, TEXT_WIDTH);
        vector(tensors, attention + ".output.LayerNorm", TEXT_WIDTH);
      }
      matrix(tensors, layer + ".intermediate.dense", TEXT_INNER, TEXT_WIDTH);
      matrix(tensors, layer + ".output.dense", TEXT_WIDTH, TEXT_INNER);
      vector(tensors, layer + ".output.LayerNorm", TEXT_WIDTH);
    }
  }

  private static void matrix(Map<String, List<Long>> tensors, String prefix, long out, long in) {
    tensors.put(prefix + ".weight", List.of(out, in));
    tensors.put(prefix + ".bias", List.of(out));
  }

  private static void vector(Map<String, List<Long>> tensors, String prefix, long width) {
    tensors.put(prefix + ".weight", List.of(width));
    tensors.put(prefix + ".bias", List.of(width));
  }
}
