package dev.diptych.encoders.internal.text;

/**
 * What is done to texts before the first SigLIP reads them, as in its authors' code, where letters
 * are made small before. To clean twice changes nothing.
 */
final class SiglipCleaning {

  private SiglipCleaning() {}

  /** The 32 signs of ASCII go, blanks of all kinds become one, and none is left at the ends. */
  static String canonical(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    boolean blank = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isBlank(c)) {
        blank = true;
      } else if (!isSign(c)) {
        if (blank && !clean.isEmpty()) {
          clean.append(' ');
        }
        blank = false;
        clean.append(c);
      }
    }
    return clean.toString();
  }

  /** Python's {@code string.punctuation}. */
  private static boolean isSign(char c) {
    return c > ' ' && c < 127 && !Character.isLetterOrDigit(c);
  }

  /** What Python's {@code \s} matches. */
  private static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
  }
}
