package dev.diptych.encoders.internal.runtime;

import dev.diptych.core.ItmScore;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.encoders.internal.grounding.Looks;
import java.util.ArrayList;
import java.util.List;

/**
 * The graph {@code match-words}: {@code ids, mask i64 [1,T], features f32 [1,P,W] -> logits f32
 * [1,2], attentions f32 [L,h,T,P], contributions f32 [L,T,P], rows f32 [1,T,H]}.
 */
public final class GraphLooks {

  /** The graph's name. */
  public static final String GRAPH = "match-words";

  private GraphLooks() {}

  /**
   * Reads a text with a picture.
   *
   * @param image whose tokens were not merged
   */
  public static Looks run(Graphs graphs, TokenizedText text, PatchFeatures image) {
    TokenBatch tokens =
        TokenBatch.of(
            text.ids().stream().mapToLong(Integer::longValue).toArray(),
            TokenBatch.ones(text.length()),
            1,
            text.length());
    try (FeatureBatch features =
        FeatureBatch.of(List.of(image), graphs.precision(), false, graphs.buffers())) {
      List<Tensor> inputs = new ArrayList<>(List.of(tokens.ids(), tokens.mask()));
      inputs.addAll(features.tensors());
      List<float[]> outputs = graphs.run(GRAPH, inputs);
      float[] logits = outputs.getFirst();
      return new Looks(
          new ItmScore(logits[0], logits[1]),
          text.length(),
          image.patches(),
          outputs.get(1),
          outputs.get(2),
          outputs.get(3));
    }
  }
}
