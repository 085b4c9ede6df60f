package dev.diptych.library;

import dev.diptych.core.Item;
import dev.diptych.core.MatchProbability;
import dev.diptych.core.Source;
import dev.diptych.encoders.Explanation;
import dev.diptych.encoders.HeatMap;
import dev.diptych.encoders.WordMap;
import dev.diptych.searcher.ItemExplanation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Why words fit a picture, as scripts read it: {@code diptych explain --json} and the REST API
 * write this record as JSON, fields in this order. Fields are added, never renamed or removed; what
 * does not apply is null. docs/api.md explains each.
 */
public record ExplainAnswer(
    String text,
    String id,
    String fileName,
    String path,
    int width,
    int height,
    float itc,
    SearchAnswer.Logits itm,
    @Nullable Double matchProbability,
    boolean calibrated,
    int rows,
    int columns,
    @Nullable List<List<Double>> whole,
    @Nullable String overlay,
    List<Place> words,
    List<Place> phrases,
    String form,
    boolean truncated) {

  private static final double DIGITS = 1e5;

  /** Which map an address is of. */
  public enum Part {
    /** The whole query. */
    WHOLE,
    /** One of the words. */
    WORD,
    /** One of the phrases. */
    PHRASE
  }

  /** Says where a server offers a map as a picture. */
  @FunctionalInterface
  public interface Overlays {

    /** No server, no addresses. */
    Overlays NONE = (part, index) -> null;

    /** {@return the address of a map; null for none} */
    @Nullable String of(Part part, int index);
  }

  /** The answer in this form. */
  public static ExplainAnswer of(ItemExplanation answer, Overlays overlays) {
    Explanation explanation = answer.explanation();
    Item item = answer.item();
    Source source = item.source();
    HeatMap any = anyOf(explanation);
    HeatMap whole = explanation.whole().orElse(null);
    return new ExplainAnswer(
        answer.query(),
        item.id().value(),
        source.shownName(),
        source.whereabouts(),
        item.width(),
        item.height(),
        answer.itc().value(),
        SearchAnswer.Logits.of(explanation.itm()),
        answer.probability().map(MatchProbability::value).orElse(null),
        answer.probability().map(MatchProbability::calibrated).orElse(false),
        any == null ? 0 : any.rows(),
        any == null ? 0 : any.columns(),
        whole == null ? null : grid(whole),
        whole == null ? null : overlays.of(Part.WHOLE, 0),
        places(explanation.words(), index -> overlays.of(Part.WORD, index)),
        places(explanation.phrases(), index -> overlays.of(Part.PHRASE, index)),
        explanation.form(),
        explanation.truncated());
  }

  private static @Nullable HeatMap anyOf(Explanation explanation) {
    for (WordMap word : explanation.words()) {
      if (word.map().isPresent()) {
        return word.map().get();
      }
    }
    return null;
  }

  private static List<Place> places(List<WordMap> maps, IntFunction<@Nullable String> overlay) {
    List<Place> places = new ArrayList<>();
    for (WordMap map : maps) {
      places.add(
          new Place(
              map.words(),
              map.kind(),
              map.finding().name().toLowerCase(Locale.ROOT).replace('_', '-'),
              map.presence().isPresent() ? rounded(map.presence().getAsDouble()) : null,
              map.map().map(ExplainAnswer::grid).orElse(null),
              map.map().isPresent() ? overlay.apply(places.size()) : null));
    }
    return places;
  }

  private static List<List<Double>> grid(HeatMap map) {
    List<List<Double>> rows = new ArrayList<>();
    for (int row = 0; row < map.rows(); row++) {
      List<Double> values = new ArrayList<>();
      for (int column = 0; column < map.columns(); column++) {
        values.add(rounded(map.at(row, column)));
      }
      rows.add(values);
    }
    return rows;
  }

  private static double rounded(double value) {
    return Math.round(value * DIGITS) / DIGITS;
  }

  /** One word or phrase. */
  public record Place(
      String words,
      String kind,
      String finding,
      @Nullable Double presence,
      @Nullable List<List<Double>> map,
      @Nullable String overlay) {}
}
