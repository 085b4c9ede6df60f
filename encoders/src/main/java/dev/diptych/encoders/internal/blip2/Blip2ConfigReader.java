package dev.diptych.encoders.internal.blip2;

import static dev.diptych.encoders.internal.checkpoint.ConfigSection.refuse;

import dev.diptych.encoders.internal.blip.BlipConfig.VisionConfig;
import dev.diptych.encoders.internal.blip2.Blip2Config.QFormer;
import dev.diptych.encoders.internal.checkpoint.ConfigSection;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code config.json} of a BLIP-2 checkpoint, with the defaults of Hugging Face's classes.
 * The language model that it names writes texts in other checkpoints and has no part in matching.
 */
final class Blip2ConfigReader {

  private static final String RETRIEVAL = "Blip2ForImageTextRetrieval";

  private Blip2ConfigReader() {}

  /**
   * Reads a configuration.
   *
   * @param tower whether the checkpoint holds a vision tower
   * @throws dev.diptych.core.DiptychException INVALID_CHECKPOINT naming the field, what is allowed
   *     and what was found
   */
  static Blip2Config read(ConfigSection root, boolean tower) {
    String architecture = root.architecture();
    if (!architecture.isEmpty() && !architecture.equals(RETRIEVAL)) {
      throw refuse(
          "config.json names the architecture \"%s\", of which only %s matches pictures and texts: choose Salesforce/blip2-itm-vit-g or blip2-itm-vit-g-coco",
          architecture.length() > 80 ? architecture.substring(0, 80) + "…" : architecture,
          RETRIEVAL);
    }
    ConfigSection section = root.section("qformer_config");
    if (!section.flag("use_qformer_text_input", true)) {
      throw refuse(
          "qformer_config.use_qformer_text_input is false: this Q-Former reads no texts, so it cannot match them");
    }
    requireGelu(section, "qformer_config");
    int hidden = section.positive("hidden_size", 768);
    int heads = section.positive("num_attention_heads", 12);
    section.requireDivides("num_attention_heads", heads, "hidden_size", hidden);
    int imageWidth = section.positive("encoder_hidden_size", 1408);
    int joint = root.positive("image_text_hidden_size", 256);
    if (joint > imageWidth) {
      throw refuse(
          "image_text_hidden_size must be at most qformer_config.encoder_hidden_size, since vectors are stored beside patches, but is %s of %s",
          joint, imageWidth);
    }
    return new Blip2Config(
        tower ? vision(root.section("vision_config"), imageWidth) : null,
        imageWidth,
        root.positive("num_query_tokens", 32),
        joint,
        new QFormer(
            hidden,
            section.positive("num_hidden_layers", 12),
            heads,
            section.positive("intermediate_size", 3072),
            section.positive("cross_attention_frequency", 2),
            section.epsilon("layer_norm_eps", 1e-12),
            section.positive("vocab_size", 30522),
            section.positive("max_position_embeddings", 512)));
  }

  private static @Nullable VisionConfig vision(ConfigSection section, int imageWidth) {
    requireGelu(section, "vision_config");
    int hidden = section.positive("hidden_size", 1408);
    if (hidden != imageWidth) {
      throw refuse(
          "vision_config.hidden_size must be qformer_config.encoder_hidden_size, but they are %s and %s",
          hidden, imageWidth);
    }
    int heads = section.positive("num_attention_heads", 16);
    section.requireDivides("num_attention_heads", heads, "hidden_size", hidden);
    int imageSize = section.positive("image_size", 224);
    int patchSize = section.positive("patch_size", 14);
    section.requireDivides("patch_size", patchSize, "image_size", imageSize);
    return new VisionConfig(
        hidden,
        section.positive("num_hidden_layers", 39),
        heads,
        section.positive("intermediate_size", 6144),
        imageSize,
        patchSize,
        section.epsilon("layer_norm_eps", 1e-6));
  }

  private static void requireGelu(ConfigSection section, String where) {
    String activation = section.text("hidden_act", "gelu");
    if (!activation.equals("gelu")) {
      throw refuse(
          "%s.hidden_act must be \"gelu\" (the exact one), but is \"%s\"", where, activation);
    }
  }
}
