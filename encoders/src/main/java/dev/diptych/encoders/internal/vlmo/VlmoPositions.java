package dev.diptych.encoders.internal.vlmo;

import static dev.diptych.encoders.internal.graph.OnnxGraph.attribute;

import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What attention adds to scores: of models by distance a number for each head and each pair of
 * places, out of one table for all layers; and what hides padding.
 *
 * <p>Of the table, rows 0 to N-4 are for patches by how far apart they lie down and across, then
 * three for the class token, two for words and patches, those for words by how far apart they
 * stand, and three for the first word.
 */
final class VlmoPositions {

  /** Added to the scores of keys that must not be seen; beyond it every share is 0. */
  private static final float HIDDEN = -1e9f;

  private final OnnxGraph graph;
  private final Layers layers;
  private final VlmoConfig config;

  VlmoPositions(OnnxGraph graph, Layers layers, VlmoConfig config) {
    this.graph = graph;
    this.layers = layers;
    this.config = config;
  }

  /** {@return what is added among the words of texts, given {@code i64 [B,T]} twice} */
  Bias ofTexts(String ids, String mask) {
    return new Bias(
        config.form().absolute() ? null : words(length(ids)), keys(hidden(graph.toFloat(mask))));
  }

  /** {@return what is added among the patches of pictures {@code f32 [B,3,S,S]}} */
  Bias ofPictures(String pixels) {
    if (config.form().absolute()) {
      return new Bias(null, null);
    }
    // Of the parameters alone it would be worked out once, when the graph is loaded, and take more
    // memory than the weights: heads x P x P numbers for every layer.
    String none =
        graph.apply(
            "Mul",
            List.of(
                graph.apply("Shape", List.of(pixels), attribute("start", 0L), attribute("end", 1L)),
                graph.longs(0)));
    return new Bias(layers.add(patches(), none), null);
  }

  /**
   * {@return what is added among the words of texts, given {@code i64 [K,T]} twice, and patches}
   */
  Bias ofPairs(String ids, String mask) {
    String texts =
        graph.apply("Shape", List.of(mask), attribute("start", 0L), attribute("end", 1L));
    String count = graph.longs(config.patches());
    String all =
        concat(1, hidden(graph.toFloat(mask)), expand(graph.scalar(0f), concat(0, texts, count)));
    if (config.form().absolute()) {
      return new Bias(null, keys(all));
    }
    String length = length(ids);
    long between = config.pictureDistances();
    String ofWords =
        concat(1, words(length), expand(graph.scalar(between), concat(0, length, count)));
    String ofPatches =
        concat(1, expand(graph.scalar(between + 1), concat(0, count, length)), patches());
    return new Bias(concat(0, ofWords, ofPatches), keys(all));
  }

  /** What one graph adds to scores, layer by layer. */
  final class Bias {

    private final @Nullable String places;
    private final @Nullable String keys;

    /**
     * @param places rows of the table, {@code i64 [N,N]}; null for none
     * @param keys {@code f32 [B,1,1,N]}; null for nothing
     */
    private Bias(@Nullable String places, @Nullable String keys) {
      this.places = places;
      this.keys = keys;
    }

    /**
     * {@return what a layer adds: {@code f32 [h,N,N]} or [B,h,N,N]; null for nothing}
     *
     * @param firstAlone whether the first row alone asks
     */
    @Nullable String of(int layer, boolean firstAlone) {
      if (places == null) {
        return keys;
      }
      long heads = config.heads();
      String table =
          graph.apply(
              "Slice",
              List.of(
                  layers.transposed(VlmoTensors.DISTANCES),
                  graph.longs(layer * heads),
                  graph.longs((layer + 1) * heads),
                  graph.longs(0)));
      String rows =
          firstAlone
              ? graph.apply(
                  "Slice", List.of(places, graph.longs(0), graph.longs(1), graph.longs(0)))
              : places;
      String found = graph.apply("Gather", List.of(table, rows), attribute("axis", 1L));
      return keys == null ? found : layers.add(found, keys);
    }
  }

  /** Rows of the table for words: {@code [T,T]}. */
  private String words(String length) {
    String places =
        graph.apply(
            "Range",
            List.of(graph.scalar(0L), graph.apply("Squeeze", List.of(length)), graph.scalar(1L)));
    String distance = graph.apply("Sub", List.of(places, column(places)));
    long nearest = (long) config.pictureDistances() + config.form().distances();
    return marked(layers.add(distance, graph.scalar(nearest)), places, config.allDistances());
  }

  /** Rows of the table for patches behind a class token: {@code [P,P]}. */
  private String patches() {
    int grid = config.grid();
    String places =
        graph.apply(
            "Range",
            List.of(graph.scalar(0L), graph.scalar((long) config.patches()), graph.scalar(1L)));
    String patch = graph.apply("Sub", List.of(places, graph.scalar(1L)));
    String down = apart(graph.apply("Div", List.of(patch, graph.scalar((long) grid))), grid);
    String across = apart(graph.apply("Mod", List.of(patch, graph.scalar((long) grid))), grid);
    String inner =
        layers.add(graph.apply("Mul", List.of(down, graph.scalar(2L * grid - 1))), across);
    return marked(inner, places, config.pictureDistances());
  }

  /** How far apart all are, from 0. */
  private String apart(String places, int grid) {
    return layers.add(graph.apply("Sub", List.of(column(places), places)), graph.scalar(grid - 1L));
  }

  /** The first token has three rows of its own at the end of a part: asking, asked, and both. */
  private String marked(String inner, String places, long end) {
    String asked = graph.apply("Equal", List.of(places, graph.scalar(0L)));
    String asking = column(asked);
    String ofFirst =
        graph.apply("Where", List.of(asking, graph.scalar(end - 1), graph.scalar(end - 2)));
    String ofOthers = graph.apply("Where", List.of(asking, graph.scalar(end - 3), inner));
    return graph.apply("Where", List.of(asked, ofFirst, ofOthers));
  }

  private String hidden(String keep) {
    return layers.multiply(graph.apply("Sub", List.of(graph.scalar(1f), keep)), HIDDEN);
  }

  private String keys(String rows) {
    return graph.apply("Unsqueeze", List.of(rows, graph.longs(1, 2)));
  }

  private String column(String x) {
    return graph.apply("Unsqueeze", List.of(x, graph.longs(1)));
  }

  private String length(String ids) {
    return graph.apply("Shape", List.of(ids), attribute("start", 1L), attribute("end", 2L));
  }

  private String expand(String x, String shape) {
    return graph.apply("Expand", List.of(x, shape));
  }

  private String concat(long axis, String a, String b) {
    return graph.apply("Concat", List.of(a, b), attribute("axis", axis));
  }
}
