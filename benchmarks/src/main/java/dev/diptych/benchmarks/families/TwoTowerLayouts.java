package dev.diptych.benchmarks.families;

import java.util.List;
import java.util.Map;

/** Families of two towers that compare vectors and nothing else. Stateless. */
final class TwoTowerLayouts {

  private static final long CLIP_WORDS = Vocabulary.BYTE_PAIRS.size();
  private static final long CLIP_TOKENS = 77;
  private static final long BERT_WORDS = Vocabulary.WORD_PIECES.size();

  private TwoTowerLayouts() {}

  /** Patches of a square picture along one side. */
  private static long grid(long side, long patch) {
    return side / patch;
  }

  private static long squared(long number) {
    return number * number;
  }

  /** Pre-norm layers as Hugging Face names those of CLIP and SigLIP. */
  private static void preNorm(Tensors tensors, String prefix, Sizes sizes) {
    long width = sizes.width();
    tensors.layers(
        sizes.layers(),
        i -> {
          String layer = prefix + ".encoder.layers." + i;
          tensors.norm(layer + ".layer_norm1", width);
          for (String part : List.of("q_proj", "k_proj", "v_proj", "out_proj")) {
            tensors.linear(layer + ".self_attn." + part, width, width);
          }
          tensors.norm(layer + ".layer_norm2", width);
          tensors.linear(layer + ".mlp.fc1", sizes.inner(), width);
          tensors.linear(layer + ".mlp.fc2", width, sizes.inner());
        });
  }

  /** Hugging Face's {@code CLIPModel}. */
  static Layout clip(String name, Sizes vision, Sizes text, long side, long patch, long joint) {
    Tensors tensors = new Tensors();
    tensors.add("text_model.embeddings.token_embedding.weight", CLIP_WORDS, text.width());
    tensors.add("text_model.embeddings.position_embedding.weight", CLIP_TOKENS, text.width());
    preNorm(tensors, "text_model", text);
    tensors.norm("text_model.final_layer_norm", text.width());
    tensors.add("vision_model.embeddings.class_embedding", vision.width());
    tensors.add("vision_model.embeddings.patch_embedding.weight", vision.width(), 3, patch, patch);
    tensors.add(
        "vision_model.embeddings.position_embedding.weight",
        squared(grid(side, patch)) + 1,
        vision.width());
    tensors.norm("vision_model.pre_layrnorm", vision.width()); // misspelt in every checkpoint
    preNorm(tensors, "vision_model", vision);
    tensors.norm("vision_model.post_layernorm", vision.width());
    tensors.add("visual_projection.weight", joint, vision.width());
    tensors.add("text_projection.weight", joint, text.width());
    tensors.add("logit_scale");
    Map<String, Object> config =
        Map.of(
            "architectures",
            List.of("CLIPModel"),
            "model_type",
            "clip",
            "projection_dim",
            joint,
            "text_config",
            text.section(Map.of("eos_token_id", 2)),
            "vision_config",
            vision.section(Map.of("image_size", side, "patch_size", patch)));
    return new Layout(name, config, tensors, Vocabulary.BYTE_PAIRS);
  }

  /** SigLIP 2 of one resolution: Hugging Face's {@code SiglipModel}. */
  static Layout siglip(String name, Sizes both, long side, long patch, Vocabulary words) {
    return new Layout(
            name,
            siglipConfig(both, side, patch, words.size()),
            siglip(new Tensors(), "", both, side, patch, words.size()),
            words)
        .withBilinearSquares(side);
  }

  static Map<String, Object> siglipConfig(Sizes both, long side, long patch, long words) {
    return Map.of(
        "model_type",
        "siglip",
        "text_config",
        both.section(Map.of("model_type", "siglip_text_model", "vocab_size", words)),
        "vision_config",
        both.section(
            Map.of("model_type", "siglip_vision_model", "image_size", side, "patch_size", patch)));
  }

  /** Adds a SigLIP whose names begin with a prefix. {@return the tensors} */
  static Tensors siglip(
      Tensors tensors, String prefix, Sizes both, long side, long patch, long words) {
    long width = both.width();
    String text = prefix + "text_model";
    tensors.add(text + ".embeddings.token_embedding.weight", words, width);
    tensors.add(text + ".embeddings.position_embedding.weight", 64, width);
    preNorm(tensors, text, both);
    tensors.norm(text + ".final_layer_norm", width);
    tensors.linear(text + ".head", width, width);
    String vision = prefix + "vision_model";
    tensors.add(vision + ".embeddings.patch_embedding.weight", width, 3, patch, patch);
    tensors.add(vision + ".embeddings.patch_embedding.bias", width);
    tensors.add(
        vision + ".embeddings.position_embedding.weight", squared(grid(side, patch)), width);
    preNorm(tensors, vision, both);
    tensors.norm(vision + ".post_layernorm", width);
    tensors.add(vision + ".head.probe", 1, 1, width);
    tensors.attention(vision + ".head.attention", width);
    tensors.norm(vision + ".head.layernorm", width);
    tensors.linear(vision + ".head.mlp.fc1", both.inner(), width);
    tensors.linear(vision + ".head.mlp.fc2", width, both.inner());
    return tensors.add(prefix + "logit_scale", 1).add(prefix + "logit_bias", 1);
  }

  /** Pre-norm layers over PyTorch's own attention. */
  private static void blocks(
      Tensors tensors, String prefix, Sizes sizes, String norms, List<String> feedForward) {
    tensors.layers(
        sizes.layers(),
        i -> {
          tensors.norm(prefix + i + "." + norms + "1", sizes.width());
          tensors.attention(prefix + i + ".attn", sizes.width());
          tensors.norm(prefix + i + "." + norms + "2", sizes.width());
          tensors.linear(prefix + i + feedForward.getFirst(), sizes.inner(), sizes.width());
          tensors.linear(prefix + i + feedForward.getLast(), sizes.width(), sizes.inner());
        });
  }

  /**
   * CoCa of open_clip, captions included.
   *
   * @param text sizes of the text tower and of the decoder behind it
   */
  static Layout coca(String name, Sizes vision, Sizes text, long side, long patch) {
    List<String> feedForward = List.of(".mlp.c_fc", ".mlp.c_proj");
    long joint = text.width();
    Tensors tensors = new Tensors();
    tensors.add("text.positional_embedding", CLIP_TOKENS, joint);
    tensors.add("text.text_projection", joint, joint);
    tensors.add("text.cls_emb", joint);
    tensors.add("text.token_embedding.weight", CLIP_WORDS, joint);
    blocks(tensors, "text.transformer.resblocks.", text, "ln_", feedForward);
    tensors.norm("text.ln_final", joint);
    tensors.add("visual.class_embedding", vision.width());
    tensors.add("visual.positional_embedding", squared(grid(side, patch)) + 1, vision.width());
    tensors.add("visual.proj", joint, joint);
    tensors.add("visual.conv1.weight", vision.width(), 3, patch, patch);
    tensors.norm("visual.ln_pre", vision.width());
    blocks(tensors, "visual.transformer.resblocks.", vision, "ln_", feedForward);
    tensors.add("visual.attn_pool.query", 256, joint);
    tensors.add("visual.attn_pool.attn.q_proj_weight", joint, joint);
    tensors.add("visual.attn_pool.attn.k_proj_weight", joint, vision.width());
    tensors.add("visual.attn_pool.attn.v_proj_weight", joint, vision.width());
    tensors.add("visual.attn_pool.attn.in_proj_bias", 3 * joint);
    tensors.linear("visual.attn_pool.attn.out_proj", joint, joint);
    tensors.norm("visual.attn_pool.ln_q", joint);
    tensors.norm("visual.attn_pool.ln_k", vision.width());
    tensors.norm("visual.ln_post", joint);
    tensors.add("text_decoder.text_projection", joint, CLIP_WORDS);
    blocks(tensors, "text_decoder.resblocks.", text, "ln_", feedForward);
    blocks(tensors, "text_decoder.cross_attn.", text, "ln_", feedForward);
    tensors.layers(
        text.layers(), i -> tensors.norm("text_decoder.cross_attn." + i + ".ln_1_kv", joint));
    tensors.norm("text_decoder.ln_final", joint);
    tensors.add("logit_scale");
    return new Layout(name, Map.of(), tensors, Vocabulary.BYTE_PAIRS);
  }

  /** BEiT-3 for retrieval, every weight twice. */
  static Layout beit3(String name, Sizes sizes, long side, long patch) {
    long width = sizes.width();
    Tensors tensors = new Tensors();
    tensors.add("logit_scale", 1);
    tensors.add("beit3.text_embed.weight", Vocabulary.UNIGRAM.size(), width);
    tensors.add("beit3.vision_embed.mask_token", 1, 1, width);
    tensors.add("beit3.vision_embed.cls_token", 1, 1, width);
    tensors.add("beit3.vision_embed.proj.weight", width, 3, patch, patch);
    tensors.add("beit3.vision_embed.proj.bias", width);
    tensors.add("beit3.encoder.embed_positions.A.weight", squared(grid(side, patch)) + 3, width);
    tensors.add("beit3.encoder.embed_positions.B.weight", 1024, width);
    for (String half : List.of(".A", ".B")) {
      tensors.layers(
          sizes.layers(),
          i -> {
            String layer = "beit3.encoder.layers." + i;
            for (String part : List.of("k_proj", "v_proj", "q_proj", "out_proj")) {
              tensors.linear(layer + ".self_attn." + part + half, width, width);
            }
            tensors.norm(layer + ".self_attn.inner_attn_ln" + half, width);
            tensors.norm(layer + ".self_attn_layer_norm" + half, width);
            tensors.linear(layer + ".ffn" + half + ".fc1", sizes.inner(), width);
            tensors.linear(layer + ".ffn" + half + ".fc2", width, sizes.inner());
            tensors.norm(layer + ".ffn" + half + ".ffn_layernorm", sizes.inner());
            tensors.norm(layer + ".final_layer_norm" + half, width);
          });
      tensors.norm("beit3.encoder.layer_norm" + half, width);
    }
    tensors.add("language_head.weight", width, width);
    tensors.add("vision_head.weight", width, width);
    return new Layout(name, Map.of("model_type", "beit3"), tensors, Vocabulary.UNIGRAM);
  }

  /**
   * VLMo by distances, as after fine-tuning for retrieval; or as before it, with the head that
   * scores pairs.
   *
   * @param firstFused the first layer with a feed-forward part for both
   */
  static Layout vlmo(
      String name, Sizes sizes, long side, long patch, long firstFused, boolean pairs) {
    long width = sizes.width();
    long square = squared(2 * grid(side, patch) - 1);
    Tensors tensors = new Tensors();
    tensors.add(
        "relative_position_bias_table", square + 3 + 2 * 196 + 2, sizes.heads() * sizes.layers());
    tensors.add("logit_scale", 1);
    tensors.add("text_embeddings.word_embeddings.weight", BERT_WORDS, width);
    tensors.add("text_embeddings.position_embeddings.weight", 40, width);
    tensors.add("text_embeddings.token_type_embeddings.weight", 2, width);
    tensors.norm("text_embeddings.LayerNorm", width);
    tensors.add("token_type_embeddings.weight", 2, width);
    tensors.add("transformer.cls_token", 1, 1, width);
    tensors.add("transformer.patch_embed.proj.weight", width, 3, patch, patch);
    tensors.add("transformer.patch_embed.proj.bias", width);
    tensors.layers(
        sizes.layers(),
        i -> {
          String block = "transformer.blocks." + i;
          tensors.add(block + ".gamma_1", width).add(block + ".gamma_2", width);
          tensors.norm(block + ".norm1", width);
          tensors.add(block + ".attn.qkv.weight", 3 * width, width);
          tensors.add(block + ".attn.q_bias", width).add(block + ".attn.v_bias", width);
          tensors.linear(block + ".attn.proj", width, width);
          for (String reader :
              i < firstFused ? List.of("text", "imag") : List.of("text", "imag", "vl")) {
            tensors.norm(block + ".norm2_" + reader, width);
            tensors.linear(block + ".mlp_" + reader + ".fc1", sizes.inner(), width);
            tensors.linear(block + ".mlp_" + reader + ".fc2", width, sizes.inner());
          }
        });
    tensors.norm("transformer.norm", width);
    tensors.linear("pooler.dense", width, width);
    tensors.add("itc_text_proj.fc.weight", width, width);
    tensors.add("itc_image_proj.fc.weight", width, width);
    if (pairs) {
      tensors.linear("itm_score.fc", 2, width);
    }
    return new Layout(name, Map.of("model_type", "vlmo"), tensors, Vocabulary.WORD_PIECES);
  }

  /** ImageBind's towers for pictures and texts. */
  static Layout imageBind(
      String name, Sizes vision, Sizes text, long side, long patch, long joint) {
    List<String> feedForward = List.of(".mlp.fc1", ".mlp.fc2");
    Tensors tensors = new Tensors();
    tensors.add("modality_preprocessors.vision.cls_token", 1, 1, vision.width());
    tensors.add(
        "modality_preprocessors.vision.rgbt_stem.proj.1.weight",
        vision.width(),
        3,
        2,
        patch,
        patch);
    tensors.add(
        "modality_preprocessors.vision.pos_embedding_helper.pos_embed",
        1,
        squared(grid(side, patch)) + 1,
        vision.width());
    tensors.add("modality_preprocessors.text.pos_embed", 1, CLIP_TOKENS, text.width());
    tensors.add("modality_preprocessors.text.token_embedding.weight", CLIP_WORDS, text.width());
    tensors.norm("modality_trunks.vision.pre_transformer_layer.0", vision.width());
    blocks(tensors, "modality_trunks.vision.blocks.", vision, "norm_", feedForward);
    blocks(tensors, "modality_trunks.text.blocks.", text, "norm_", feedForward);
    tensors.norm("modality_heads.vision.0", vision.width());
    tensors.add("modality_heads.vision.2.weight", joint, vision.width());
    tensors.norm("modality_heads.text.proj.0", text.width());
    tensors.add("modality_heads.text.proj.1.weight", joint, text.width());
    tensors.add("modality_postprocessors.text.1.log_logit_scale", 1);
    Map<String, Object> config =
        Map.of(
            "model_type",
            "imagebind",
            "vision_num_heads",
            vision.heads(),
            "text_num_heads",
            text.heads());
    return new Layout(name, config, tensors, Vocabulary.BYTE_PAIRS);
  }
}
