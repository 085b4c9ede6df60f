package dev.diptych.benchmarks.families;

import java.util.List;
import java.util.Map;

/** Families whose second stage scores pairs, but BLIP. Stateless. */
final class PairLayouts {

  private static final long BERT_WORDS = Vocabulary.WORD_PIECES.size();
  private static final long JOINT = 256;

  private PairLayouts() {}

  private static long patches(long side, long patch) {
    return (side / patch) * (side / patch);
  }

  /**
   * Attention of BERT's kind with the norm behind it.
   *
   * @param projections what the names of queries, keys and values begin with
   */
  private static void attention(
      Tensors tensors, String prefix, String projections, long width, long source) {
    tensors.linear(prefix + projections + "query", width, width);
    tensors.linear(prefix + projections + "key", width, source);
    tensors.linear(prefix + projections + "value", width, source);
    tensors.linear(prefix + ".output.dense", width, width);
    tensors.norm(prefix + ".output.LayerNorm", width);
  }

  private static void feedForward(Tensors tensors, String layer, String rows, Sizes sizes) {
    tensors.linear(layer + ".intermediate" + rows + ".dense", sizes.inner(), sizes.width());
    tensors.linear(layer + ".output" + rows + ".dense", sizes.width(), sizes.inner());
    tensors.norm(layer + ".output" + rows + ".LayerNorm", sizes.width());
  }

  private static void embeddings(
      Tensors tensors, String prefix, long words, long rows, long width) {
    tensors.add(prefix + ".word_embeddings.weight", words, width);
    tensors.add(prefix + ".position_embeddings.weight", rows, width);
    tensors.add(prefix + ".token_type_embeddings.weight", 2, width);
    tensors.norm(prefix + ".LayerNorm", width);
  }

  /** ALBEF after fine-tuning; TCL is of the same layout. */
  static Layout albef(String name, Sizes vision, Sizes text, long side, long patch) {
    long width = vision.width();
    Tensors tensors = new Tensors();
    tensors.add("visual_encoder.cls_token", 1, 1, width);
    tensors.add("visual_encoder.pos_embed", 1, patches(side, patch) + 1, width);
    tensors.add("visual_encoder.patch_embed.proj.weight", width, 3, patch, patch);
    tensors.add("visual_encoder.patch_embed.proj.bias", width);
    tensors.layers(
        vision.layers(),
        i -> {
          String block = "visual_encoder.blocks." + i;
          tensors.norm(block + ".norm1", width);
          tensors.linear(block + ".attn.qkv", 3 * width, width);
          tensors.linear(block + ".attn.proj", width, width);
          tensors.norm(block + ".norm2", width);
          tensors.linear(block + ".mlp.fc1", vision.inner(), width);
          tensors.linear(block + ".mlp.fc2", width, vision.inner());
        });
    tensors.norm("visual_encoder.norm", width);
    embeddings(tensors, "text_encoder.embeddings", BERT_WORDS, 512, text.width());
    tensors.layers(
        text.layers(),
        i -> {
          String layer = "text_encoder.encoder.layer." + i;
          attention(tensors, layer + ".attention", ".self.", text.width(), text.width());
          if (i >= text.layers() / 2) {
            attention(tensors, layer + ".crossattention", ".self.", text.width(), width);
          }
          feedForward(tensors, layer, "", text);
        });
    tensors.linear("vision_proj", JOINT, width);
    tensors.linear("text_proj", JOINT, text.width());
    tensors.linear("itm_head", 2, text.width());
    tensors.add("temp");
    return new Layout(name, Map.of("model_type", "albef"), tensors, Vocabulary.WORD_PIECES);
  }

  /** BLIP-2 for matching: Hugging Face's {@code Blip2ForImageTextRetrieval}. */
  static Layout blip2(String name, Sizes vision, Sizes text, long side, long patch) {
    long seen = vision.width();
    long width = text.width();
    Tensors tensors = new Tensors();
    tensors.add("query_tokens", 1, 32, width);
    tensors.add("vision_model.embeddings.class_embedding", 1, 1, seen);
    tensors.add("vision_model.embeddings.position_embedding", 1, patches(side, patch) + 1, seen);
    tensors.add("vision_model.embeddings.patch_embedding.weight", seen, 3, patch, patch);
    tensors.add("vision_model.embeddings.patch_embedding.bias", seen);
    tensors.layers(
        vision.layers(),
        i -> {
          String layer = "vision_model.encoder.layers." + i;
          tensors.linear(layer + ".self_attn.qkv", 3 * seen, seen);
          tensors.linear(layer + ".self_attn.projection", seen, seen);
          tensors.norm(layer + ".layer_norm1", seen);
          tensors.linear(layer + ".mlp.fc1", vision.inner(), seen);
          tensors.linear(layer + ".mlp.fc2", seen, vision.inner());
          tensors.norm(layer + ".layer_norm2", seen);
        });
    tensors.norm("vision_model.post_layernorm", seen);
    tensors.add("embeddings.word_embeddings.weight", BERT_WORDS + 1, width);
    tensors.add("embeddings.position_embeddings.weight", 512, width);
    tensors.norm("qformer.layernorm", width);
    tensors.layers(
        text.layers(),
        i -> {
          String layer = "qformer.encoder.layer." + i;
          attention(tensors, layer + ".attention", ".attention.", width, width);
          if (i % 2 == 0) {
            attention(tensors, layer + ".crossattention", ".attention.", width, seen);
          }
          feedForward(tensors, layer, "", text);
          feedForward(tensors, layer, "_query", text);
        });
    tensors.linear("vision_projection", Math.min(JOINT, width), width);
    tensors.linear("text_projection", Math.min(JOINT, width), width);
    tensors.linear("itm_head", 2, width);
    Map<String, Object> config =
        Map.of(
            "architectures",
            List.of("Blip2ForImageTextRetrieval"),
            "model_type",
            "blip-2",
            "image_text_hidden_size",
            Math.min(JOINT, width),
            "num_query_tokens",
            32,
            "qformer_config",
            text.section(Map.of("vocab_size", BERT_WORDS + 1, "encoder_hidden_size", seen)),
            "vision_config",
            vision.section(Map.of("image_size", side, "patch_size", patch)));
    return new Layout(name, config, tensors, Vocabulary.WORD_PIECES);
  }

  /** ViLT for retrieval: Hugging Face's {@code ViltForImageAndTextRetrieval}. */
  static Layout vilt(String name, Sizes sizes, long side, long patch) {
    long width = sizes.width();
    Tensors tensors = new Tensors();
    String text = "vilt.embeddings.text_embeddings";
    tensors.add(text + ".position_ids", 1, 40);
    embeddings(tensors, text, BERT_WORDS, 40, width);
    tensors.add("vilt.embeddings.cls_token", 1, 1, width);
    tensors.add("vilt.embeddings.position_embeddings", 1, patches(side, patch) + 1, width);
    tensors.add("vilt.embeddings.patch_embeddings.projection.weight", width, 3, patch, patch);
    tensors.add("vilt.embeddings.patch_embeddings.projection.bias", width);
    tensors.add("vilt.embeddings.token_type_embeddings.weight", 2, width);
    tensors.layers(
        sizes.layers(),
        i -> {
          String layer = "vilt.encoder.layer." + i;
          for (String part : List.of("query", "key", "value")) {
            tensors.linear(layer + ".attention.attention." + part, width, width);
          }
          tensors.linear(layer + ".attention.output.dense", width, width);
          tensors.linear(layer + ".intermediate.dense", sizes.inner(), width);
          tensors.linear(layer + ".output.dense", width, sizes.inner());
          tensors.norm(layer + ".layernorm_before", width);
          tensors.norm(layer + ".layernorm_after", width);
        });
    tensors.norm("vilt.layernorm", width);
    tensors.linear("vilt.pooler.dense", width, width);
    tensors.linear("rank_output", 1, width);
    Map<String, Object> config =
        sizes.section(
            Map.of(
                "architectures",
                List.of("ViltForImageAndTextRetrieval"),
                "model_type",
                "vilt",
                "image_size",
                side,
                "patch_size",
                patch));
    return new Layout(name, config, tensors, Vocabulary.WORD_PIECES);
  }

  /**
   * EDJE's training checkpoint with the whole SigLIP 2 below it, so that both stages come out of
   * one pass.
   *
   * @param siglip both towers below
   * @param language the joint encoder
   * @param inner width of the adapter
   * @param stored tokens that are stored of a picture
   * @param pieces of the SigLIP 2 below
   */
  static Layout edje(
      String name,
      Sizes siglip,
      Sizes language,
      long side,
      long patch,
      long inner,
      long stored,
      Vocabulary pieces) {
    long words = pieces.size();
    long width = siglip.width();
    long hidden = language.width();
    Tensors tensors = TwoTowerLayouts.siglip(new Tensors(), "clip.", siglip, side, patch, words);
    embeddings(tensors, "language_model.bert.embeddings", BERT_WORDS + 1, 512, hidden);
    tensors.layers(
        language.layers(),
        i -> {
          String layer = "language_model.bert.encoder.layer." + i;
          attention(tensors, layer + ".attention", ".self.", hidden, hidden);
          feedForward(tensors, layer, "", language);
        });
    tensors.add("vision_projection.query", 1, stored, width);
    tensors.linear("vision_projection.key", width, width);
    tensors.linear("vision_projection.value", width, width);
    tensors.attention("vision_projection.attention", width);
    tensors.norm("vision_projection.layernorm", width);
    tensors.linear("vision_projection.mlp.fc1", inner, width);
    tensors.linear("vision_projection.mlp.fc2", width, inner);
    tensors.linear("vision_projection.projection", hidden, width);
    tensors.linear("classification_head.0.dense", hidden, hidden);
    tensors.linear("classification_head.1", 1, hidden);
    Map<String, Object> config =
        Map.of(
            "model_type",
            "edje",
            "siglip",
            TwoTowerLayouts.siglipConfig(siglip, side, patch, words),
            "language_model",
            language.section());
    return new Layout(name, config, tensors, Vocabulary.WORD_PIECES, pieces);
  }
}
