package dev.diptych.encoders.internal.image;

/**
 * Fixed-point weights that take one axis from {@code in} to {@code out} pixels: target pixel i is
 * the sum of source pixels {@code first(i) .. end(i) - 1}, each times its weight.
 */
final class AxisWeights {

  /** Bits after the point: products of a byte and a weight still fit an int with their sum. */
  static final int FRACTION_BITS = 32 - 8 - 2;

  private final int[] first;
  private final int[] start;
  private final int[] weights;

  private AxisWeights(int[] first, int[] start, int[] weights) {
    this.first = first;
    this.start = start;
    this.weights = weights;
  }

  /**
   * Computes the weights. When shrinking, the kernel is stretched by the factor, which is what
   * keeps fine patterns from aliasing.
   */
  static AxisWeights of(Kernel kernel, int in, int out) {
    return of(kernel, in, out, 0, out);
  }

  /**
   * Computes the weights of some of the target pixels: they are what they are among all.
   *
   * @param from the first of them
   * @param count how many
   */
  static AxisWeights of(Kernel kernel, int in, int out, int from, int count) {
    double scale = (double) in / out;
    double stretch = Math.max(scale, 1);
    double reciprocal = 1 / stretch;
    double support = kernel.support() * stretch;
    int most = (int) Math.ceil(support) * 2 + 1;
    double[] window = new double[most];
    int[] first = new int[count];
    int[] start = new int[count + 1];
    int[] weights = new int[Math.multiplyExact(count, Math.min(most, in))];
    for (int i = 0; i < count; i++) {
      double centre = (from + i + 0.5) * scale;
      int low = Math.max((int) (centre - support + 0.5), 0);
      int length = Math.min((int) (centre + support + 0.5), in) - low;
      double sum = 0;
      for (int j = 0; j < length; j++) {
        window[j] = kernel.weight((j + low - centre + 0.5) * reciprocal);
        sum += window[j];
      }
      first[i] = low;
      start[i + 1] = start[i] + length;
      for (int j = 0; j < length; j++) {
        double weight = sum == 0 ? window[j] : window[j] / sum;
        weights[start[i] + j] = (int) (weight * (1 << FRACTION_BITS) + (weight < 0 ? -0.5 : 0.5));
      }
    }
    return new AxisWeights(first, start, weights);
  }

  /** {@return the number of target pixels} */
  int size() {
    return first.length;
  }

  /** {@return the first source pixel that target pixel {@code i} reads} */
  int first(int i) {
    return first[i];
  }

  /** {@return one past the last source pixel that target pixel {@code i} reads} */
  int end(int i) {
    return first[i] + start[i + 1] - start[i];
  }

  /** {@return how much source pixel {@code j} weighs in target pixel {@code i}; both in range} */
  int weight(int i, int j) {
    return weights[start[i] + j - first[i]];
  }

  /** {@return where the weights of target pixel {@code i} begin in {@link #weights}, i <= size} */
  int start(int i) {
    return start[i];
  }

  /** {@return all weights, those of target pixel 0 first; not to be written} */
  int[] weights() {
    return weights;
  }
}
