package dev.diptych.encoders.internal.text;

import java.util.List;
import java.util.Locale;

/**
 * What BLIP's authors do to captions before tokenising them in their evaluation ({@code
 * pre_caption} of their code): published Recall is measured on texts so cleaned.
 */
public final class CaptionCleaning {

  private static final int WORDS = 30;

  private CaptionCleaning() {}

  /**
   * A cleaned text.
   *
   * @param text lower-case words of the caption, single blanks between them
   * @param cut whether words beyond the thirtieth were left out
   */
  public record Cleaned(String text, boolean cut) {}

  /** Lowers case, turns {@code . ! " ( ) * # : ; ~} to blanks and keeps the first 30 words. */
  public static Cleaned clean(String caption) {
    String spaced =
        caption
            .toLowerCase(Locale.ROOT)
            .replaceAll("[.!\"()*#:;~]", " ")
            .replaceAll("\\s{2,}", " ")
            .strip();
    List<String> words = List.of(spaced.split(" ", -1));
    return words.size() > WORDS
        ? new Cleaned(String.join(" ", words.subList(0, WORDS)), true)
        : new Cleaned(spaced, false);
  }
}
