package dev.diptych.encoders.internal.vlmo;

import dev.diptych.encoders.internal.checkpoint.ExpectedTensors;
import dev.diptych.encoders.internal.checkpoint.RenamedTensors;
import dev.diptych.encoders.internal.checkpoint.TensorSource;
import dev.diptych.encoders.internal.checkpoint.TensorViews.View;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The tensors of a VLMo for retrieval, by the names of the authors' code. */
final class VlmoTensors {

  static final String BLOCKS = "transformer.blocks.";
  static final String WORDS = "text_embeddings.word_embeddings.weight";
  static final String WORD_TYPES = "text_embeddings.token_type_embeddings.weight";
  static final String TEXT_POSITIONS = "text_embeddings.position_embeddings.weight";
  static final String WORD_NORM = "text_embeddings.LayerNorm";
  static final String MODALITIES = "token_type_embeddings.weight";
  static final String PATCHES = "transformer.patch_embed.proj";
  static final String CLASS = "transformer.cls_token";
  static final String PICTURE_POSITIONS = "transformer.pos_embed";
  static final String DISTANCES = "relative_position_bias_table";
  static final String LAST_NORM = "transformer.norm";
  static final String PICTURE_PROJECTION = "itc_image_proj.fc";
  static final String TEXT_PROJECTION = "itc_text_proj.fc";
  static final String POOLER = "pooler.dense";
  static final String SCORE = "itm_score.fc";
  static final String LOGIT_SCALE = "logit_scale";

  private static final List<String> JOINED = List.of("q", "k", "v");

  /** What is worked out anew, and what pre-training needs besides. */
  private static final Pattern DROPPED =
      Pattern.compile(
          ".*relative_position_index|text_embeddings\\.position_ids|(itc_vl_|mlm_score).*|logit_vl_scale");

  /** What the pass over pairs alone reads. */
  private static final Pattern OF_PAIRS =
      Pattern.compile("pooler\\.dense\\..*|transformer\\.blocks\\.[0-9]+\\.(mlp|norm2)_vl\\..*");

  private VlmoTensors() {}

  /** {@return what a part of a layer is called} */
  static String of(int layer, String part) {
    return BLOCKS + layer + "." + part;
  }

  /** {@return whether there is the head that scores pairs} */
  static boolean scoresPairs(TensorSource file) {
    return file.tensors().containsKey(SCORE + ".weight");
  }

  /** {@return the tensors of a file that are read here} */
  static TensorSource kept(TensorSource file) {
    boolean pairs = scoresPairs(file);
    return new RenamedTensors(
        file,
        name ->
            DROPPED.matcher(name).matches() || (!pairs && OF_PAIRS.matcher(name).matches())
                ? Optional.empty()
                : Optional.of(name));
  }

  /** {@return queries, keys and values apart, which are stored as one matrix} */
  static Map<String, View> views(int layers) {
    Map<String, View> views = new LinkedHashMap<>();
    for (int i = 0; i < layers; i++) {
      for (int part = 0; part < JOINED.size(); part++) {
        views.put(
            of(i, "attn." + JOINED.get(part) + ".weight"),
            View.rows(of(i, "attn.qkv.weight"), part, JOINED.size()));
      }
    }
    return views;
  }

  /** {@return what the graphs read, seen by {@link #views}} */
  static ExpectedTensors of(VlmoConfig config) {
    ExpectedTensors tensors = new ExpectedTensors();
    long hidden = config.hidden();
    tensors.add(WORDS, config.vocabulary(), hidden);
    tensors.add(WORD_TYPES, 2, hidden);
    tensors.addNorm(WORD_NORM, hidden);
    tensors.add(MODALITIES, 2, hidden);
    tensors.add(PATCHES + ".weight", hidden, 3, config.patchSize(), config.patchSize());
    tensors.add(PATCHES + ".bias", hidden);
    tensors.add(CLASS, 1, 1, hidden);
    if (config.form().absolute()) {
      tensors.add(TEXT_POSITIONS, config.textPositions(), hidden);
      tensors.add(PICTURE_POSITIONS, 1, config.patches(), hidden);
    } else {
      tensors.addOptional(TEXT_POSITIONS, config.textPositions(), hidden); // not read
      tensors.add(DISTANCES, config.allDistances(), (long) config.heads() * config.layers());
    }
    for (int i = 0; i < config.layers(); i++) {
      addLayer(tensors, i, config);
    }
    tensors.addNorm(LAST_NORM, hidden);
    tensors.add(PICTURE_PROJECTION + ".weight", hidden, hidden);
    tensors.add(TEXT_PROJECTION + ".weight", hidden, hidden);
    tensors.add(LOGIT_SCALE);
    if (config.pairs().scored()) {
      tensors.addLinear(POOLER, hidden, hidden);
      tensors.addLinear(SCORE, 2, hidden);
    }
    return tensors;
  }

  private static void addLayer(ExpectedTensors tensors, int i, VlmoConfig config) {
    long hidden = config.hidden();
    tensors.addNorm(of(i, "norm1"), hidden);
    for (String part : JOINED) {
      tensors.add(of(i, "attn." + part + ".weight"), hidden, hidden);
    }
    tensors.add(of(i, "attn.q_bias"), hidden);
    tensors.add(of(i, "attn.v_bias"), hidden);
    tensors.addLinear(of(i, "attn.proj"), hidden, hidden);
    if (config.form().scaled()) {
      tensors.add(of(i, "gamma_1"), hidden);
      tensors.add(of(i, "gamma_2"), hidden);
    }
    addFeedForward(tensors, i, VlmoLayers.TEXT, config);
    addFeedForward(tensors, i, VlmoLayers.PICTURE, config);
    if (config.pairs().scored() && i >= config.pairs().fusedFrom()) {
      addFeedForward(tensors, i, VlmoLayers.BOTH, config);
    }
  }

  private static void addFeedForward(
      ExpectedTensors tensors, int i, String modality, VlmoConfig config) {
    long hidden = config.hidden();
    tensors.addNorm(of(i, "norm2_" + modality), hidden);
    tensors.addLinear(of(i, "mlp_" + modality + ".fc1"), config.intermediate(), hidden);
    tensors.addLinear(of(i, "mlp_" + modality + ".fc2"), hidden, config.intermediate());
  }
}
