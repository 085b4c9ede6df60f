package dev.diptych.encoders.internal.graph;

/** Which operators a graph is built of. Both kinds compute the same. */
public enum Kernels {
  /** Those of the ONNX standard, one for each step of the formulas: the yardstick. */
  STANDARD,
  /** ONNX Runtime's own for several steps at once, where it has them. */
  FUSED
}
