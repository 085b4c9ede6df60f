package dev.diptych.encoders.internal.albef;

import dev.diptych.encoders.internal.text.CaptionCleaning.Cleaned;
import java.util.List;
import java.util.Locale;

/**
 * What ALBEF's authors do to captions before tokenising them in their evaluation ({@code
 * pre_caption} of their code): published Recall is measured on texts so cleaned.
 */
final class AlbefCleaning {

  private static final int WORDS = 30;

  private AlbefCleaning() {}

  /**
   * Lowers case, drops {@code , . ' ! ? " ( ) * # : ; ~}, turns {@code - /} to blanks and keeps the
   * first 30 words.
   */
  static Cleaned clean(String caption) {
    String plain =
        caption
            .toLowerCase(Locale.ROOT)
            .replaceAll("[,.'!?\"()*#:;~]", "")
            .replace('-', ' ')
            .replace('/', ' ')
            .replace("<person>", "person")
            .replaceAll("\\s{2,}", " ")
            .strip();
    List<String> words = List.of(plain.split(" ", -1));
    return words.size() > WORDS
        ? new Cleaned(String.join(" ", words.subList(0, WORDS)), true)
        : new Cleaned(plain, false);
  }
}
