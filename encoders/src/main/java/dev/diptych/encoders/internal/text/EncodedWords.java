package dev.diptych.encoders.internal.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The words behind the tokens of an encoded text. */
final class EncodedWords {

  private final String text;
  private final List<WordPieces> words = new ArrayList<>();
  private final List<Integer> tokens = new ArrayList<>();
  private int start;
  private int end;

  private EncodedWords(String text) {
    this.text = text;
  }

  static List<WordPieces> of(String text, Encoding encoding) {
    EncodedWords words = new EncodedWords(text);
    long[] wordIds = encoding.getWordIds();
    long[] special = encoding.getSpecialTokenMask();
    @Nullable CharSpan[] spans = encoding.getCharTokenSpans();
    int[] units = unitsOf(text);
    long current = -1;
    for (int token = 0; token < wordIds.length; token++) {
      CharSpan span = spans[token];
      if (special[token] != 0 || span == null || span.getEnd() > units.length - 1) {
        continue;
      }
      if (wordIds[token] != current) {
        words.finish();
        current = wordIds[token];
        words.start = units[span.getStart()];
      }
      words.tokens.add(token);
      words.end = units[span.getEnd()];
    }
    words.finish();
    return words.words;
  }

  /** Spans count code points, strings UTF-16 code units. */
  private static int[] unitsOf(String text) {
    int[] units = new int[text.codePointCount(0, text.length()) + 1];
    int unit = 0;
    for (int i = 0; i < units.length; i++) {
      units[i] = unit;
      unit += unit < text.length() ? Character.charCount(text.codePointAt(unit)) : 0;
    }
    return units;
  }

  private void finish() {
    if (!tokens.isEmpty()) {
      String word = text.substring(start, end);
      if (word.codePoints().anyMatch(Character::isLetterOrDigit)) {
        words.add(new WordPieces(word, start, tokens));
      }
      tokens.clear();
    }
  }
}
