package dev.diptych.encoders.internal.graph;

import java.util.List;

/**
 * Patches as signed bytes with one factor each, {@code i8 [K,P,W], f32 [K,P]}, used as they are.
 * The factors of the patches go onto the scores, and later onto the shares.
 */
public final class IntegerPatches implements PatchProducts {

  private final OnnxGraph graph;
  private final IntegerProducts integers;
  private final String features;
  private final String featuresTransposed;
  private final String scales;

  public IntegerPatches(OnnxGraph graph, Layers layers, String features, String scales) {
    this.graph = graph;
    this.integers = layers.integers();
    this.features = features;
    this.featuresTransposed = layers.transpose(features, 0L, 2L, 1L);
    this.scales = graph.apply("Unsqueeze", List.of(scales, graph.longs(1)));
  }

  @Override
  public String scores(String wanted) {
    IntegerProducts.Rows rows = integers.narrowRows(wanted);
    String sums = integers.multiply(rows, featuresTransposed, graph.scalar(1f));
    return multiply(multiply(sums, rows.scales()), scales);
  }

  @Override
  public String weightedSums(String shares) {
    IntegerProducts.Rows rows = integers.narrowPositiveRows(multiply(shares, scales));
    return multiply(integers.multiply(rows, features, graph.scalar(1f)), rows.scales());
  }

  private String multiply(String a, String b) {
    return graph.apply("Mul", List.of(a, b));
  }
}
