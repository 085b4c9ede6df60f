package dev.diptych.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one section writes down: tables, the parameters they depend on, and remarks on what could
 * not be measured or was done otherwise. Printed at once, saved when the section ends. Not
 * thread-safe.
 */
public final class Sheet {

  private final PrintStream out;
  private final List<Table> tables = new ArrayList<>();
  private final Map<String, Object> parameters = new LinkedHashMap<>();
  private final List<String> remarks = new ArrayList<>();

  /** A sheet that is printed as it grows. */
  public Sheet(PrintStream out) {
    this.out = out;
  }

  /**
   * Begins a table.
   *
   * @param title what its numbers are
   * @param columns their names, units included
   */
  public Table table(String title, String... columns) {
    Table table = new Table(title, List.of(columns), out);
    tables.add(table);
    return table;
  }

  /** Notes what the numbers depend on: a text, a number, or a list of these. */
  public void parameter(String name, Object value) {
    parameters.put(name, value);
  }

  /** Notes a remark, in a sentence. */
  public void remark(String sentence) {
    remarks.add(sentence);
    out.println(sentence);
  }

  List<Table> tables() {
    return tables;
  }

  Map<String, Object> parameters() {
    return parameters;
  }

  List<String> remarks() {
    return remarks;
  }
}
