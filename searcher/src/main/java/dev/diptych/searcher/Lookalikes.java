package dev.diptych.searcher;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What becomes of results that look like a better one. */
public enum Lookalikes {
  /** They stand behind it, and are counted there. */
  FOLD,
  /** Each is a result of its own. */
  SHOW;

  /** {@return the name in requests} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@return the one with a name} */
  public static Optional<Lookalikes> named(String label) {
    return Arrays.stream(values()).filter(each -> each.label().equals(label)).findFirst();
  }

  /** {@return all names, for messages} */
  public static String labels() {
    return Arrays.stream(values()).map(Lookalikes::label).collect(Collectors.joining(", "));
  }
}
