package dev.diptych.searcher;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The order in which results are shown. Relevance decides which results there are; every other
 * order sorts those alone. Equal ones stay in the order of relevance.
 */
public enum SortOrder {
  /** The best first, by the model's scoring; goes on below the relevant ones. */
  RELEVANCE,
  /** What was taken last first; what has no date comes last. */
  NEWEST,
  /** What was taken first first; what has no date comes last. */
  OLDEST,
  /** By file name, then by the folder. */
  NAME,
  /** The nearest vector first, as the first stage found them. */
  RECALL;

  /** {@return the name in requests: {@code newest}} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@return the order with this label} */
  public static Optional<SortOrder> named(String label) {
    return Arrays.stream(values()).filter(order -> order.label().equals(label)).findFirst();
  }

  /** {@return all labels, for messages} */
  public static String labels() {
    return Arrays.stream(values()).map(SortOrder::label).collect(Collectors.joining(", "));
  }
}
