package dev.diptych.encoders.internal.text;

import java.text.Normalizer;
import java.util.List;

/*
 * What of a long text decides its first tokens
 *
 * The native tokenizer takes seconds for a million characters, whatever comes of them. Three kinds
 * of text are that long without filling the limit of tokens soon: words of more characters than
 * WordPiece looks at, which become [UNK] however much longer they are; blanks, of which one says as
 * much as many; and characters that normalization removes. Of each no more than `most` in a row is
 * given to the tokenizer. What is left is cut where no token reaches across: before a blank, a
 * punctuation character or an ideograph.
 */
/** The beginning of a long text, without what changes none of its tokens. */
final class DecisiveText {

  private final List<String> specials;
  private final boolean stripsAccents;
  private final boolean splitsIdeographs;
  private final int most;
  private final boolean shortens;

  /**
   * Prepares for the texts of a tokenizer.
   *
   * @param specials the literal tokens that are looked for before anything else
   * @param longestWord a word of more characters is {@code [UNK]}
   */
  DecisiveText(List<String> specials, TextNormalization normalization, int longestWord) {
    this.specials = List.copyOf(specials);
    Boolean strip = normalization.stripAccents();
    this.stripsAccents = strip == null ? normalization.lowerCase() : strip;
    this.splitsIdeographs = normalization.splitIdeographs();
    this.most = Math.max(0, longestWord) + 1;
    // A special token inside a long word ends it, so its beginning must be seen in any text.
    this.shortens =
        specials.stream()
            .allMatch(
                it ->
                    it.length() < most
                        && Character.getType(it.codePointAt(0)) == Character.START_PUNCTUATION);
  }

  /**
   * What to give to the tokenizer.
   *
   * @param text has the same first tokens as the whole text
   * @param whole whether it has all of them
   */
  record Beginning(String text, boolean whole) {}

  /** {@return the beginning that decides the first tokens, of {@code reach} characters or more} */
  Beginning of(String text, long reach) {
    if (text.length() <= reach) {
      return new Beginning(text, true);
    }
    StringBuilder kept = new StringBuilder((int) Math.min(text.length(), 2 * reach));
    int letters = 0; // of this word
    int furtherLetters = 0; // of this word, beyond the basic plane
    int idle = 0; // blanks and what is removed, since the last other character
    boolean blank = false; // whether there is a blank among them
    int next;
    for (int at = 0; at < text.length(); at = next) {
      int c = text.codePointAt(at);
      next = at + Character.charCount(c);
      Role role = roleOf(c);
      if (kept.length() >= reach && role.endsWord() && !isInsideSpecial(text, at)) {
        return new Beginning(kept.toString(), false);
      }
      boolean keep =
          switch (role) {
            case BLANK -> {
              boolean first = !blank;
              blank = true;
              yield first || idle < most;
            }
            case REMOVED -> idle < most;
            case WORD -> true;
            case LETTER -> {
              int before =
                  c < Character.MIN_SUPPLEMENTARY_CODE_POINT ? letters++ : furtherLetters++;
              yield before < most && letters <= most && furtherLetters <= most;
            }
          };
      switch (role) {
        case BLANK, REMOVED -> idle++;
        case WORD, LETTER -> {
          if (keep) {
            idle = 0;
            blank = false;
          }
        }
      }
      if (role.endsWord()) {
        letters = 0;
        furtherLetters = 0;
      }
      if (keep || !shortens) {
        kept.appendCodePoint(c);
      }
    }
    return new Beginning(kept.toString(), true);
  }

  /** What a character is to the tokenizer. */
  private enum Role {
    BLANK,
    /** Nothing is left of it. */
    REMOVED,
    /** A word of its own. */
    WORD,
    /** Part of a word: letters, digits, symbols and the marks that are kept. */
    LETTER;

    boolean endsWord() {
      return this == BLANK || this == WORD;
    }
  }

  private Role roleOf(int c) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      return Role.BLANK;
    }
    if (c < 128) {
      return Character.isLetterOrDigit(c)
          ? Role.LETTER
          : c < ' ' || c == 127 ? Role.REMOVED : Role.WORD;
    }
    return switch (Character.getType(c)) {
      case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
          Role.BLANK;
      case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE, Character.SURROGATE ->
          Role.REMOVED;
      case Character.NON_SPACING_MARK -> stripsAccents ? Role.REMOVED : Role.LETTER;
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          Role.WORD;
      case Character.CURRENCY_SYMBOL,
          Character.MATH_SYMBOL,
          Character.MODIFIER_SYMBOL,
          Character.OTHER_SYMBOL ->
          symbol(c);
      default -> splitsIdeographs && isIdeograph(c) ? Role.WORD : Role.LETTER;
    };
  }

  /** A symbol whose accent is stripped may be punctuation: {@code ≠} becomes {@code =}. */
  private Role symbol(int c) {
    if (c == 0xfffd) {
      return Role.REMOVED;
    }
    boolean punctuation =
        stripsAccents
            && Normalizer.normalize(Character.toString(c), Normalizer.Form.NFD).charAt(0) < 128;
    return punctuation ? Role.WORD : Role.LETTER;
  }

  /** The blocks that BERT calls Chinese characters. */
  private static boolean isIdeograph(int c) {
    return (c >= 0x4E00 && c <= 0x9FFF)
        || (c >= 0x3400 && c <= 0x4DBF)
        || (c >= 0x20000 && c <= 0x2A6DF)
        || (c >= 0x2A700 && c <= 0x2CEAF)
        || (c >= 0xF900 && c <= 0xFAFF)
        || (c >= 0x2F800 && c <= 0x2FA1F);
  }

  private boolean isInsideSpecial(String text, int at) {
    for (String special : specials) {
      for (int start = Math.max(0, at - special.length() + 1); start < at; start++) {
        if (text.startsWith(special, start)) {
          return true;
        }
      }
    }
    return false;
  }
}
