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
   * @param tolerance largest absolute difference allowed
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
   * @param exact whether no difference is allowed
   */
  public record Comparison(String output, int count, double largestDifference, boolean exact) {

    /** Numbers, equal within a tolerance. */
    public static Comparison within(String output, int count, double largestDifference) {
      return new Comparison(output, count, largestDifference, false);
    }

    /** Token ids, of which some may differ. */
    public static Comparison exact(String output, int count, int different) {
      return new Comparison(output, count, different, true);
    }

    /** Whether this output is near enough. */
    public boolean passes(double tolerance) {
      return largestDifference <= (exact ? 0 : tolerance);
    }
  }
}
