package dev.diptych.encoders.internal.coca;

import dev.diptych.encoders.internal.checkpoint.ExpectedTensors;
import dev.diptych.encoders.internal.checkpoint.TensorSource;
import dev.diptych.encoders.internal.checkpoint.TensorViews;
import dev.diptych.encoders.internal.checkpoint.TensorViews.View;
import dev.diptych.encoders.internal.graph.PytorchBlocks;
import dev.diptych.encoders.internal.graph.PytorchBlocks.Sizes;
import dev.diptych.encoders.internal.openclip.OpenClipTowers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tensors of both towers and the decoder, by the names of open_clip. */
final class CocaTensors {

  /** What the names of the text tower begin with. */
  static final String TEXT_TOWER = "text.";

  static final PytorchBlocks.Names VISION = OpenClipTowers.VISION;
  static final PytorchBlocks.Names TEXT = OpenClipTowers.text(TEXT_TOWER);
  static final PytorchBlocks.Names DECODER = OpenClipTowers.layers("text_decoder.resblocks.");

  static final String DECODER_NORM = "text_decoder.ln_final";
  static final String PREDICTIONS = "text_decoder.text_projection";

  static final String QUERY = "visual.attn_pool.query";
  static final String PATCHES = OpenClipTowers.PATCHES;
  static final String PICTURE_POSITIONS = OpenClipTowers.PICTURE_POSITIONS;
  static final String WORDS = TEXT_TOWER + OpenClipTowers.WORDS;
  static final String TEXT_POSITIONS = TEXT_TOWER + OpenClipTowers.TEXT_POSITIONS;
  static final String TEXT_CLASS = "text.cls_emb";
  static final String LOGIT_SCALE = "logit_scale";

  private static final List<String> JOINED = List.of("q_proj", "k_proj", "v_proj");

  private CocaTensors() {}

  static ExpectedTensors of(CocaConfig config) {
    ExpectedTensors tensors = new ExpectedTensors();
    long width = config.vision().hidden();
    long hidden = config.text().hidden();
    long joint = config.joint();
    tensors.add(PATCHES, width, 3, config.patchSize(), config.patchSize());
    tensors.add(OpenClipTowers.PICTURE_CLASS, width);
    tensors.add(PICTURE_POSITIONS, config.patches(), width);
    tensors.addNorm("visual.ln_pre", width);
    PytorchBlocks.expect(tensors, VISION, config.vision());
    tensors.add(QUERY, config.queries(), joint);
    tensors.add("visual.attn_pool.attn.q_proj_weight", joint, joint);
    tensors.add("visual.attn_pool.attn.k_proj_weight", joint, width);
    tensors.add("visual.attn_pool.attn.v_proj_weight", joint, width);
    tensors.add("visual.attn_pool.attn.in_proj_bias", 3 * joint);
    tensors.addLinear("visual.attn_pool.attn.out_proj", joint, joint);
    tensors.addNorm("visual.attn_pool.ln_q", joint);
    tensors.addNorm("visual.attn_pool.ln_k", width);
    tensors.addNorm("visual.ln_post", joint);
    tensors.add("visual.proj", joint, joint);
    tensors.add(WORDS, config.vocabulary(), hidden);
    tensors.add(TEXT_POSITIONS, config.context() + 1, hidden);
    tensors.add(TEXT_CLASS, hidden);
    PytorchBlocks.expect(tensors, TEXT, config.text());
    tensors.addNorm("text.ln_final", hidden);
    tensors.add("text.text_projection", hidden, joint);
    tensors.add(LOGIT_SCALE);
    if (config.decoder() != null) {
      addDecoder(tensors, config.decoder(), joint, config.vocabulary());
    }
    return tensors;
  }

  private static void addDecoder(
      ExpectedTensors tensors, Sizes decoder, long joint, long vocabulary) {
    long hidden = decoder.hidden();
    PytorchBlocks.expect(tensors, DECODER, decoder);
    for (int i = 0; i < decoder.layers(); i++) {
      tensors.addNorm(look(i) + "ln_1", hidden);
      tensors.addNorm(look(i) + "ln_1_kv", joint);
      for (String projection : JOINED) {
        tensors.addLinear(look(i) + "attn." + projection, hidden, hidden);
      }
      tensors.addLinear(look(i) + "attn.out_proj", hidden, hidden);
      tensors.addNorm(look(i) + "ln_2", hidden);
      tensors.addLinear(look(i) + "mlp.c_fc", decoder.intermediate(), hidden);
      tensors.addLinear(look(i) + "mlp.c_proj", hidden, decoder.intermediate());
    }
    tensors.addNorm(DECODER_NORM, hidden);
    tensors.add(PREDICTIONS, hidden, vocabulary);
  }

  /** {@return what the tensors of a look at the picture are called, up to the part} */
  static String look(int layer) {
    return "text_decoder.cross_attn." + layer + ".";
  }

  /** {@return the tensors of a file with what asks apart from what is looked at} */
  static TensorSource apart(TensorSource file) {
    Map<String, View> views = new LinkedHashMap<>();
    for (String name : file.tensors().keySet()) {
      if (name.matches("text_decoder\\.cross_attn\\.[0-9]+\\.attn\\.in_proj_(weight|bias)")) {
        String attention =
            name.substring(0, name.length() - "in_proj_".length() - part(name).length());
        for (int i = 0; i < JOINED.size(); i++) {
          views.put(
              attention + JOINED.get(i) + "." + part(name), View.rows(name, i, JOINED.size()));
        }
      }
    }
    return new TensorViews(file, views);
  }

  private static String part(String name) {
    return name.endsWith("weight") ? "weight" : "bias";
  }
}
