package dev.diptych.indexer.internal.captions;

/** What strangers wrote, short enough for a message. */
public final class Shortened {

  private static final int LONGEST = 200;

  private Shortened() {}

  /** {@return the beginning of a text, at most {@value #LONGEST} characters} */
  public static String text(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return text.substring(0, end) + "…";
  }
}
