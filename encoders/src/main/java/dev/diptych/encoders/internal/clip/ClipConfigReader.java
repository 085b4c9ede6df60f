package dev.diptych.encoders.internal.clip;

import static dev.diptych.encoders.internal.checkpoint.ConfigSection.refuse;

import dev.diptych.encoders.internal.checkpoint.ConfigSection;
import dev.diptych.encoders.internal.graph.Activation;
import dev.diptych.encoders.internal.graph.TowerConfig;

/**
 * Reads {@code config.json} of a CLIP checkpoint: the long style with every field, the short one
 * that names only what differs from the class defaults, and the first one, whose {@code
 * text_config_dict} and {@code vision_config_dict} take the place of the sections, as in Hugging
 * Face's own constructor.
 */
final class ClipConfigReader {

  private static final int OPENAI_END = 49407;

  private ClipConfigReader() {}

  /**
   * Reads a configuration.
   *
   * @param root the whole file
   * @throws dev.diptych.core.DiptychException INVALID_CHECKPOINT naming the field, what is allowed
   *     and what was found
   */
  static ClipConfig read(ConfigSection root) {
    String architecture = root.architecture();
    if (!architecture.isEmpty() && !architecture.equals("CLIPModel")) {
      throw refuse(
          "config.json names the architecture \"%s\", of which only the whole CLIPModel can be imported: choose a checkpoint of both towers",
          architecture.length() > 80 ? architecture.substring(0, 80) + "…" : architecture);
    }
    ConfigSection vision = section(root, "vision_config");
    ConfigSection text = section(root, "text_config");
    int channels = vision.positive("num_channels", 3);
    if (channels != 3) {
      throw refuse("vision_config.num_channels must be 3 (red, green, blue), but is %s", channels);
    }
    int imageSize = vision.positive("image_size", 224);
    int patchSize = vision.positive("patch_size", 32);
    if (patchSize > imageSize) {
      throw refuse(
          "vision_config.patch_size must be at most image_size, but is %s of %s",
          patchSize, imageSize);
    }
    return new ClipConfig(
        root.positive("projection_dim", 512),
        imageSize,
        patchSize,
        text.positive("vocab_size", 49408),
        text.positive("max_position_embeddings", 77),
        text.tokenId("eos_token_id").orElse(OPENAI_END),
        tower(vision, "vision_config", new int[] {768, 12, 12, 3072}),
        tower(text, "text_config", new int[] {512, 12, 8, 2048}));
  }

  private static ConfigSection section(ConfigSection root, String name) {
    String first = name + "_dict";
    return root.holdsObject(first) ? root.section(first) : root.section(name);
  }

  /**
   * One tower.
   *
   * @param defaults hidden, layers, heads, intermediate
   */
  private static TowerConfig tower(ConfigSection section, String where, int[] defaults) {
    int hidden = section.positive("hidden_size", defaults[0]);
    int heads = section.positive("num_attention_heads", defaults[2]);
    section.requireDivides("num_attention_heads", heads, "hidden_size", hidden);
    return new TowerConfig(
        hidden,
        section.positive("num_hidden_layers", defaults[1]),
        heads,
        section.positive("intermediate_size", defaults[3]),
        activation(section.text("hidden_act", "quick_gelu"), where),
        section.epsilon("layer_norm_eps", 1e-5));
  }

  private static Activation activation(String name, String where) {
    return switch (name) {
      case "quick_gelu" -> Activation.QUICK_GELU;
      case "gelu" -> Activation.GELU;
      default ->
          throw refuse(
              "%s.hidden_act must be \"quick_gelu\" or \"gelu\" (the exact one), but is \"%s\"",
              where, name);
    };
  }
}
