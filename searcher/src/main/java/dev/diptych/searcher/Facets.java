package dev.diptych.searcher;

import dev.diptych.core.Facts;
import dev.diptych.core.Item;
import dev.diptych.core.PictureFormat;
import dev.diptych.searcher.internal.places.Town;
import dev.diptych.searcher.internal.places.Towns;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * How the relevant results divide. A result counts once under each value that it, a copy or a
 * look-alike behind it has.
 *
 * @param counted how many results were counted
 * @param folder by the folder they lie in
 * @param tag by key word
 * @param camera by camera
 * @param year by the year they were taken in, the latest first
 * @param month by the month, {@code 2024-06}, the latest first
 * @param format by file format
 * @param place by the nearest town, {@code Zürich, CH}, where it is known where they were taken
 */
public record Facets(
    int counted,
    List<Count> folder,
    List<Count> tag,
    List<Count> camera,
    List<Count> year,
    List<Count> month,
    List<Count> format,
    List<Count> place) {

  /** Values of a facet at most: the most frequent ones. */
  public static final int MOST_VALUES = 50;

  /**
   * A value and how many results have it.
   *
   * @param value as a condition takes it
   * @param count at least 1
   */
  public record Count(String value, int count) {}

  private static final Comparator<Count> FREQUENT_FIRST =
      Comparator.comparingInt(Count::count).reversed().thenComparing(Count::value);

  private static final Comparator<Count> LATEST_FIRST =
      Comparator.comparing(Count::value).reversed();

  public Facets {
    folder = List.copyOf(folder);
    tag = List.copyOf(tag);
    camera = List.copyOf(camera);
    year = List.copyOf(year);
    month = List.copyOf(month);
    format = List.copyOf(format);
    place = List.copyOf(place);
  }

  /** Counts results, each of them an item with its copies and look-alikes. */
  static Facets of(List<List<Item>> results) {
    return new Facets(
        results.size(),
        counts(results, item -> Stream.of(item.source().folder()), FREQUENT_FIRST),
        counts(results, item -> item.facts().words().tags().stream(), FREQUENT_FIRST),
        counts(results, item -> Stream.of(item.facts().camera()), FREQUENT_FIRST),
        counts(results, item -> years(item.facts()), LATEST_FIRST),
        counts(results, item -> months(item.facts()), LATEST_FIRST),
        counts(
            results,
            item -> item.facts().format().map(PictureFormat::label).stream(),
            FREQUENT_FIRST),
        counts(results, item -> towns(item.facts()), FREQUENT_FIRST));
  }

  private static Stream<String> towns(Facts facts) {
    return facts
        .place()
        .flatMap(place -> Towns.all().nearest(place.latitude(), place.longitude()))
        .map(Town::title)
        .stream();
  }

  private static Stream<String> years(Facts facts) {
    return facts
        .takenAt()
        .map(taken -> String.format(Locale.ROOT, "%04d", taken.getYear()))
        .stream();
  }

  private static Stream<String> months(Facts facts) {
    return facts.takenAt().stream()
        .map(
            taken ->
                String.format(Locale.ROOT, "%04d-%02d", taken.getYear(), taken.getMonthValue()));
  }

  private static List<Count> counts(
      List<List<Item>> results, Function<Item, Stream<String>> values, Comparator<Count> order) {
    Map<String, Integer> counts = new TreeMap<>();
    for (List<Item> result : results) {
      result.stream()
          .flatMap(values)
          .filter(value -> !value.isEmpty())
          .distinct()
          .forEach(value -> counts.merge(value, 1, Integer::sum));
    }
    List<Count> all = new ArrayList<>();
    counts.forEach((value, count) -> all.add(new Count(value, count)));
    return all.stream().sorted(FREQUENT_FIRST).limit(MOST_VALUES).sorted(order).toList();
  }
}
