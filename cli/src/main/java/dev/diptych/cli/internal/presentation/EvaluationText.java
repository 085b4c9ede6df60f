package dev.diptych.cli.internal.presentation;

import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.cli.internal.terminal.Table;
import dev.diptych.cli.internal.terminal.Table.Column;
import dev.diptych.evaluation.DepthFit;
import dev.diptych.evaluation.DirectionReport;
import dev.diptych.evaluation.PairedDifference;
import dev.diptych.evaluation.QueryKind;
import dev.diptych.evaluation.Rejection;
import dev.diptych.evaluation.RetrievalRecall;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Shows an evaluation as tables. */
public final class EvaluationText {

  private final Console console;

  public EvaluationText(Console console) {
    this.console = console;
  }

  /** Prints the figures of each direction. */
  public void show(List<DirectionReport> reports) {
    for (DirectionReport report : reports) {
      console.line("");
      console.line(report.direction());
      print(recall(report));
      console.line(
          String.format(
              Locale.ROOT,
              "graph: %.1f %% of the %s nearest found; p50 ms: encode %.1f, recall %.1f, rerank %.1f",
              100 * report.graph().recall(),
              report.graph().k(),
              report.times().encodeMs(),
              report.times().recallMs(),
              report.times().rerankMs()));
      if (!report.sure().isEmpty()) {
        print(errors(report));
      }
      report.sure().forEach(this::rejections);
    }
  }

  private void print(Table table) {
    table.lines(console.width()).forEach(console::line);
  }

  private static Table recall(DirectionReport report) {
    Table table =
        new Table(
            List.of("reranked", "R@1", "R@5", "R@10", "mean", "queries"),
            List.of(
                Column.NUMBER,
                Column.NUMBER,
                Column.NUMBER,
                Column.NUMBER,
                Column.NUMBER,
                Column.NUMBER));
    for (RetrievalRecall recall : report.recall()) {
      table.row(
          List.of(
              recall.depth() == 0 ? "none" : Integer.toString(recall.depth()),
              percent(recall.at1()),
              percent(recall.at5()),
              percent(recall.at10()),
              percent(recall.mean()),
              Integer.toString(recall.queries())));
    }
    return table;
  }

  private static Table errors(DirectionReport report) {
    List<String> headings = new ArrayList<>(List.of("probability", "ECE %"));
    List<Column> columns = new ArrayList<>(List.of(Column.WORDS, Column.NUMBER));
    for (QueryKind kind : QueryKind.values()) {
      headings.add(kind.words());
      columns.add(Column.NUMBER);
    }
    Table table = new Table(headings, columns);
    report
        .sure()
        .forEach(
            (name, sure) -> {
              List<String> cells = new ArrayList<>(List.of(name, hundredths(sure.error())));
              for (QueryKind kind : QueryKind.values()) {
                Double error = sure.errorByKind().get(kind);
                cells.add(error == null ? "" : hundredths(error));
              }
              table.row(cells);
            });
    return table;
  }

  private void rejections(String name, DirectionReport.Sure sure) {
    Rejection own = sure.threshold();
    if (own == null) {
      return;
    }
    console.line(
        String.format(
            Locale.ROOT,
            "%s, \"no good match\" below %.0f %%: %s; area below the ROC curve %.3f",
            name,
            100 * own.threshold(),
            shares(own.share()),
            sure.area()));
    List<String> curve = new ArrayList<>();
    for (int lost : List.of(1, 2, 5, 10)) {
      curve.add("at %s %% lost: %s".formatted(lost, others(sure.roc().get(lost).share())));
    }
    console.line("  ROC " + String.join("; ", curve));
    DepthFit.Effect depth = sure.depth();
    if (depth != null) {
      console.line(
          String.format(
              Locale.ROOT,
              "  auto depth: %.0f %% of the pairs of depth %s, %.1f %% of its matches kept on a page of %s",
              100 * depth.pairs(),
              DepthFit.MOST,
              100 * depth.kept(),
              DepthFit.PAGE));
    }
  }

  private static String shares(Map<QueryKind, Double> share) {
    return "%s %% of true queries lost, caught %s"
        .formatted(percent(share.getOrDefault(QueryKind.TRUE, 0.0)), others(share));
  }

  private static String others(Map<QueryKind, Double> share) {
    List<String> words = new ArrayList<>();
    for (QueryKind kind : QueryKind.values()) {
      Double value = share.get(kind);
      if (kind != QueryKind.TRUE && value != null) {
        words.add("%s %s".formatted(kind.words(), percent(value)));
      }
    }
    return String.join(", ", words);
  }

  /** Prints how two settings differ. */
  public void compare(Map<String, PairedDifference> differences) {
    Table table =
        new Table(
            List.of("R@1", "first", "second", "difference", "95 % interval", ""),
            List.of(
                Column.WORDS,
                Column.NUMBER,
                Column.NUMBER,
                Column.NUMBER,
                Column.WORDS,
                Column.WORDS));
    differences.forEach(
        (name, difference) ->
            table.row(
                List.of(
                    name,
                    percent(difference.first()),
                    percent(difference.second()),
                    signed(difference.second() - difference.first()),
                    "%s to %s".formatted(signed(difference.low()), signed(difference.high())),
                    difference.isClear() ? "clear" : "may be chance")));
    console.line("");
    print(table);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f", 100 * share);
  }

  private static String signed(double share) {
    return String.format(Locale.ROOT, "%+.1f", 100 * share);
  }

  private static String hundredths(double share) {
    return String.format(Locale.ROOT, "%.2f", 100 * share);
  }
}
