package dev.diptych.encoders.internal.graph;

import static dev.diptych.encoders.internal.graph.OnnxGraph.attribute;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Matrix products with 8-bit integers, added to one graph. The left side is quantised as it comes,
 * row by row; the right side has bytes of its own. With {@code x[m,k] ≈ r[m]·(q[m,k] - z)} and
 * {@code w[k,n] ≈ c[n]·p[k,n]},
 *
 * <pre>
 * Σ_k x[m,k]·w[k,n] ≈ r[m]·c[n]·Σ_k (q[m,k] - z)·p[k,n]
 * </pre>
 *
 * where the sum is exact in 32-bit integers.
 *
 * <p>Processors without VNNI add two neighbouring products in 16 bits, which saturate when one side
 * uses all of its eight bits and so does the other. Hence one side of each product keeps to seven.
 */
public final class IntegerProducts {

  /** Below every magnitude that means something; keeps rows of zeros from dividing by zero. */
  private static final float LEAST_SCALE = 1e-20f;

  /**
   * Rows as bytes.
   *
   * @param values {@code u8 [...,K]}
   * @param zero the byte that stands for zero
   * @param scales {@code f32 [...,1]}
   */
  public record Rows(String values, int zero, String scales) {}

  private final OnnxGraph graph;
  private final Map<String, Rows> known = new HashMap<>();

  public IntegerProducts(OnnxGraph graph) {
    this.graph = graph;
  }

  /** Rows of any sign on all eight bits: {@code [...,K]}; worked out once however often asked. */
  public Rows rows(String x) {
    return known.computeIfAbsent(x, name -> quantize(name, 127, 128));
  }

  /** Rows of any sign on seven bits. */
  public Rows narrowRows(String x) {
    return quantize(x, 63, 64);
  }

  /** Rows without negative numbers on seven bits. */
  public Rows narrowPositiveRows(String x) {
    return quantize(x, 127, 0);
  }

  private Rows quantize(String x, int levels, int zero) {
    String largest = alongRows("ReduceMax", x);
    if (zero != 0) {
      String lowest = graph.apply("Neg", List.of(alongRows("ReduceMin", x)));
      largest = graph.apply("Max", List.of(largest, lowest));
    }
    String scales =
        graph.apply(
            "Max",
            List.of(
                graph.apply("Mul", List.of(largest, graph.scalar(1f / levels))),
                graph.scalar(LEAST_SCALE)));
    String unit = graph.apply("Mul", List.of(x, graph.apply("Reciprocal", List.of(scales))));
    String values =
        graph.apply("QuantizeLinear", List.of(unit, graph.scalar(1f), graph.byteScalar(zero)));
    return new Rows(values, zero, scales);
  }

  private String alongRows(String reduction, String x) {
    return graph.apply(reduction, List.of(x, graph.longs(-1)), attribute("keepdims", 1L));
  }

  /** Makes rows that arrive as signed bytes known under a name: {@code i8 [...,K], f32 [...,1]}. */
  public void know(String name, String signedBytes, String scales) {
    String moved =
        graph.apply(
            "QuantizeLinear",
            List.of(graph.toFloat(signedBytes), graph.scalar(1f), graph.byteScalar(128)));
    known.put(name, new Rows(moved, 128, scales));
  }

  /**
   * {@code rows · columns}, without the factors of either side's rows: {@code [...,M,K] x [...,K,N]
   * -> f32 [...,M,N]}.
   *
   * @param columns {@code i8}
   * @param columnScales {@code f32 [N]}, or a single number
   */
  public String multiply(Rows rows, String columns, String columnScales) {
    return graph.applyContributed(
        "MatMulIntegerToFloat",
        List.of(
            rows.values(), columns, graph.scalar(1f), columnScales, graph.byteScalar(rows.zero())));
  }
}
