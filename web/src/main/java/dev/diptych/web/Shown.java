package dev.diptych.web;

/** How a client's own words are shown back in an error message. */
final class Shown {

  private static final int MOST = 80;

  private Shown() {}

  /** {@return at most 80 characters, control characters replaced} */
  static String briefly(String words) {
    String safe = words.replaceAll("\\p{Cntrl}", "\uFFFD");
    if (safe.length() <= MOST) {
      return safe;
    }
    int end = Character.isHighSurrogate(safe.charAt(MOST - 1)) ? MOST - 1 : MOST;
    return safe.substring(0, end) + "…";
  }
}
