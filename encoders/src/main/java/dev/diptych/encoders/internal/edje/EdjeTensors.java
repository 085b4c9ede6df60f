package dev.diptych.encoders.internal.edje;

import dev.diptych.encoders.internal.checkpoint.ConfigSection;
import dev.diptych.encoders.internal.checkpoint.ExpectedTensors;
import dev.diptych.encoders.internal.checkpoint.RenamedTensors;
import dev.diptych.encoders.internal.checkpoint.TensorSource;
import dev.diptych.encoders.internal.checkpoint.TensorViews;
import dev.diptych.encoders.internal.checkpoint.TensorViews.View;
import dev.diptych.encoders.internal.graph.PostNormTower;
import dev.diptych.encoders.internal.siglip.SiglipTensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The tensors of an EDJE, by the names of its training code without what wraps them. */
final class EdjeTensors {

  static final String ADAPTER = "vision_projection";
  static final String QUERY = ADAPTER + ".query";
  static final String ATTENTION = ADAPTER + ".attention";
  static final String WORDS = "language_model.bert.embeddings.word_embeddings.weight";
  static final String POSITIONS = "language_model.bert.embeddings.position_embeddings.weight";
  static final String TYPES = "language_model.bert.embeddings.token_type_embeddings.weight";
  static final String EMBEDDING_NORM = "language_model.bert.embeddings.LayerNorm";
  static final String LAYERS = "language_model.bert.encoder.layer.";
  static final String POOLER = "classification_head.0.dense";
  static final String SCORE = "classification_head.1";

  /** The whole SigLIP 2, frozen; its tower for pictures once more. */
  private static final String WHOLE = "clip.";

  private static final String TOWER = "vision_encoder.";
  private static final String TOWER_HEAD = "vision_model.head.";

  /** What only training needs. */
  private static final Pattern DROPPED =
      Pattern.compile("text_embeddings\\..*|text_projection\\..*|language_model\\.cls\\..*");

  private static final List<String> JOINED = List.of("q_proj", "k_proj", "v_proj");

  private EdjeTensors() {}

  /** {@return what wraps all names, such as {@code model.}; empty where it is no EDJE} */
  static Optional<String> wrapper(TensorSource file) {
    return file.tensors().keySet().stream()
        .filter(name -> name.endsWith(SCORE + ".weight"))
        .map(name -> name.substring(0, name.length() - SCORE.length() - ".weight".length()))
        .filter(
            wrapper ->
                file.tensors().containsKey(wrapper + QUERY)
                    || file.tensors().containsKey(wrapper + ADAPTER + ".0.weight"))
        .findFirst();
  }

  /**
   * {@return the tensors under the names that are expected, those of SigLIP 2 by its own}
   *
   * @throws dev.diptych.core.DiptychException INVALID_CHECKPOINT where it is of another form
   */
  static TensorSource renamed(TensorSource file) {
    String wrapper = wrapper(file).orElse("");
    if (!file.tensors().containsKey(wrapper + QUERY)) {
      throw ConfigSection.refuse(
          "%s has no %s: it is the EDJE that keeps all 576 patch tokens of a picture, which is not read here; choose the one with compressed tokens",
          file.name(), QUERY);
    }
    boolean whole = holds(file, wrapper + WHOLE + "vision_model.");
    if (whole && holds(file, wrapper + TOWER)) {
      requireSameTowers(file, wrapper);
    }
    TensorSource named = new RenamedTensors(file, name -> name(name, wrapper, whole));
    Map<String, View> views = new LinkedHashMap<>();
    for (int i = 0; i < JOINED.size(); i++) {
      String name = ATTENTION + "." + JOINED.get(i);
      views.put(name + ".weight", View.rows(ATTENTION + ".in_proj_weight", i, JOINED.size()));
      views.put(name + ".bias", View.rows(ATTENTION + ".in_proj_bias", i, JOINED.size()));
    }
    if (whole) {
      views.putAll(SiglipTensors.views());
    }
    return new TensorViews(named, views);
  }

  private static boolean holds(TensorSource file, String prefix) {
    return !file.tensors().subMap(prefix, prefix + "~").isEmpty();
  }

  private static Optional<String> name(String original, String wrapper, boolean whole) {
    String name = original.startsWith(wrapper) ? original.substring(wrapper.length()) : original;
    if (DROPPED.matcher(name).matches()) {
      return Optional.empty();
    }
    if (name.startsWith(WHOLE)) {
      return Optional.of(name.substring(WHOLE.length()));
    }
    if (name.startsWith(TOWER)) {
      String own = name.substring(TOWER.length());
      return whole || own.startsWith(TOWER_HEAD) ? Optional.empty() : Optional.of(own);
    }
    return Optional.of(name);
  }

  /** One pass through the tower serves both stages, which is right while both are the same. */
  private static void requireSameTowers(TensorSource file, String wrapper) {
    String prefix = wrapper + TOWER;
    file.tensors()
        .subMap(prefix, prefix + "~")
        .forEach(
            (name, info) -> {
              String other = wrapper + WHOLE + name.substring(prefix.length());
              boolean same =
                  info.equals(file.tensors().get(other))
                      && file.bytes(name).mismatch(file.bytes(other)) < 0;
              if (!same) {
                throw ConfigSection.refuse(
                    "%s holds %s and %s, which must be the same: EDJE leaves the tower of its SigLIP 2 as it was; fetch the file again",
                    file.name(), name, other);
              }
            });
  }

  /** {@return what an EDJE of a configuration must hold} */
  static ExpectedTensors of(EdjeConfig config) {
    ExpectedTensors tensors = new ExpectedTensors();
    if (config.firstStage()) {
      SiglipTensors.addBoth(tensors, config.siglip());
    } else {
      SiglipTensors.addVisionTower(tensors, config.siglip());
    }
    long width = config.siglip().vision().hidden();
    long hidden = config.language().hidden();
    tensors.add(QUERY, 1, config.tokens(), width);
    for (String part : List.of(".key", ".value", ".attention.out_proj")) {
      tensors.addLinear(ADAPTER + part, width, width);
    }
    for (String projection : JOINED) {
      tensors.addLinear(ATTENTION + "." + projection, width, width);
    }
    tensors.addNorm(ADAPTER + ".layernorm", width);
    tensors.addLinear(ADAPTER + ".mlp.fc1", config.inner(), width);
    tensors.addLinear(ADAPTER + ".mlp.fc2", width, config.inner());
    tensors.addLinear(ADAPTER + ".projection", hidden, width);
    tensors.add(WORDS, config.vocabulary(), hidden);
    tensors.add(POSITIONS, config.positions(), hidden);
    tensors.add(TYPES, 2, hidden);
    tensors.addOptional("language_model.bert.embeddings.position_ids", 1, config.positions());
    tensors.addNorm(EMBEDDING_NORM, hidden);
    PostNormTower.expect(tensors, LAYERS, config.language());
    tensors.addLinear(POOLER, hidden, hidden);
    tensors.addLinear(SCORE, 1, hidden);
    return tensors;
  }
}
