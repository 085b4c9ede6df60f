package dev.diptych.searcher;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Gathers what one search names to look for: words, pictures, items, each with a weight; and reads
 * how people write weights, on the command line and in requests alike. For one thread.
 */
public final class MixParts {

  private static final Pattern WEIGHT =
      Pattern.compile("[+-]?(?:[0-9]{1,4}(?:[.][0-9]{0,9})?|[.][0-9]{1,9})");

  private final List<Mix.Part> parts = new ArrayList<>();

  /** A name with the weight behind it. */
  public record Weighted(String name, double weight) {}

  /** {@return whether nothing was added} */
  public boolean isEmpty() {
    return parts.isEmpty();
  }

  /** Adds a query. */
  public MixParts add(Query.Single query, double weight) {
    parts.add(new Mix.Part(query, weight));
    return this;
  }

  /** Adds items as they are written: {@code ID}, {@code ID^0.5}, {@code -ID}, commas between. */
  public MixParts items(String written) {
    for (String each : written.split(",", -1)) {
      boolean unwanted = each.strip().startsWith("-");
      Weighted item = weighted(unwanted ? each.strip().substring(1) : each.strip());
      add(
          new Query.IndexedItem(new ItemId(item.name())),
          unwanted ? -item.weight() : item.weight());
    }
    return this;
  }

  /**
   * Adds what was typed, unless it is conditions alone and something else is looked for. What must
   * not be there stands for itself where no words are wanted beside it.
   *
   * @param inWords whether the words are also looked for in the words of items
   */
  public MixParts typed(ParsedQuery typed, Modality target, boolean inWords, double weight) {
    if (isEmpty() || typed.hasWords()) {
      Query.Text query = typed.query(target);
      return add(inWords ? query : query.byVectors(), weight);
    }
    for (String unwanted : typed.negatives()) {
      add(new Query.Text(unwanted).byVectors(), -weight);
    }
    return this;
  }

  /**
   * {@return the query they make}
   *
   * @throws DiptychException INVALID_REQUEST where nothing is wanted
   */
  public Query query() {
    return Mix.of(parts);
  }

  /** {@return a name as it is written with its weight, {@code NAME^0.5}; without one it is 1} */
  public static Weighted weighted(String written) {
    int mark = written.lastIndexOf('^');
    return mark < 0
        ? new Weighted(written, 1)
        : new Weighted(written.substring(0, mark), weight(written.substring(mark + 1)));
  }

  /**
   * {@return a weight as it is written, such as {@code 0.5} or {@code -1}}
   *
   * @throws DiptychException INVALID_REQUEST for anything else
   */
  public static double weight(String written) {
    Matcher matcher = WEIGHT.matcher(written.strip());
    if (!matcher.matches() || !Mix.isWeight(Double.parseDouble(matcher.group()))) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "a weight is a number from -%s to %s, such as 0.5, but was \"%s\""
              .formatted(
                  Mix.LARGEST_WEIGHT,
                  Mix.LARGEST_WEIGHT,
                  written.length() > 40 ? written.substring(0, 40) + "…" : written));
    }
    return Double.parseDouble(matcher.group());
  }

  /** {@return weights as they are written, commas between} */
  public static List<Double> weights(String written) {
    return Stream.of(written.split(",", -1)).map(MixParts::weight).toList();
  }
}
