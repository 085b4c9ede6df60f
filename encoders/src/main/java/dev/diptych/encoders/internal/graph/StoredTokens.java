package dev.diptych.encoders.internal.graph;

import java.util.List;

/** What a match graph reads of pictures, as {@code GraphMatchEncoder} hands it over. */
public final class StoredTokens {

  private StoredTokens() {}

  /**
   * Adds the inputs {@code features f32 [pictures,P,W]}, or as INT8 {@code features i8, scales f32
   * [pictures,P]}. {@return the tokens in floats}
   *
   * @param patches P, or the name of a dimension that varies
   */
  public static String input(OnnxGraph graph, Layers layers, Object patches, int width) {
    return switch (layers.precision()) {
      case F32 -> graph.floatInput("features", "pictures", patches, width);
      case INT8 -> {
        String bytes = graph.byteInput("features", "pictures", patches, width);
        String scales = graph.floatInput("scales", "pictures", patches);
        yield graph.apply(
            "Mul",
            List.of(
                graph.toFloat(bytes), graph.apply("Unsqueeze", List.of(scales, graph.longs(-1)))));
      }
    };
  }

  /**
   * Adds the input {@code counts f32 [pictures,P]} behind them, for tokens that were merged.
   * {@return what it adds to scores: a token counts as often as those it stands for}
   */
  public static String countsBias(OnnxGraph graph) {
    return graph.apply("Log", List.of(graph.floatInput("counts", "pictures", "P")));
  }
}
