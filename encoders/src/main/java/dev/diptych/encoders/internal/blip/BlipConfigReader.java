package dev.diptych.encoders.internal.blip;

import static dev.diptych.encoders.internal.checkpoint.ConfigSection.refuse;

import dev.diptych.core.DiptychException;
import dev.diptych.encoders.internal.blip.BlipConfig.Architecture;
import dev.diptych.encoders.internal.blip.BlipConfig.TextConfig;
import dev.diptych.encoders.internal.blip.BlipConfig.VisionConfig;
import dev.diptych.encoders.internal.checkpoint.ConfigSection;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Reads {@code config.json} of a BLIP checkpoint in both of its styles: the long one with every
 * field, and the short one that names only what differs from the class defaults of Hugging Face's
 * BlipConfig.
 *
 * <p>Corrected on the way: the first published configurations gave the 768-wide text tower 8
 * attention heads where the weights were trained with 12; every shape is the same, so nothing but
 * the scores would show it. And {@code encoder_hidden_size} is ignored in favour of the vision
 * width, as Hugging Face's own constructor does.
 */
final class BlipConfigReader {

  /** Stands for a token that the vocabulary does not have. */
  static final int NO_TOKEN = -1;

  private final List<String> warnings = new ArrayList<>();

  private BlipConfigReader() {}

  /**
   * Reads a configuration.
   *
   * @param root the whole file
   * @throws DiptychException INVALID_CHECKPOINT naming the field, what is allowed and what was
   *     found
   */
  static BlipConfig read(ConfigSection root) {
    return new BlipConfigReader().config(root);
  }

  private BlipConfig config(ConfigSection root) {
    Architecture architecture = architecture(root);
    int joint = root.positive("image_text_hidden_size", 256);
    VisionConfig vision = vision(root.section("vision_config"));
    TextConfig text = text(root.section("text_config"));
    return new BlipConfig(architecture, joint, vision, text, warnings);
  }

  private static Architecture architecture(ConfigSection root) {
    String name = root.architecture();
    return switch (name) {
      case "BlipForImageTextRetrieval" -> Architecture.RETRIEVAL;
      case "BlipForConditionalGeneration" -> Architecture.CAPTIONING;
      case "BlipModel" ->
          throw refuse(
              "config.json names the architecture BlipModel, a copy of CLIP's layout that no released checkpoint"
                  + " fits; choose one of BlipForImageTextRetrieval (search) or BlipForConditionalGeneration"
                  + " (captions)");
      case "" ->
          throw refuse(
              "config.json names no architecture, so that the weights cannot be told from those of other models; if"
                  + " they are a BLIP checkpoint, add \"architectures\": [\"BlipForImageTextRetrieval\"] (search) or"
                  + " [\"BlipForConditionalGeneration\"] (captions), else choose one that is");
      default ->
          throw refuse(
              "config.json names the architecture \"%s\", which cannot be imported; choose a checkpoint of"
                  + " BlipForImageTextRetrieval (search) or BlipForConditionalGeneration (captions)",
              name.length() > 80 ? name.substring(0, 80) + "…" : name);
    };
  }

  private static VisionConfig vision(ConfigSection section) {
    int hidden = section.positive("hidden_size", 768);
    int heads = section.positive("num_attention_heads", 12);
    int imageSize = section.positive("image_size", 384);
    int patchSize = section.positive("patch_size", 16);
    section.requireDivides("num_attention_heads", heads, "hidden_size", hidden);
    section.requireDivides("patch_size", patchSize, "image_size", imageSize);
    requireGelu(section, "vision_config");
    int channels = section.positive("num_channels", 3);
    if (channels != 3) {
      throw refuse("vision_config.num_channels must be 3 (red, green, blue), but is %s", channels);
    }
    return new VisionConfig(
        hidden,
        section.positive("num_hidden_layers", 12),
        heads,
        section.positive("intermediate_size", 3072),
        imageSize,
        patchSize,
        section.epsilon("layer_norm_eps", 1e-5));
  }

  private TextConfig text(ConfigSection section) {
    int hidden = section.positive("hidden_size", 768);
    int heads = textHeads(section, hidden);
    section.requireDivides("num_attention_heads", heads, "hidden_size", hidden);
    requireGelu(section, "text_config");
    int vocabulary = section.positive("vocab_size", 30524);
    return new TextConfig(
        hidden,
        section.positive("num_hidden_layers", 12),
        heads,
        section.positive("intermediate_size", 3072),
        vocabulary,
        section.positive("max_position_embeddings", 512),
        section.epsilon("layer_norm_eps", 1e-12),
        tokenId(section, "pad_token_id", 0, vocabulary),
        tokenId(section, "sep_token_id", 102, vocabulary),
        tokenId(section, "bos_token_id", Math.max(0, vocabulary - 2), vocabulary),
        tokenId(section, "enc_token_id", vocabulary - 1, vocabulary));
  }

  private int textHeads(ConfigSection section, int hidden) {
    int heads = section.positive("num_attention_heads", 8);
    if (hidden == 768 && heads == 8) {
      warnings.add(
          "text_config.num_attention_heads is %s, a known mistake of early configurations: the weights were trained"
                  .formatted(
                      section.has("num_attention_heads")
                          ? "8"
                          : "missing, for which the class default is 8")
              + " with 12 heads of 64, and 12 is used");
      return 12;
    }
    return heads;
  }

  /**
   * A token id, or the fallback where the field is missing or, as in many a cut-down model, beyond
   * the vocabulary.
   */
  private int tokenId(ConfigSection section, String field, int fallback, int vocabulary) {
    OptionalInt given = section.tokenId(field);
    if (given.isEmpty()) {
      return fallback < vocabulary ? fallback : NO_TOKEN;
    }
    int id = given.getAsInt();
    if (id >= 0 && id < vocabulary) {
      return id;
    }
    int used = fallback < vocabulary ? fallback : NO_TOKEN;
    warnings.add(
        "text_config.%s is %s, beyond the vocabulary of %s; %s"
            .formatted(
                field,
                id,
                vocabulary,
                used == NO_TOKEN ? "there is no such token" : "%s is used".formatted(used)));
    return used;
  }

  private static void requireGelu(ConfigSection section, String where) {
    String activation = section.text("hidden_act", "gelu");
    if (!activation.equals("gelu")) {
      throw refuse(
          "%s.hidden_act must be \"gelu\" (the exact one), but is \"%s\"", where, activation);
    }
  }
}
