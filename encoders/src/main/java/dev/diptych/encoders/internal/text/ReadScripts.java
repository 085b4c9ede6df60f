package dev.diptych.encoders.internal.text;

import java.lang.Character.UnicodeScript;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The scripts that a vocabulary is made for. English ones hold single letters of many others, by
 * which a model can spell such words, but not know them.
 */
final class ReadScripts {

  /** Pieces of two letters or more that a script must have. */
  private static final int PIECES = 300;

  /** In Han a letter is a word: half of what a newspaper needs. */
  private static final int IDEOGRAPHS = 2_000;

  private final Set<UnicodeScript> scripts = EnumSet.of(UnicodeScript.LATIN);

  ReadScripts(List<String> vocabulary) {
    Map<UnicodeScript, Integer> pieces = new EnumMap<>(UnicodeScript.class);
    for (String token : vocabulary) {
      String piece = token.startsWith("##") ? token.substring(2) : token;
      int first = piece.isEmpty() ? ' ' : piece.codePointAt(0);
      boolean several = piece.length() > Character.charCount(first);
      UnicodeScript script = UnicodeScript.of(first);
      if (Character.isLetter(first) && (several || script == UnicodeScript.HAN)) {
        pieces.merge(script, 1, Integer::sum);
      }
    }
    pieces.forEach(
        (script, count) -> {
          if (count >= (script == UnicodeScript.HAN ? IDEOGRAPHS : PIECES)) {
            scripts.add(script);
          }
        });
  }

  /** {@return whether a word has no letter, or at least one of a script that is read} */
  boolean reads(String word) {
    boolean letters = false;
    for (int c : word.codePoints().toArray()) {
      if (Character.isLetter(c)) {
        letters = true;
        UnicodeScript script = UnicodeScript.of(c);
        if (scripts.contains(script) || script == UnicodeScript.COMMON) {
          return true;
        }
      }
    }
    return !letters;
  }
}
