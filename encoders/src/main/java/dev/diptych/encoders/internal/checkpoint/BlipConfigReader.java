package dev.diptych.encoders.internal.checkpoint;

import com.google.errorprone.annotations.FormatMethod;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.internal.checkpoint.BlipConfig.Architecture;
import dev.diptych.encoders.internal.checkpoint.BlipConfig.TextConfig;
import dev.diptych.encoders.internal.checkpoint.BlipConfig.VisionConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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
public final class BlipConfigReader {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int LARGEST = 1 << 20;

  /** Stands for a token that the vocabulary does not have. */
  static final int NO_TOKEN = -1;

  private final List<String> warnings = new ArrayList<>();

  private BlipConfigReader() {}

  /**
   * Parses a configuration.
   *
   * @param json the file's bytes
   * @throws DiptychException INVALID_CHECKPOINT naming the field, what is allowed and what was
   *     found
   */
  public static BlipConfig read(byte[] json) {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JacksonException e) {
      throw new DiptychException(
          ErrorCode.INVALID_CHECKPOINT,
          "config.json is not valid JSON: %s; fetch the file again"
              .formatted(JsonProblem.describe(e)),
          e);
    }
    if (!root.isObject()) {
      throw refuse("config.json must hold a JSON object, but holds %s", root.getNodeType());
    }
    return new BlipConfigReader().read(root);
  }

  private BlipConfig read(JsonNode root) {
    Architecture architecture = architecture(root);
    int joint = positive(root, "config.json", "image_text_hidden_size", 256);
    VisionConfig vision = vision(section(root, "vision_config"));
    TextConfig text = text(section(root, "text_config"));
    return new BlipConfig(architecture, joint, vision, text, warnings);
  }

  private static Architecture architecture(JsonNode root) {
    String family = root.path("model_type").stringValue("blip");
    if (!family.equals("blip")) {
      throw refuse(
          "config.json says model_type \"%s\", but only \"blip\" can be imported; choose a BLIP checkpoint",
          family);
    }
    JsonNode names = root.path("architectures");
    String name = names.isArray() && !names.isEmpty() ? names.get(0).stringValue("") : "";
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

  private static JsonNode section(JsonNode root, String name) {
    JsonNode section = root.path(name);
    if (!section.isMissingNode() && !section.isNull() && !section.isObject()) {
      throw refuse("config.json: %s must be an object, but is %s", name, section.getNodeType());
    }
    return section;
  }

  private static VisionConfig vision(JsonNode section) {
    String where = "vision_config";
    int hidden = positive(section, where, "hidden_size", 768);
    int heads = positive(section, where, "num_attention_heads", 12);
    int imageSize = positive(section, where, "image_size", 384);
    int patchSize = positive(section, where, "patch_size", 16);
    requireDivides(where, "num_attention_heads", heads, "hidden_size", hidden);
    requireDivides(where, "patch_size", patchSize, "image_size", imageSize);
    requireGelu(section, where);
    int channels = positive(section, where, "num_channels", 3);
    if (channels != 3) {
      throw refuse("vision_config.num_channels must be 3 (red, green, blue), but is %s", channels);
    }
    return new VisionConfig(
        hidden,
        positive(section, where, "num_hidden_layers", 12),
        heads,
        positive(section, where, "intermediate_size", 3072),
        imageSize,
        patchSize,
        epsilon(section, where, 1e-5));
  }

  private TextConfig text(JsonNode section) {
    String where = "text_config";
    int hidden = positive(section, where, "hidden_size", 768);
    int heads = textHeads(section, hidden);
    requireDivides(where, "num_attention_heads", heads, "hidden_size", hidden);
    requireGelu(section, where);
    int vocabulary = positive(section, where, "vocab_size", 30524);
    return new TextConfig(
        hidden,
        positive(section, where, "num_hidden_layers", 12),
        heads,
        positive(section, where, "intermediate_size", 3072),
        vocabulary,
        positive(section, where, "max_position_embeddings", 512),
        epsilon(section, where, 1e-12),
        tokenId(section, "pad_token_id", 0, vocabulary),
        tokenId(section, "sep_token_id", 102, vocabulary),
        tokenId(section, "bos_token_id", Math.max(0, vocabulary - 2), vocabulary),
        tokenId(section, "enc_token_id", vocabulary - 1, vocabulary));
  }

  private int textHeads(JsonNode section, int hidden) {
    int heads = positive(section, "text_config", "num_attention_heads", 8);
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

  private static int positive(JsonNode section, String where, String field, int fallback) {
    JsonNode node = section.path(field);
    if (node.isMissingNode() || node.isNull()) {
      return fallback;
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToInt()
        || node.intValue() < 1
        || node.intValue() > LARGEST) {
      throw refuse(
          "%s.%s must be a whole number from 1 to %s, but is %s", where, field, LARGEST, node);
    }
    return node.intValue();
  }

  /**
   * A token id, or the fallback where the field is missing or, as in many a cut-down model, beyond
   * the vocabulary.
   */
  private int tokenId(JsonNode section, String field, int fallback, int vocabulary) {
    JsonNode node = section.path(field);
    if (node.isMissingNode() || node.isNull()) {
      return fallback < vocabulary ? fallback : NO_TOKEN;
    }
    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
      throw refuse("text_config.%s must be a token id, but is %s", field, node);
    }
    int id = node.intValue();
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

  private static double epsilon(JsonNode section, String where, double fallback) {
    JsonNode node = section.path("layer_norm_eps");
    if (node.isMissingNode() || node.isNull()) {
      return fallback;
    }
    double value = node.isNumber() ? node.doubleValue() : -1;
    if (!(value >= 0 && value < 1)) {
      throw refuse("%s.layer_norm_eps must be a number from 0 to 1, but is %s", where, node);
    }
    return value;
  }

  private static void requireGelu(JsonNode section, String where) {
    String activation = section.path("hidden_act").stringValue("gelu");
    if (!activation.equals("gelu")) {
      throw refuse(
          "%s.hidden_act must be \"gelu\" (the exact one), but is \"%s\"", where, activation);
    }
  }

  private static void requireDivides(
      String where, String part, int divisor, String whole, int dividend) {
    if (dividend % divisor != 0) {
      throw refuse(
          "%s.%s must divide %s, but %s does not divide %s", where, part, whole, divisor, dividend);
    }
  }

  @FormatMethod
  private static DiptychException refuse(String message, Object... values) {
    return new DiptychException(
        ErrorCode.INVALID_CHECKPOINT, String.format(Locale.ROOT, message, values));
  }
}
