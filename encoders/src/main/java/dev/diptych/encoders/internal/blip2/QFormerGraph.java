package dev.diptych.encoders.internal.blip2;

import static dev.diptych.encoders.internal.graph.OnnxGraph.attribute;

import dev.diptych.encoders.internal.blip2.Blip2Config.QFormer;
import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Q-Former, added to one graph: a post-norm BERT whose first rows are queries. Queries and
 * words see each other; queries alone look at the picture, and have feed-forward parts of their
 * own. What is asked of it tells its three uses apart.
 *
 * @param graph that it is added to
 * @param layers of the same graph
 * @param config its sizes
 */
record QFormerGraph(OnnxGraph graph, Layers layers, Blip2Config config) {

  /** Added to the scores of keys that must not be seen; finite, as in the original. */
  private static final float HIDDEN = -10000f;

  /** Feed-forward parts by what their names have behind: those of queries, and of words. */
  private static final String QUERIES = "_query";

  private static final String WORDS = "";

  /** The vectors of pictures, without their words: {@code [B,P,W] -> [B,Q,D]} of unit length. */
  String pictureVectors(String image) {
    String x = norm(layers.parameter(Blip2Tensors.QUERIES));
    for (int i = 0; i < qformer().layers(); i++) {
      x = queries(i, attended(i, x, x, null), image);
    }
    return layers.unitLength(layers.floatLinear(x, "vision_projection"));
  }

  /** The vectors of texts, without a picture: {@code [B,T,H] -> [B,D]} of unit length. */
  String textVectors(String words, String mask) {
    String bias = bias(mask, 0);
    String x = norm(words);
    for (int i = 0; i < qformer().layers(); i++) {
      String rows = i + 1 < qformer().layers() ? x : layers.firstRow(x);
      x = feedForward(i, attended(i, rows, x, bias), WORDS);
    }
    String first = layers.reshape(layers.firstRow(x), 0, qformer().hidden());
    return layers.unitLength(layers.floatLinear(first, "text_projection"));
  }

  /**
   * What the queries make of a picture and a text together: {@code [1 or K,T,H], [K or 1,P,W] ->
   * [K,Q,H]}. Before the first look at a picture all depends on the text alone, and is worked out
   * once for each.
   */
  String together(String words, String mask, String image) {
    String bias = bias(mask, config.queries());
    String texts = dimension(words, 0);
    String x =
        norm(
            graph.apply(
                "Concat",
                List.of(forEach(texts, layers.parameter(Blip2Tensors.QUERIES)), words),
                attribute("axis", 1L)));
    int last = qformer().layers() - 1;
    for (int i = 0; i < last; i++) {
      String both = attended(i, x, x, bias);
      String asking = queries(i, rows(both, 0, config.queries()), image);
      String said = feedForward(i, rows(both, config.queries(), Long.MAX_VALUE), WORDS);
      x =
          graph.apply(
              "Concat",
              List.of(asking, forEach(dimension(asking, 0), said)),
              attribute("axis", 1L));
    }
    return queries(last, attended(last, rows(x, 0, config.queries()), x, bias), image);
  }

  /** Words at positions from 0, not normed: {@code i64 [B,T] -> [B,T,H]}. */
  String words(String ids) {
    String positions =
        graph.apply(
            "Slice",
            List.of(
                layers.parameter(Blip2Tensors.POSITIONS),
                graph.longs(0),
                dimension(ids, 1),
                graph.longs(0)));
    return layers.add(
        graph.apply("Gather", List.of(layers.parameter(Blip2Tensors.WORDS), ids)), positions);
  }

  private QFormer qformer() {
    return config.qformer();
  }

  private String norm(String x) {
    return layers.norm(x, Blip2Tensors.FIRST_NORM, qformer().epsilon());
  }

  /** The rest of a layer for queries: the look at the picture, where there is one, and feeding. */
  private String queries(int i, String x, String image) {
    String looked =
        qformer().looks(i)
            ? attention(x, image, Blip2Tensors.layer(i) + ".crossattention", null)
            : x;
    return feedForward(i, looked, QUERIES);
  }

  private String attended(int i, String rows, String seen, @Nullable String bias) {
    return attention(rows, seen, Blip2Tensors.layer(i) + ".attention", bias);
  }

  private String attention(String rows, String seen, String prefix, @Nullable String bias) {
    int headWidth = qformer().hidden() / qformer().heads();
    String mixed =
        layers.attention(
            heads(rows, prefix + ".attention.query"),
            heads(seen, prefix + ".attention.key"),
            heads(seen, prefix + ".attention.value"),
            qformer().heads(),
            headWidth,
            bias);
    return close(mixed, rows, prefix + ".output");
  }

  private String heads(String x, String projection) {
    return layers.splitHeads(
        layers.linear(x, projection), qformer().heads(), qformer().hidden() / qformer().heads());
  }

  private String feedForward(int i, String x, String part) {
    String layer = Blip2Tensors.layer(i);
    String inner = layers.gelu(layers.linear(x, layer + ".intermediate" + part + ".dense"));
    return close(inner, x, layer + ".output" + part);
  }

  private String close(String x, String residual, String output) {
    return layers
        .linearOnto(residual, x, output + ".dense", output + ".LayerNorm", qformer().epsilon())
        .normed();
  }

  /**
   * What padding adds to scores, behind so many keys that are always seen: {@code i64 [B,T] ->
   * [B,1,1,seen+T]}.
   */
  private String bias(String mask, int seen) {
    String padding =
        layers.multiply(graph.apply("Sub", List.of(graph.scalar(1f), graph.toFloat(mask))), HIDDEN);
    String all = padding;
    if (seen > 0) {
      String shape =
          graph.apply(
              "Concat", List.of(dimension(mask, 0), graph.longs(seen)), attribute("axis", 0L));
      String none = graph.apply("Expand", List.of(graph.scalar(0f), shape));
      all = graph.apply("Concat", List.of(none, padding), attribute("axis", 1L));
    }
    return graph.apply("Unsqueeze", List.of(all, graph.longs(1, 2)));
  }

  private String rows(String x, long from, long to) {
    return graph.apply("Slice", List.of(x, graph.longs(from), graph.longs(to), graph.longs(1)));
  }

  private String forEach(String pairs, String rows) {
    String shape = graph.apply("Concat", List.of(pairs, graph.longs(1, 1)), attribute("axis", 0L));
    return graph.apply("Expand", List.of(rows, shape));
  }

  private String dimension(String x, long axis) {
    return graph.apply("Shape", List.of(x), attribute("start", axis), attribute("end", axis + 1));
  }
}
