package dev.diptych.benchmarks;

/**
 * One subject of measurement, as a row of {@code benchmarks/run SECTION}. Everything that is
 * compared is measured in the same run, turn by turn, so that ratios hold on a machine whose speed
 * wavers.
 */
public interface Section {

  /** {@return what the command line calls it: lower case, one word} */
  String name();

  /** {@return what it measures, in one line} */
  String measures();

  /**
   * Measures.
   *
   * @param workspace where models and indexes are; says how much to measure
   * @param sheet takes tables, parameters and remarks
   * @throws Exception when it cannot be measured; the sections after it are measured all the same
   */
  void run(Workspace workspace, Sheet sheet) throws Exception;
}
