package dev.diptych.encoders.internal.graph;

import static dev.diptych.encoders.internal.graph.OnnxGraph.attribute;

import java.util.ArrayList;
import java.util.List;

/** The first step of a vision transformer: a picture as rows, one for each of its patches. */
public final class PictureTokens {

  private PictureTokens() {}

  /**
   * Patches row by row, a class token before them, positions added: {@code f32 [B,3,S,S] -> f32
   * [B,P,W]}.
   *
   * @param kernel {@code f32 [W,3,p,p]}
   * @param patch p, pixels; what is left at the right and lower edge is not read
   * @param width W
   * @param classToken of W numbers
   * @param positions {@code f32 [P,W]} or {@code [1,P,W]}
   */
  public static String of(
      OnnxGraph graph,
      Layers layers,
      String pixels,
      String kernel,
      long patch,
      int width,
      String classToken,
      String positions) {
    return layers.add(
        withClass(graph, layers, pixels, List.of(kernel), patch, width, classToken), positions);
  }

  /**
   * Patches row by row with a class token before them, no positions: {@code f32 [B,3,S,S] -> f32
   * [B,P,W]}.
   *
   * @param kernel {@code f32 [W,3,p,p]}, and a bias of W numbers behind it where there is one
   * @param patch p, pixels; what is left at the right and lower edge is not read
   * @param width W
   * @param classToken of W numbers
   */
  public static String withClass(
      OnnxGraph graph,
      Layers layers,
      String pixels,
      List<String> kernel,
      long patch,
      int width,
      String classToken) {
    String rows = patches(graph, layers, pixels, kernel, patch, width);
    String batch =
        graph.apply("Shape", List.of(pixels), attribute("start", 0L), attribute("end", 1L));
    String shape =
        graph.apply("Concat", List.of(batch, graph.longs(1, width)), attribute("axis", 0L));
    String first = graph.apply("Expand", List.of(classToken, shape));
    return graph.apply("Concat", List.of(first, rows), attribute("axis", 1L));
  }

  /**
   * Patches alone, row by row: {@code f32 [B,3,S,S] -> f32 [B,n,W]}.
   *
   * @param kernel {@code f32 [W,3,p,p]}, and a bias of W numbers behind it where there is one
   * @param patch p, pixels; what is left at the right and lower edge is not read
   * @param width W
   */
  public static String patches(
      OnnxGraph graph, Layers layers, String pixels, List<String> kernel, long patch, int width) {
    List<String> inputs = new ArrayList<>(List.of(pixels));
    inputs.addAll(kernel);
    String patches =
        graph.apply(
            "Conv",
            inputs,
            attribute("kernel_shape", List.of(patch, patch)),
            attribute("strides", List.of(patch, patch)));
    return layers.transpose(layers.reshape(patches, 0, width, -1), 0L, 2L, 1L);
  }
}
