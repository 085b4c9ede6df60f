package dev.diptych.encoders.internal.text;

import java.util.List;

/** Pieces to a sentence, as BERT's tokenizer puts them together again. */
final class CaptionText {

  /** Blanks that splitting has put in front of punctuation and contractions. */
  private static final List<String> LEADING =
      List.of(" .", " ?", " !", " ,", " ' ", " n't", " 'm", " 's", " 've", " 're");

  private CaptionText() {}

  /** Joins pieces; those with a {@code ##} continue the one before. */
  static String join(List<String> pieces) {
    String text = String.join(" ", pieces).replace(" ##", "").strip();
    for (String blank : LEADING) {
      text = text.replace(blank, blank.strip());
    }
    return text;
  }
}
