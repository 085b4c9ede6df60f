package dev.diptych.encoders.internal.blip2;

import dev.diptych.encoders.internal.blip.BlipConfig.VisionConfig;
import dev.diptych.encoders.internal.blip.BlipTensors;
import dev.diptych.encoders.internal.blip2.Blip2Config.QFormer;
import dev.diptych.encoders.internal.checkpoint.ExpectedTensors;

/** The tensors a BLIP-2 checkpoint for matching holds, by the names of Hugging Face. */
final class Blip2Tensors {

  static final String QUERIES = "query_tokens";
  static final String WORDS = "embeddings.word_embeddings.weight";
  static final String POSITIONS = "embeddings.position_embeddings.weight";
  static final String FIRST_NORM = "qformer.layernorm";

  private Blip2Tensors() {}

  static String layer(int index) {
    return "qformer.encoder.layer." + index;
  }

  static ExpectedTensors of(Blip2Config config) {
    ExpectedTensors tensors = new ExpectedTensors();
    QFormer qformer = config.qformer();
    long hidden = qformer.hidden();
    VisionConfig vision = config.vision();
    if (vision != null) {
      BlipTensors.addVisionTower(tensors, vision);
    }
    tensors.add(QUERIES, 1, config.queries(), hidden);
    tensors.add(WORDS, qformer.vocabulary(), hidden);
    tensors.add(POSITIONS, qformer.positions(), hidden);
    tensors.addOptional("embeddings.position_ids", 1, qformer.positions());
    tensors.addNorm(FIRST_NORM, hidden);
    for (int i = 0; i < qformer.layers(); i++) {
      addAttention(tensors, layer(i) + ".attention", hidden, hidden);
      if (qformer.looks(i)) {
        addAttention(tensors, layer(i) + ".crossattention", hidden, config.imageWidth());
      }
      for (String rows : new String[] {"", "_query"}) {
        tensors.addLinear(
            layer(i) + ".intermediate" + rows + ".dense", qformer.intermediate(), hidden);
        tensors.addLinear(layer(i) + ".output" + rows + ".dense", hidden, qformer.intermediate());
        tensors.addNorm(layer(i) + ".output" + rows + ".LayerNorm", hidden);
      }
    }
    tensors.addLinear("vision_projection", config.joint(), hidden);
    tensors.addLinear("text_projection", config.joint(), hidden);
    tensors.addLinear("itm_head", 2, hidden);
    return tensors;
  }

  private static void addAttention(
      ExpectedTensors tensors, String prefix, long hidden, long source) {
    tensors.addLinear(prefix + ".attention.query", hidden, hidden);
    tensors.addLinear(prefix + ".attention.key", hidden, source);
    tensors.addLinear(prefix + ".attention.value", hidden, source);
    tensors.addLinear(prefix + ".output.dense", hidden, hidden);
    tensors.addNorm(prefix + ".output.LayerNorm", hidden);
  }
}
