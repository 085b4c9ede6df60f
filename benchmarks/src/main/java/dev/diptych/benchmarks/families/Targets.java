package dev.diptych.benchmarks.families;

import dev.diptych.benchmarks.Table;
import dev.diptych.benchmarks.families.Costs.Cost;
import dev.diptych.index.FeatureFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was aimed at, beside what was measured; a row for each whose family was.
 *
 * @param table takes the rows
 * @param found costs by family, floats first
 * @param storedLosses points of rank correlation that EDJE's stored tokens lose
 */
record Targets(
    Table table, Map<String, List<Cost>> found, Map<FeatureFormat, Double> storedLosses) {

  private static final List<String> ARITHMETICS = List.of("f32", "int8");

  /** What is read of a cost. */
  private interface Figure {
    @Nullable Double of(Cost cost);
  }

  /**
   * Writes all rows.
   *
   * @param sizes rows of family, tokens, width, dimensions, kB alone, with f16, with int8
   */
  void write(List<List<@Nullable Object>> sizes) {
    times("EDJE's pair by BLIP's, 8 tokens", Families.EDJE, 0.9, c -> c.pairRatios().getFirst());
    times("EDJE's pair by BLIP's, 32 tokens", Families.EDJE, 0.35, c -> c.pairRatios().getLast());
    times("SigLIP 2 base/256's picture by BLIP's", Families.SIGLIP, 0.4, Cost::pictureRatio);
    for (List<@Nullable Object> row : sizes) {
      if (Families.EDJE.equals(row.getFirst())
          && row.get(4) instanceof Double alone
          && row.get(5) instanceof Double half
          && row.get(6) instanceof Double bytes) {
        row("EDJE's stored tokens as f16, kB", "f32", half - alone, 49.5);
        row("EDJE's stored tokens as int8, kB", "f32", bytes - alone, 25);
      }
    }
    storedLosses.forEach(
        (format, lost) ->
            row(
                "points of rank correlation lost by tokens stored as " + format.name(),
                "f32",
                lost,
                0.3));
  }

  private void times(String what, String family, double most, Figure figure) {
    List<Cost> costs = found.getOrDefault(family, List.of());
    for (int i = 0; i < costs.size(); i++) {
      Double measured = figure.of(costs.get(i));
      if (measured != null) {
        row(what, ARITHMETICS.get(i), measured, most);
      }
    }
  }

  private void row(String what, String arithmetic, double measured, double most) {
    table.row(what, arithmetic, measured, most, measured <= most ? "yes" : "no");
  }
}
