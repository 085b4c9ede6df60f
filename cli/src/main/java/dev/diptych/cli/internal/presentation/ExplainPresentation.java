package dev.diptych.cli.internal.presentation;

import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.cli.internal.terminal.DisplayText;
import dev.diptych.cli.internal.terminal.Table;
import dev.diptych.cli.internal.terminal.Table.Column;
import dev.diptych.core.MatchProbability;
import dev.diptych.encoders.HeatMap;
import dev.diptych.encoders.WordMap;
import dev.diptych.encoders.WordMap.Finding;
import dev.diptych.searcher.ItemExplanation;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Shows people where words are: a table, and a map made of shades. */
public final class ExplainPresentation {

  /** From nothing to the peak; two of a kind are about as wide as high. */
  private static final List<String> SHADES = List.of("··", "░░", "▒▒", "▓▓", "██");

  private final Console console;
  private final Path workingFolder;

  public ExplainPresentation(Console console, Path workingFolder) {
    this.console = console;
    this.workingFolder = workingFolder.toAbsolutePath();
  }

  /** Prints one row per phrase and word, then the map of all that was found. */
  public void show(ItemExplanation answer) {
    console.line(DisplayText.oneLine(heading(answer)));
    table(answer).lines(console.width()).forEach(console::line);
    answer
        .explanation()
        .whole()
        .ifPresentOrElse(
            this::draw,
            () -> console.note("nothing that these words say was found in the picture"));
    if (answer.explanation().truncated()) {
      console.note("warning: words were cut because the text is too long for the model");
    }
    console.note("maps: " + answer.explanation().form());
  }

  private String heading(ItemExplanation answer) {
    return "%s: match %s, ITC %s"
        .formatted(
            SourcePath.shortest(answer.item().source().uri(), workingFolder),
            answer.probability().map(ExplainPresentation::match).orElse("not given"),
            String.format(Locale.ROOT, "%.3f", answer.itc().value()));
  }

  private static String match(MatchProbability probability) {
    return percent(probability.value()) + (probability.calibrated() ? "" : " (uncalibrated)");
  }

  private static Table table(ItemExplanation answer) {
    Table table =
        new Table(
            List.of("words", "kind", "", "there", "where"),
            List.of(Column.WORDS, Column.WORDS, Column.WORDS, Column.NUMBER, Column.WORDS));
    Stream.concat(
            answer.explanation().phrases().stream(),
            answer.explanation().words().stream()
                .filter(word -> word.finding() != Finding.NO_PLACE))
        .forEach(word -> table.row(row(word)));
    return table;
  }

  private static List<String> row(WordMap word) {
    return List.of(
        word.words(),
        word.kind(),
        switch (word.finding()) {
          case FOUND -> "found";
          case NOT_FOUND -> "not found";
          case NO_PLACE -> "no place";
          case UNKNOWN -> "looked at";
        },
        word.presence().isPresent() ? percent(word.presence().getAsDouble()) : "",
        word.finding() == Finding.NOT_FOUND
            ? ""
            : word.map().map(ExplainPresentation::place).orElse(""));
  }

  /** Where the peak of a map is, in words. */
  static String place(HeatMap map) {
    int best = 0;
    float[] values = map.toArray();
    for (int i = 0; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    String vertical = third(best / map.columns(), map.rows(), "top", "bottom");
    String horizontal = third(best % map.columns(), map.columns(), "left", "right");
    String both = (vertical + " " + horizontal).strip();
    return both.isEmpty() ? "middle" : both;
  }

  private static String third(int place, int places, String first, String last) {
    double middle = (place + .5) / places;
    return middle < 1 / 3.0 ? first : middle > 2 / 3.0 ? last : "";
  }

  private void draw(HeatMap map) {
    float peak = map.peak();
    for (int row = 0; row < map.rows(); row++) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < map.columns(); column++) {
        double heat = map.at(row, column) / peak;
        line.append(SHADES.get((int) Math.round(Math.sqrt(heat) * (SHADES.size() - 1))));
      }
      console.line(line.toString());
    }
  }

  private static String percent(double value) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * value);
  }
}
