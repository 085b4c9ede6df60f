package dev.diptych.encoders.internal.siglip;

import static dev.diptych.encoders.internal.checkpoint.ConfigSection.refuse;

import dev.diptych.core.DiptychException;
import dev.diptych.encoders.internal.checkpoint.ConfigSection;
import dev.diptych.encoders.internal.graph.Activation;
import dev.diptych.encoders.internal.graph.TowerConfig;

/**
 * Reads {@code config.json} of a SigLIP checkpoint, which names only what differs from the class
 * defaults: that of the smallest model says nothing but {@code model_type}s. Ids of special tokens
 * in it are left over from CLIP and not read.
 */
public final class SiglipConfigReader {

  private static final String WHOLE = "SiglipModel";

  private SiglipConfigReader() {}

  /** {@return whether it is of SigLIP's kind, be it one that cannot be imported} */
  static boolean recognises(ConfigSection root) {
    String type = root.text("model_type", "");
    return type.isEmpty() ? root.architecture().startsWith("Siglip") : type.startsWith("siglip");
  }

  /**
   * Reads a configuration.
   *
   * @param root the whole file
   * @throws dev.diptych.core.DiptychException INVALID_CHECKPOINT naming the field, what is allowed
   *     and what was found
   */
  public static SiglipSizes read(ConfigSection root) {
    ConfigSection vision = root.section("vision_config");
    ConfigSection text = root.section("text_config");
    refuseFlexible(root, vision);
    refuseHalves(root);
    if (!vision.flag("vision_use_head", true)) {
      throw refuse(
          "vision_config.vision_use_head is false: without its pooling head the vision tower makes no vector of a picture; choose a checkpoint of the whole %s",
          WHOLE);
    }
    int channels = vision.positive("num_channels", 3);
    if (channels != 3) {
      throw refuse("vision_config.num_channels must be 3 (red, green, blue), but is %s", channels);
    }
    int imageSize = vision.positive("image_size", 224);
    int patchSize = vision.positive("patch_size", 16);
    if (patchSize > imageSize) {
      throw refuse(
          "vision_config.patch_size must be at most image_size, but is %s of %s",
          patchSize, imageSize);
    }
    TowerConfig pictures = tower(vision, "vision_config");
    TowerConfig texts = tower(text, "text_config");
    int projection = text.positive("projection_size", texts.hidden());
    if (projection != pictures.hidden()) {
      throw refuse(
          "text_config.projection_size (text_config.hidden_size where it is not said) must be vision_config.hidden_size, since texts and pictures are compared, but they are %s and %s",
          projection, pictures.hidden());
    }
    return new SiglipSizes(
        imageSize,
        patchSize,
        text.positive("vocab_size", 32000),
        text.positive("max_position_embeddings", 64),
        pictures,
        texts);
  }

  private static void refuseFlexible(ConfigSection root, ConfigSection vision) {
    if (root.text("model_type", "").startsWith("siglip2")
        || root.architecture().startsWith("Siglip2")
        || vision.text("model_type", "").startsWith("siglip2")) {
      throw flexible(
          "config.json says so: model_type \"siglip2\" or the architecture Siglip2Model");
    }
  }

  /** {@return what is said of a checkpoint that reads pictures of any shape} */
  static DiptychException flexible(String mark) {
    return refuse(
        "this is a SigLIP 2 of the kind NaFlex (%s), which cuts each picture into a number of patches of its own; only FixRes can be imported, which reads squares of one size: choose google/siglip2-base-patch16-256 or another whose name ends in its resolution",
        mark);
  }

  private static void refuseHalves(ConfigSection root) {
    String type = root.text("model_type", "");
    String architecture = root.architecture();
    boolean whole = architecture.isEmpty() || architecture.equals(WHOLE);
    if (!whole || type.startsWith("siglip_")) {
      throw refuse(
          "config.json names the architecture \"%s\" and the model_type \"%s\", of which only the whole %s of model_type \"siglip\" can be imported: choose a checkpoint of both towers",
          clip(architecture), clip(type), WHOLE);
    }
  }

  private static String clip(String name) {
    return name.length() > 80 ? name.substring(0, 80) + "…" : name;
  }

  private static TowerConfig tower(ConfigSection section, String where) {
    int hidden = section.positive("hidden_size", 768);
    int heads = section.positive("num_attention_heads", 12);
    section.requireDivides("num_attention_heads", heads, "hidden_size", hidden);
    return new TowerConfig(
        hidden,
        section.positive("num_hidden_layers", 12),
        heads,
        section.positive("intermediate_size", 3072),
        activation(section.text("hidden_act", "gelu_pytorch_tanh"), where),
        section.epsilon("layer_norm_eps", 1e-6));
  }

  private static Activation activation(String name, String where) {
    return switch (name) {
      case "gelu_pytorch_tanh" -> Activation.TANH_GELU;
      case "gelu" -> Activation.GELU;
      case "quick_gelu" -> Activation.QUICK_GELU;
      default ->
          throw refuse(
              "%s.hidden_act must be \"gelu_pytorch_tanh\", \"gelu\" (the exact one) or \"quick_gelu\", but is \"%s\"",
              where, clip(name));
    };
  }
}
