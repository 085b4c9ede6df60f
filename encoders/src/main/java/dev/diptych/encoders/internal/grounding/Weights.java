package dev.diptych.encoders.internal.grounding;

/** Arithmetic on the weights of patches. */
final class Weights {

  private Weights() {}

  /** {@return the same weights with the sum 1; equal ones where all are 0} */
  static float[] normalized(float[] weights) {
    double sum = 0;
    for (float weight : weights) {
      sum += weight;
    }
    float[] result = new float[weights.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) (sum > 0 ? weights[i] / sum : 1.0 / result.length);
    }
    return result;
  }

  static float[] sum(float[] a, float[] b) {
    float[] sum = a.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += b[i];
    }
    return sum;
  }

  /** {@return the n-th root of each} */
  static float[] root(float[] weights, int n) {
    float[] roots = new float[weights.length];
    for (int i = 0; i < roots.length; i++) {
      roots[i] = (float) Math.pow(weights[i], 1.0 / n);
    }
    return roots;
  }
}
