package dev.diptych.encoders.internal.blip;

import static dev.diptych.encoders.internal.graph.OnnxGraph.attribute;

import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import java.util.ArrayList;
import java.util.List;

/**
 * Cross-attention as in the original, over one picture, that keeps what each layer looked at: the
 * attention of every head, and how much each patch moves each word.
 */
final class ObservedCrossAttention implements CrossAttention {

  private final OnnxGraph graph;
  private final Layers layers;
  private final TextTower tower;
  private final String features;
  private final List<String> attentions = new ArrayList<>();
  private final List<String> contributions = new ArrayList<>();

  /**
   * @param features {@code [1,P,W]}
   */
  ObservedCrossAttention(OnnxGraph graph, Layers layers, TextTower tower, String features) {
    this.graph = graph;
    this.layers = layers;
    this.tower = tower;
    this.features = features;
  }

  @Override
  public String apply(int index, String rows) {
    String attention = tower.layer(index) + ".crossattention";
    int heads = tower.config().heads();
    int headWidth = tower.headWidth();
    String keys = layers.linear(features, attention + ".self.key");
    String keysTransposed =
        layers.transpose(layers.reshape(keys, 0, 0, heads, headWidth), 0L, 2L, 3L, 1L);
    String values =
        layers.splitHeads(layers.linear(features, attention + ".self.value"), heads, headWidth);
    String look = layers.softmax(layers.matMul(tower.query(rows, attention), keysTransposed));
    attentions.add(look);
    contributions.add(contribution(look, values, attention));
    String mixed = layers.matMul(look, values);
    return tower.close(layers.mergeHeads(mixed, heads, headWidth), rows, attention);
  }

  /**
   * The length of what a patch adds to a word, after the output projection and beside the mean of
   * all patches: {@code ‖Σ_h a_h[t,n] W_h (v_h[n] - mean v_h)‖} (Kobayashi et al., Attention is Not
   * Only a Weight, EMNLP 2020, section 3; the mean is taken off, since it says nothing of where).
   *
   * @return {@code [1,T,P]}
   */
  private String contribution(String look, String values, String attention) {
    long heads = tower.config().heads();
    String mean =
        graph.apply("ReduceMean", List.of(values, graph.longs(2)), attribute("keepdims", 1L));
    String centred = graph.apply("Sub", List.of(values, mean));
    String output =
        layers.reshape(
            layers.floatWeight(attention + ".output.dense"),
            heads,
            tower.headWidth(),
            tower.config().hidden());
    // [1,h,P,d] x [h,d,H] -> [1,h,P,H] -> [1,P,h,H]; [1,h,T,P] -> [1,P,T,h].
    String added = layers.transpose(layers.matMul(centred, output), 0L, 2L, 1L, 3L);
    String sums = layers.matMul(layers.transpose(look, 0L, 3L, 2L, 1L), added);
    String lengths =
        graph.apply("ReduceL2", List.of(sums, graph.longs(-1)), attribute("keepdims", 0L));
    return layers.transpose(lengths, 0L, 2L, 1L);
  }

  /** {@return the attentions of the first n layers that looked, {@code [n,h,T,P]}} */
  String attentions(int n) {
    return stacked(attentions, n);
  }

  /** {@return the contributions of the first n layers that looked, {@code [n,T,P]}} */
  String contributions(int n) {
    return stacked(contributions, n);
  }

  private String stacked(List<String> all, int n) {
    return graph.apply("Concat", all.subList(0, n), attribute("axis", 0L));
  }
}
