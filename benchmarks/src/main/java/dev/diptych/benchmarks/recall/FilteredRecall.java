package dev.diptych.benchmarks.recall;

import dev.diptych.benchmarks.Sheet;
import dev.diptych.benchmarks.Table;
import dev.diptych.benchmarks.Turns;
import dev.diptych.benchmarks.recall.Engine.Answers;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The first stage among the items that pass a filter: how much of the exact hundred nearest of
 * those is found, in what time beside the same queries without a filter.
 */
final class FilteredRecall {

  /** One of so many passes. */
  static final List<Integer> ONE_IN = List.of(2, 5, 10, 20, 100, 1000);

  private FilteredRecall() {}

  static Table table(Sheet sheet) {
    return sheet.table(
        "filtered",
        "vectors",
        "passing %",
        "R@100",
        "ms per query",
        "without filter",
        "ratio",
        "ms to work the filter out");
  }

  /** Filters take turns with no filter at all, and one round is not counted. */
  static void measure(Scale scale, DiptychEngine engine, Table table) {
    for (int oneIn : ONE_IN) {
      long start = System.nanoTime();
      engine.askOnce(oneIn);
      double first = (System.nanoTime() - start) / 1e6;
      Answers exact = engine.answerAmong(oneIn, true);
      double[] filtered = new double[scale.rounds()];
      double[] whole = new double[scale.rounds()];
      double recall = 0;
      for (int round = -1; round < scale.rounds(); round++) {
        Answers found = engine.answerAmong(oneIn, false);
        Answers all = engine.answer(0);
        if (round >= 0) {
          filtered[round] = found.millisPerQuery();
          whole[round] = all.millisPerQuery();
        }
        recall = recall(exact.found(), found.found());
      }
      double among = Turns.quantile(filtered, 0.5);
      double without = Turns.quantile(whole, 0.5);
      table.row(
          scale.size(),
          100.0 / oneIn,
          recall,
          among,
          without,
          among / without,
          Math.max(0, first - among));
    }
  }

  private static double recall(int[][] exact, int[][] found) {
    long hits = 0;
    long wanted = 0;
    for (int query = 0; query < exact.length; query++) {
      Set<Integer> right = new HashSet<>(Arrays.stream(exact[query]).boxed().toList());
      wanted += right.size();
      hits += Arrays.stream(found[query]).filter(right::contains).count();
    }
    return wanted == 0 ? 1 : (double) hits / wanted;
  }
}
