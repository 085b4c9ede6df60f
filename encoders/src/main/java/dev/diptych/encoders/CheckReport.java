package dev.diptych.encoders;

import java.util.List;

/**
 * How far a checkpoint's outputs, computed here, are from reference outputs.
 *
 * @param warnings what the importer corrected or assumed, in sentences
 * @param outputs one row per output that the reference holds
 */
public record CheckReport(List<String> warnings, List<Comparison> outputs) {

  public CheckReport {
    warnings = List.copyOf(warnings);
    outputs = List.copyOf(outputs);
  }

  /**
   * Whether every output is near enough; ids must be equal whatever the tolerance.
   *
   * @param tolerance largest absolute difference allowed, in units of {@link Comparison#scale()}
   */
  public boolean passes(double tolerance) {
    return outputs.stream().allMatch(output -> output.passes(tolerance));
  }

  /**
   * One output.
   *
   * @param output its name in the reference file
   * @param count how many numbers, or captions, were compared
   * @param largestDifference largest absolute difference; for captions, how many differ; infinite
   *     where a number is NaN
   * @param scale root of the mean square of the reference's numbers, at least 1: 32-bit floats
   *     round in proportion to what they hold, so that scaled logits differ by more than cosines do
   * @param exact whether no difference is allowed
   */
  public record Comparison(
      String output, int count, double largestDifference, double scale, boolean exact) {

    /** Numbers, equal within a tolerance. */
    public static Comparison within(
        String output, int count, double largestDifference, double scale) {
      return new Comparison(output, count, largestDifference, scale, false);
    }

    /** Token ids, of which some may differ. */
    public static Comparison exact(String output, int count, int different) {
      return new Comparison(output, count, different, 1, true);
    }

    /**
     * {@return the largest difference that passes}
     *
     * @param tolerance largest absolute difference allowed, in units of the scale
     */
    public double allowed(double tolerance) {
      return exact ? 0 : tolerance * scale;
    }

    /** Whether this output is near enough: {@link #allowed}. */
    public boolean passes(double tolerance) {
      return largestDifference <= allowed(tolerance);
    }
  }
}
