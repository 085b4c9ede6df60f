package dev.diptych.encoders.internal.text;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * BERT's algorithm in its plainest form (BERT, appendix; {@code tokenization.py}), as an oracle.
 */
final class ReferenceWordPiece {

  private final Map<String, Integer> ids = new HashMap<>();
  private final boolean lowerCase;
  private final boolean stripAccents;
  private final boolean splitIdeographs;

  ReferenceWordPiece(
      List<String> vocabulary, boolean lowerCase, boolean stripAccents, boolean splitIdeographs) {
    for (int id = 0; id < vocabulary.size(); id++) {
      ids.put(vocabulary.get(id), id);
    }
    this.lowerCase = lowerCase;
    this.stripAccents = stripAccents;
    this.splitIdeographs = splitIdeographs;
  }

  /** The text must hold no literal special token. */
  List<Integer> tokenize(String text, int limit) {
    List<Integer> result = new ArrayList<>();
    result.add(ids.get("[CLS]"));
    for (String word : words(text)) {
      result.addAll(pieces(word));
    }
    if (result.size() > limit - 1) {
      result.subList(limit - 1, result.size()).clear();
    }
    result.add(ids.get("[SEP]"));
    return result;
  }

  private List<String> words(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (isBlank(c)) {
                clean.append(' ');
              } else if (c != 0xfffd && !isControl(c)) {
                if (splitIdeographs && isIdeograph(c)) {
                  clean.append(' ').appendCodePoint(c).append(' ');
                } else {
                  clean.appendCodePoint(c);
                }
              }
            });
    String normal = clean.toString();
    if (stripAccents) {
      StringBuilder bare = new StringBuilder();
      Normalizer.normalize(normal, Normalizer.Form.NFD)
          .codePoints()
          .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
          .forEach(bare::appendCodePoint);
      normal = bare.toString();
    }
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    normal
        .codePoints()
        .map(c -> lowerCase ? Character.toLowerCase(c) : c)
        .forEach(
            c -> {
              boolean punctuation = isPunctuation(c);
              if ((punctuation || isBlank(c)) && !word.isEmpty()) {
                words.add(word.toString());
                word.setLength(0);
              }
              if (punctuation) {
                words.add(Character.toString(c));
              } else if (!isBlank(c)) {
                word.appendCodePoint(c);
              }
            });
    if (!word.isEmpty()) {
      words.add(word.toString());
    }
    return words;
  }

  private List<Integer> pieces(String word) {
    int[] letters = word.codePoints().toArray();
    List<Integer> unknown = List.of(ids.get("[UNK]"));
    if (letters.length > 100) {
      return unknown;
    }
    List<Integer> pieces = new ArrayList<>();
    int start = 0;
    while (start < letters.length) {
      int end = letters.length;
      Integer id = null;
      while (id == null && end > start) {
        String piece = new String(letters, start, end - start);
        id = ids.get(start == 0 ? piece : "##" + piece);
        end--;
      }
      if (id == null) {
        return unknown;
      }
      pieces.add(id);
      start = end + 1;
    }
    return pieces;
  }

  private static boolean isBlank(int c) {
    int type = Character.getType(c);
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || type == Character.SPACE_SEPARATOR
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  private static boolean isControl(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE, Character.SURROGATE -> true;
      default -> false;
    };
  }

  private static boolean isPunctuation(int c) {
    if ((c >= 33 && c <= 47)
        || (c >= 58 && c <= 64)
        || (c >= 91 && c <= 96)
        || (c >= 123 && c <= 126)) {
      return true;
    }
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }

  private static boolean isIdeograph(int c) {
    return (c >= 0x4E00 && c <= 0x9FFF)
        || (c >= 0x3400 && c <= 0x4DBF)
        || (c >= 0x20000 && c <= 0x2A6DF)
        || (c >= 0x2A700 && c <= 0x2CEAF)
        || (c >= 0xF900 && c <= 0xFAFF)
        || (c >= 0x2F800 && c <= 0x2FA1F);
  }
}
