package dev.diptych.encoders.internal.albef;

import static dev.diptych.encoders.internal.checkpoint.ConfigSection.refuse;

import dev.diptych.encoders.internal.blip.BlipConfig.TextConfig;
import dev.diptych.encoders.internal.blip.BlipConfig.VisionConfig;
import dev.diptych.encoders.internal.blip.Fusion;
import dev.diptych.encoders.internal.blip.OriginalTensors;
import dev.diptych.encoders.internal.checkpoint.ConfigSection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Works out the configuration of an ALBEF checkpoint. Its authors publish none: sizes are read off
 * the shapes, attention heads are 64 wide as in all of their models, and the vision tower's epsilon
 * is the 1e-6 of their code. A {@code config.json} with {@code model_type: albef} may say
 * otherwise, which the shapes cannot tell: {@code num_attention_heads} of the text tower, {@code
 * vision.heads}, {@code vision.eps} and {@code vision.image}.
 *
 * <p>Files that were pre-trained at 256 pixels get their grid of positions resampled to the 384 of
 * fine-tuning, as the authors' loader does.
 */
final class AlbefConfigReader {

  private static final String TEXT = "text_encoder";
  private static final int PRETRAINED_SIDE = 256;
  private static final int FINE_TUNED_SIDE = 384;
  private static final int PAD = 0;
  private static final int SEPARATOR = 102;
  private static final int NO_TOKEN = -1;

  private final OriginalTensors tensors;
  private final List<String> warnings = new ArrayList<>();

  private AlbefConfigReader(OriginalTensors tensors) {
    this.tensors = tensors;
  }

  /**
   * Reads a checkpoint, and has its positions resampled where they are for smaller pictures.
   *
   * @param config what its {@code config.json} says, if there is one
   * @throws dev.diptych.core.DiptychException INVALID_CHECKPOINT when a tensor that tells a size is
   *     missing or of odd shape
   */
  static AlbefConfig read(OriginalTensors tensors, Optional<ConfigSection> config) {
    return new AlbefConfigReader(tensors).read(config);
  }

  private AlbefConfig read(Optional<ConfigSection> config) {
    if (config.isEmpty()) {
      warnings.add(
          "no config.json: sizes were read off the tensors, and the vision tower's layer_norm_eps is 1e-6");
    }
    VisionConfig vision = vision(config.map(root -> root.section("vision")));
    TextConfig text = text(config);
    return new AlbefConfig(
        tensors.size("vision_proj.weight", 0, 2), vision, text, fusion(text.layers()), warnings);
  }

  private VisionConfig vision(Optional<ConfigSection> section) {
    int stored = tensors.storedSide();
    int wanted = stored == PRETRAINED_SIDE ? FINE_TUNED_SIDE : stored;
    int side = section.map(vision -> vision.positive("image", wanted)).orElse(wanted);
    if (side % tensors.patchSize() != 0) {
      throw refuse(
          "vision.image must be a multiple of the patches' %s pixels, but is %s",
          tensors.patchSize(), side);
    }
    if (side != stored) {
      tensors.resamplePositions(side);
      warnings.add(
          "positions were resampled from %s pixels to %s; a checkpoint that was fine-tuned at that size searches better"
              .formatted(stored, side));
    }
    int hidden = tensors.size("vision_model.embeddings.class_embedding", 2, 3);
    int heads = heads(section, "heads", hidden, "vision tower");
    return new VisionConfig(
        hidden,
        tensors.layers("vision_model.encoder.layers."),
        heads,
        tensors.size("vision_model.encoder.layers.0.mlp.fc1.weight", 0, 2),
        side,
        tensors.patchSize(),
        section.map(vision -> vision.epsilon("eps", 1e-6)).orElse(1e-6));
  }

  /** Heads that are named, or of 64 each. */
  private int heads(Optional<ConfigSection> section, String field, int hidden, String tower) {
    int named = section.map(each -> each.positive(field, hidden + 1)).orElse(hidden + 1);
    if (named > hidden) {
      return tensors.heads(hidden, tower);
    }
    section.ifPresent(each -> each.requireDivides(field, named, "the width", hidden));
    return named;
  }

  private TextConfig text(Optional<ConfigSection> config) {
    String embeddings = TEXT + ".embeddings.";
    int vocabulary = tensors.size(embeddings + "word_embeddings.weight", 0, 2);
    int hidden = tensors.size(embeddings + "word_embeddings.weight", 1, 2);
    int heads = heads(config, "num_attention_heads", hidden, "text tower");
    return new TextConfig(
        hidden,
        tensors.layers(TEXT + ".encoder.layer."),
        heads,
        tensors.size(TEXT + ".encoder.layer.0.intermediate.dense.weight", 0, 2),
        vocabulary,
        tensors.size(embeddings + "position_embeddings.weight", 0, 2),
        1e-12,
        PAD,
        vocabulary > SEPARATOR ? SEPARATOR : NO_TOKEN,
        NO_TOKEN,
        NO_TOKEN);
  }

  private Fusion fusion(int layers) {
    int first = 0;
    while (first < layers && !tensors.tensors().containsKey(crossAttention(first))) {
      first++;
    }
    if (first == 0 || first == layers) {
      throw refuse(
          "%s has cross-attention in %s layers of its text tower, but ALBEF has it in those of the second half; is it another model?",
          tensors.name(), first == 0 ? "all" : "no");
    }
    return new Fusion(
        first, tensors.tensors().containsKey(TEXT + ".embeddings.token_type_embeddings.weight"));
  }

  private static String crossAttention(int layer) {
    return "%s.encoder.layer.%s.crossattention.self.query.weight".formatted(TEXT, layer);
  }
}
