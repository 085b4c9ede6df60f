package dev.diptych.encoders.internal.edje;

import static dev.diptych.encoders.internal.checkpoint.ConfigSection.refuse;

import dev.diptych.encoders.internal.checkpoint.ConfigSection;
import dev.diptych.encoders.internal.checkpoint.TensorSizes;
import dev.diptych.encoders.internal.checkpoint.TensorSource;
import dev.diptych.encoders.internal.graph.PostNormTower;
import dev.diptych.encoders.internal.siglip.SiglipConfigReader;
import dev.diptych.encoders.internal.siglip.SiglipSizes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Works out the configuration of an EDJE checkpoint. Its code saves none: the models below are
 * {@code google/siglip2-large-patch16-384} and {@code microsoft/MiniLM-L12-H384-uncased} unless a
 * {@code config.json} with {@code model_type: edje} has sections {@code siglip} and {@code
 * language_model}, in the form of these models' own files. How many tokens are stored of a picture
 * is read off the shapes.
 */
final class EdjeConfigReader {

  private static final String PUBLISHED =
      """
      {"siglip": {
         "vision_config": {"hidden_size": 1024, "intermediate_size": 4096, "num_hidden_layers": 24,
           "num_attention_heads": 16, "image_size": 384, "patch_size": 16},
         "text_config": {"hidden_size": 1024, "intermediate_size": 4096, "num_hidden_layers": 24,
           "num_attention_heads": 16, "vocab_size": 256000}},
       "language_model": {"hidden_size": 384, "intermediate_size": 1536}}
      """;

  private EdjeConfigReader() {}

  /**
   * Reads a checkpoint.
   *
   * @param tensors as {@link EdjeTensors#renamed} names them
   * @throws dev.diptych.core.DiptychException INVALID_CHECKPOINT when a tensor that tells a size is
   *     missing or of odd shape, or the configuration cannot be met
   */
  static EdjeConfig read(TensorSource tensors, Optional<ConfigSection> config) {
    TensorSizes sizes = new TensorSizes(tensors);
    ConfigSection published = ConfigSection.parse(PUBLISHED.getBytes(StandardCharsets.UTF_8));
    List<String> warnings = new ArrayList<>();
    if (config.isEmpty()) {
      warnings.add(
          "no config.json: the models below are taken for SigLIP 2 large of 384 pixels and MiniLM-L12-H384");
    }
    SiglipSizes siglip = SiglipConfigReader.read(section(config, published, "siglip"));
    ConfigSection language = section(config, published, "language_model");
    String activation = language.text("hidden_act", "gelu");
    if (!activation.equals("gelu")) {
      throw refuse(
          "language_model.hidden_act must be \"gelu\" (the exact one), but is \"%s\"", activation);
    }
    int hidden = language.positive("hidden_size", 768);
    int heads = language.positive("num_attention_heads", 12);
    language.requireDivides("num_attention_heads", heads, "hidden_size", hidden);
    int tokens = sizes.size(EdjeTensors.QUERY, 1, 3);
    int positions = sizes.size(EdjeTensors.POSITIONS, 0, 2);
    int context = config.map(root -> root.positive("max_text_context_length", 64)).orElse(64);
    if (context < 3 || positions < context + tokens) {
      throw refuse(
          "a text of %s tokens and the %s of a picture need as many positions, but %s has rows for %s; the text must have 3 at least",
          context, tokens, EdjeTensors.POSITIONS, positions);
    }
    return new EdjeConfig(
        siglip,
        tensors.tensors().keySet().stream().anyMatch(name -> name.startsWith("text_model.")),
        tokens,
        sizes.size(EdjeTensors.ADAPTER + ".mlp.fc1.weight", 0, 2),
        new PostNormTower.Sizes(
            hidden,
            language.positive("num_hidden_layers", 12),
            heads,
            language.positive("intermediate_size", 3072),
            language.epsilon("layer_norm_eps", 1e-12)),
        sizes.size(EdjeTensors.WORDS, 0, 2),
        positions,
        context - 1,
        warnings);
  }

  private static ConfigSection section(
      Optional<ConfigSection> config, ConfigSection published, String name) {
    return config.filter(root -> root.holdsObject(name)).orElse(published).section(name);
  }
}
