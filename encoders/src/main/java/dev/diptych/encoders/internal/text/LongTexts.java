package dev.diptych.encoders.internal.text;

/** What is done to texts of any length and content before the native library gets them. */
final class LongTexts {

  /** Most characters of a word that are looked at: far more than any limit on tokens holds. */
  private static final int LONGEST_WORD = 1 << 16;

  private LongTexts() {}

  /**
   * {@return where a text of at least {@code reach} characters is cut} That is at a blank, which no
   * token reaches across; within a word only where that is longer than any limit on tokens.
   */
  static int boundary(String text, long reach) {
    int first = (int) Math.min(reach, text.length());
    int last = (int) Math.min((long) first + LONGEST_WORD, text.length());
    for (int at = first; at < last; at++) {
      char c = text.charAt(at);
      if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
        return at;
      }
    }
    boolean insidePair =
        last < text.length() && Character.isLowSurrogate(text.charAt(last)) && last > 0;
    return insidePair ? last - 1 : last;
  }

  /** Half a surrogate pair, which UTF-8 cannot write, becomes U+FFFD. */
  static String withoutHalfPairs(String text) {
    StringBuilder clean = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        clean = clean == null ? new StringBuilder(text) : clean;
        clean.setCharAt(i, '\ufffd');
      }
    }
    return clean == null ? text : clean.toString();
  }
}
