package dev.diptych.encoders.internal.graph;

import static dev.diptych.encoders.internal.graph.OnnxGraph.attribute;

import java.util.List;

/**
 * A text whose tokens look at those before them alone, so that the one at its end is where all of
 * it is known.
 *
 * @param graph that it is added to
 * @param layers of the same graph
 * @param ids {@code i64 [B,T]}
 * @param mask {@code i64 [B,T]}, 1 for tokens, 0 for padding
 */
public record CausalText(OnnxGraph graph, Layers layers, String ids, String mask) {

  /** Added to the scores of keys that must not be seen; beyond it every share is 0. */
  private static final float HIDDEN = -1e9f;

  /**
   * Tokens with their positions added: {@code f32 [B,T,H]}.
   *
   * @param words {@code f32 [V,H]}
   * @param positions {@code f32 [most tokens,H]}
   */
  public String embedded(String words, String positions) {
    return layers.add(
        graph.apply("Gather", List.of(words, ids)),
        graph.apply("Slice", List.of(positions, graph.longs(0), length(), graph.longs(0))));
  }

  /** What padding and the future add to scores: {@code [B,1,T,T]}. */
  public String bias() {
    String end = graph.apply("Squeeze", List.of(length()));
    String places = graph.apply("Range", List.of(graph.scalar(0L), end, graph.scalar(1L)));
    String past =
        graph.apply(
            "LessOrEqual",
            List.of(places, graph.apply("Unsqueeze", List.of(places, graph.longs(1)))));
    String padding = graph.apply("Unsqueeze", List.of(graph.toFloat(mask), graph.longs(1, 2)));
    String seen = graph.apply("Mul", List.of(padding, graph.toFloat(past)));
    return layers.multiply(graph.apply("Sub", List.of(graph.scalar(1f), seen)), HIDDEN);
  }

  /**
   * {@return the row of each text where a mark is largest, the first of several: {@code f32 [B,H]}}
   *
   * @param rows {@code f32 [B,T,H]}
   * @param marks {@code [B,T]}, such as the ids themselves where the end has the largest
   */
  public String rowOfLargest(String rows, String marks) {
    String place =
        graph.apply(
            "ArgMax",
            List.of(graph.toFloat(marks)),
            attribute("axis", 1L),
            attribute("keepdims", 0L),
            attribute("select_last_index", 0L));
    return graph.apply(
        "GatherND",
        List.of(rows, graph.apply("Unsqueeze", List.of(place, graph.longs(1)))),
        attribute("batch_dims", 1L));
  }

  private String length() {
    return graph.apply("Shape", List.of(ids), attribute("start", 1L), attribute("end", 2L));
  }
}
