package dev.diptych.encoders.internal.ocr;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A line reader gives signs as they stand, from the left. Text of a script that runs from right to
 * left is turned here into the order in which it is written and searched (Unicode calls it logical
 * order).
 */
final class ScriptDirection {

  /** What numbers and names hold inside without ending. */
  private static final String INSIDE = ".,:/-+%@_'";

  private static final String OPENING = "([{<\u00ab";
  private static final String CLOSING = ")]}>\u00bb";

  private ScriptDirection() {}

  /** {@return whether more letters run from right to left than from left to right} */
  static boolean isRightToLeft(String text) {
    long leftwards = text.codePoints().filter(ScriptDirection::runsLeftwards).count();
    return leftwards > 0 && leftwards > text.codePoints().filter(Character::isLetter).count() / 2;
  }

  /**
   * {@return a line in the order of its script; numbers and foreign words inside keep theirs, and
   * what opens on the left of a line that runs leftwards is what closes}
   */
  static String inReadingOrder(String seen) {
    if (!isRightToLeft(seen)) {
      return seen;
    }
    List<String> parts = parts(seen.codePoints().toArray());
    Collections.reverse(parts);
    return String.join("", parts);
  }

  /** One sign each, but a whole number or word that runs from left to right. */
  private static List<String> parts(int[] signs) {
    List<String> parts = new ArrayList<>();
    for (int from = 0; from < signs.length; ) {
      int to = from + 1;
      if (runsRightwards(signs[from])) {
        for (int next = to; next < signs.length && continues(signs, next); next++) {
          if (runsRightwards(signs[next])) {
            to = next + 1;
          }
        }
      } else {
        while (to < signs.length && isMark(signs[to])) {
          to++;
        }
      }
      parts.add(to == from + 1 ? mirrored(signs[from]) : new String(signs, from, to - from));
      from = to;
    }
    return parts;
  }

  /** Several foreign words are one part; numbers with a blank between them are two. */
  private static boolean continues(int[] signs, int at) {
    return runsRightwards(signs[at])
        || INSIDE.indexOf(signs[at]) >= 0
        || (signs[at] == ' ' && Character.isLetter(signs[at - 1]));
  }

  /** Letters from left to right and digits, which run so in every script. */
  private static boolean runsRightwards(int sign) {
    return Character.isDigit(sign) || (Character.isLetter(sign) && !runsLeftwards(sign));
  }

  private static boolean runsLeftwards(int sign) {
    byte direction = Character.getDirectionality(sign);
    return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
        || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
  }

  private static boolean isMark(int sign) {
    return Character.getType(sign) == Character.NON_SPACING_MARK;
  }

  private static String mirrored(int sign) {
    int opening = OPENING.indexOf(sign);
    int closing = CLOSING.indexOf(sign);
    if (opening >= 0) {
      return CLOSING.substring(opening, opening + 1);
    }
    return closing >= 0 ? OPENING.substring(closing, closing + 1) : Character.toString(sign);
  }
}
