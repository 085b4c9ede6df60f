package dev.diptych.cli.internal.terminal;

import java.lang.Character.UnicodeScript;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Text as a terminal shows it: how many columns it takes, how it is shortened, what is kept from
 * reaching the terminal. Works on grapheme clusters (what a person takes for one character), so
 * that neither a flag nor a letter with accents is ever cut in two.
 */
public final class DisplayText {

  private static final String ELLIPSIS = "…";

  /** Code points that ask a terminal for emoji presentation of the character before. */
  private static final int EMOJI_SELECTOR = 0xFE0F;

  private static final int KEYCAP = 0x20E3;

  private static final Set<UnicodeScript> WIDE_SCRIPTS =
      Set.of(
          UnicodeScript.HAN,
          UnicodeScript.HANGUL,
          UnicodeScript.HIRAGANA,
          UnicodeScript.KATAKANA,
          UnicodeScript.BOPOMOFO,
          UnicodeScript.YI,
          UnicodeScript.TANGUT,
          UnicodeScript.NUSHU);

  private DisplayText() {}

  /** {@return the columns that the text takes in a terminal} */
  public static int width(String text) {
    int columns = 0;
    for (String cluster : clusters(text)) {
      columns += clusterWidth(cluster);
    }
    return columns;
  }

  /**
   * The text on one line, without anything that could steer a terminal: white space runs become one
   * space; control characters and those that govern the writing direction become U+FFFD.
   */
  public static String oneLine(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    boolean space = false;
    for (int c : text.codePoints().toArray()) {
      boolean blank = Character.isWhitespace(c) || Character.isSpaceChar(c);
      if (!blank) {
        safe.appendCodePoint(isUnsafe(c) ? 0xFFFD : c);
      } else if (!space) {
        safe.append(' ');
      }
      space = blank;
    }
    return safe.toString().strip();
  }

  /**
   * The text with its lines and tabs, but without anything that could steer a terminal: other
   * control characters, and all that govern the writing direction, become U+FFFD.
   */
  public static String harmless(String text) {
    StringBuilder safe = null;
    for (int i = 0; i < text.length(); i++) {
      int c = text.codePointAt(i);
      int next = i + Character.charCount(c);
      boolean lineEnd =
          c == '\n' || (c == '\r' && next < text.length() && text.charAt(next) == '\n');
      if (!lineEnd && c != '\t' && isUnsafe(c)) {
        safe = safe == null ? new StringBuilder(text) : safe;
        safe.setCharAt(i, '\uFFFD'); // none of them lies beyond the first 65,536
      }
      i = next - 1;
    }
    return safe == null ? text : safe.toString();
  }

  /** JSON in which everything that could steer a terminal is written as an escape. */
  public static String escaped(String json) {
    StringBuilder escaped = new StringBuilder(json.length() + 16);
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      boolean pair =
          Character.isSurrogate(c)
              && (Character.isHighSurrogate(c)
                  ? i + 1 < json.length() && Character.isLowSurrogate(json.charAt(i + 1))
                  : i > 0 && Character.isHighSurrogate(json.charAt(i - 1)));
      if (pair || c == '\n' || c == '\r' || !isUnsafe(c)) {
        escaped.append(c);
      } else {
        escaped.append("\\u").append(HexFormat.of().toHexDigits(c));
      }
    }
    return escaped.toString();
  }

  /** Shortens to at most so many columns by leaving out the end. */
  public static String elideEnd(String text, int columns) {
    if (width(text) <= columns) {
      return text;
    }
    return columns < 1 ? "" : head(clusters(text), columns - 1) + ELLIPSIS;
  }

  /**
   * Shortens to at most so many columns by leaving out the middle: in a path both the first folder
   * and the file's name tell most.
   */
  public static String elideMiddle(String text, int columns) {
    if (width(text) <= columns) {
      return text;
    }
    if (columns < 1) {
      return "";
    }
    List<String> clusters = clusters(text);
    int tailColumns = (columns - 1) * 2 / 3;
    String head = head(clusters, columns - 1 - tailColumns);
    return head + ELLIPSIS + head(clusters.reversed(), tailColumns, true);
  }

  /** Fills up with spaces on the right. */
  public static String padEnd(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - width(text)));
  }

  /** Fills up with spaces on the left. */
  public static String padStart(String text, int columns) {
    return " ".repeat(Math.max(0, columns - width(text))) + text;
  }

  /** Breaks at spaces into lines of at most so many columns; a longer word goes on its own. */
  public static List<String> fold(String text, int columns) {
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String word : oneLine(text).split(" ", -1)) {
      String longer = line.isEmpty() ? word : line + " " + word;
      if (width(longer) > columns && !line.isEmpty()) {
        lines.add(line);
        line = word;
      } else {
        line = longer;
      }
    }
    lines.add(line);
    return lines;
  }

  private static String head(List<String> clusters, int columns) {
    return head(clusters, columns, false);
  }

  private static String head(List<String> clusters, int columns, boolean backwards) {
    StringBuilder kept = new StringBuilder();
    int used = 0;
    for (String cluster : clusters) {
      used += clusterWidth(cluster);
      if (used > columns) {
        break;
      }
      if (backwards) {
        kept.insert(0, cluster);
      } else {
        kept.append(cluster);
      }
    }
    return kept.toString();
  }

  private static List<String> clusters(String text) {
    BreakIterator iterator = BreakIterator.getCharacterInstance(Locale.ROOT);
    iterator.setText(text);
    List<String> clusters = new ArrayList<>(text.length());
    int start = iterator.first();
    for (int end = iterator.next(); end != BreakIterator.DONE; end = iterator.next()) {
      clusters.add(text.substring(start, end));
      start = end;
    }
    return clusters;
  }

  private static int clusterWidth(String cluster) {
    int widest = 0;
    for (int c : cluster.codePoints().toArray()) {
      if (c == EMOJI_SELECTOR || c == KEYCAP) {
        return 2;
      }
      widest = Math.max(widest, codePointWidth(c));
    }
    return widest;
  }

  private static int codePointWidth(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT
        || type == Character.CONTROL) {
      return 0;
    }
    if (c >= 0xFF61 && c <= 0xFFDC) {
      return 1; // half-width forms of wide scripts
    }
    boolean wide =
        Character.isEmojiPresentation(c)
            || WIDE_SCRIPTS.contains(UnicodeScript.of(c))
            || (c >= 0x3000 && c <= 0x303E)
            || (c >= 0x3190 && c <= 0x33FF)
            || (c >= 0xFF01 && c <= 0xFF60)
            || (c >= 0xFFE0 && c <= 0xFFE6);
    return wide ? 2 : 1;
  }

  /** {@return whether a code point is a control, half a pair, or governs the writing direction} */
  static boolean isUnsafe(int c) {
    boolean governsDirection =
        c == 0x061C
            || c == 0x200E
            || c == 0x200F
            || (c >= 0x202A && c <= 0x202E)
            || (c >= 0x2066 && c <= 0x2069);
    boolean endsLine = c == 0x2028 || c == 0x2029;
    int type = Character.getType(c);
    return type == Character.CONTROL || type == Character.SURROGATE || governsDirection || endsLine;
  }
}
