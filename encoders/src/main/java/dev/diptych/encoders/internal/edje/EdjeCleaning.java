package dev.diptych.encoders.internal.edje;

import dev.diptych.encoders.internal.text.CaptionCleaning.Cleaned;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What is done to every text before it is tokenised, in training and in use: open_clip's {@code
 * canonicalize}.
 */
final class EdjeCleaning {

  private static final Pattern PUNCTUATION = Pattern.compile("\\p{Punct}");

  /** As Python's {@code split} takes them. */
  private static final Pattern BLANKS = Pattern.compile("(?U)\\s+");

  private EdjeCleaning() {}

  /** Turns {@code _} to blanks, deletes the other ASCII punctuation, and lowers case. */
  static Cleaned clean(String text) {
    String bare = PUNCTUATION.matcher(text.replace('_', ' ')).replaceAll("");
    String plain = BLANKS.matcher(bare.toLowerCase(Locale.ROOT)).replaceAll(" ").strip();
    return new Cleaned(plain, false);
  }
}
