package dev.diptych.searcher;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Several queries as one, each with a weight: a picture and words ("like this, but blue"), several
 * pictures, what is wanted and what is not. docs/composite.md defines what the weights mean.
 *
 * <p>Two mixes that mean the same are equal: parts are kept in an order of their own, equal parts
 * are one with the sum of their weights, a part of weight 0 is left out, and weights are kept as
 * shares, so that their absolute values add up to 1.
 *
 * @param parts at least one of them with a positive weight
 */
public record Mix(List<Part> parts) implements Query {

  /** Most parts of a mix: each of the other modality costs a pass of the second stage. */
  public static final int MOST_PARTS = 8;

  /** The largest weight, and with a minus the smallest. */
  public static final int LARGEST_WEIGHT = 1000;

  /** Shares are rounded to this, so that weights that differ by a common factor are equal. */
  private static final double SHARE_STEP = 1e9;

  /**
   * One query of several.
   *
   * @param query what it looks for
   * @param weight how much it counts beside the others; negative for what is not wanted
   */
  public record Part(Query.Single query, double weight) {

    public Part {
      if (!isWeight(weight)) {
        throw new DiptychException(
            ErrorCode.INVALID_REQUEST,
            "a weight is a number from -%s to %s, but was %s"
                .formatted(LARGEST_WEIGHT, LARGEST_WEIGHT, weight));
      }
    }

    boolean isWanted() {
      return weight > 0;
    }
  }

  /**
   * Mixes queries.
   *
   * @throws DiptychException INVALID_REQUEST where nothing is wanted, or for more than {@link
   *     #MOST_PARTS}
   */
  public Mix {
    if (parts.size() > MOST_PARTS) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "a search may combine at most %s parts, but this one has %s; leave some out"
              .formatted(MOST_PARTS, parts.size()));
    }
    parts = asShares(merged(parts));
    if (parts.stream().noneMatch(Part::isWanted)) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "a search needs at least one part with a weight above 0, but has none; say what to look for besides what is not wanted");
    }
  }

  /**
   * {@return the query that means these parts: the mix of them, or the only one that counts by
   * itself}
   *
   * @throws DiptychException as the constructor does
   */
  public static Query of(List<Part> parts) {
    if (parts.size() == 1 && parts.getFirst().isWanted()) {
      return parts.getFirst().query();
    }
    Mix mix = new Mix(parts);
    return mix.parts.size() == 1 ? mix.parts.getFirst().query() : mix;
  }

  /** {@return whether a part may have this weight} */
  static boolean isWeight(double weight) {
    return Math.abs(weight) <= LARGEST_WEIGHT;
  }

  private static List<Part> merged(List<Part> parts) {
    Map<String, List<Part>> same =
        parts.stream()
            .collect(
                Collectors.groupingBy(
                    part -> QueryDigest.of(part.query()), TreeMap::new, Collectors.toList()));
    return same.values().stream()
        .map(equal -> new Part(equal.getFirst().query(), sum(equal)))
        .filter(part -> part.weight() != 0)
        .toList();
  }

  /** The sum does not depend on the order. */
  private static double sum(List<Part> equal) {
    double sum =
        equal.stream().map(Part::weight).sorted(Comparator.naturalOrder()).reduce(0.0, Double::sum);
    return Math.clamp(sum, -LARGEST_WEIGHT, LARGEST_WEIGHT);
  }

  private static List<Part> asShares(List<Part> parts) {
    double all = parts.stream().mapToDouble(part -> Math.abs(part.weight())).sum();
    return parts.stream()
        .map(
            part ->
                new Part(part.query(), Math.round(part.weight() / all * SHARE_STEP) / SHARE_STEP))
        .filter(part -> part.weight() != 0)
        .toList();
  }
}
