package dev.diptych.indexer.internal.patterns;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** One of several signs: {@code [abc]}, {@code [a-z]}, {@code [!0-9]}, {@code [[:digit:]]}. */
record SignSet(boolean inverted, List<IntPredicate> members) {

  SignSet {
    members = List.copyOf(members);
  }

  boolean contains(int sign) {
    return members.stream().anyMatch(member -> member.test(sign)) != inverted;
  }

  /** Reads a set, from its opening bracket on. */
  static final class Parser {

    private final int[] signs;
    private int at;

    Parser(int[] signs, int start) {
      this.signs = signs;
      this.at = start + 1;
    }

    /** {@return the index behind the closing bracket} */
    int end() {
      return at;
    }

    SignSet parse() throws MalformedPatternException {
      boolean inverted = at < signs.length && (signs[at] == '!' || signs[at] == '^');
      at += inverted ? 1 : 0;
      List<IntPredicate> members = new ArrayList<>();
      do { // a bracket at the beginning stands for itself
        if (at < signs.length
            && signs[at] == '['
            && at + 1 < signs.length
            && signs[at + 1] == ':') {
          members.add(named());
        } else {
          members.add(range());
        }
      } while (at < signs.length && signs[at] != ']');
      if (at >= signs.length) {
        throw unclosed();
      }
      at++;
      return new SignSet(inverted, members);
    }

    private IntPredicate range() throws MalformedPatternException {
      int first = sign();
      if (at + 1 < signs.length && signs[at] == '-' && signs[at + 1] != ']') {
        at++;
        int last = sign();
        if (last < first) {
          throw new MalformedPatternException(
              "the range %s-%s runs backwards"
                  .formatted(Character.toString(first), Character.toString(last)));
        }
        return sign -> sign >= first && sign <= last;
      }
      return sign -> sign == first;
    }

    private int sign() throws MalformedPatternException {
      at += at < signs.length && signs[at] == '\\' ? 1 : 0;
      if (at >= signs.length) {
        throw unclosed();
      }
      return signs[at++];
    }

    private IntPredicate named() throws MalformedPatternException {
      int end = at + 2;
      while (end + 1 < signs.length && !(signs[end] == ':' && signs[end + 1] == ']')) {
        end++;
      }
      if (end + 1 >= signs.length) {
        throw unclosed();
      }
      String name = new String(signs, at + 2, end - at - 2);
      at = end + 2;
      return switch (name) {
        case "alpha", "upper", "lower" -> Character::isLetter;
        case "digit" -> Character::isDigit;
        case "alnum" -> Character::isLetterOrDigit;
        case "space", "blank" -> Character::isWhitespace;
        case "xdigit" -> sign -> Character.digit(sign, 16) >= 0;
        case "punct" ->
            sign -> sign > ' ' && !Character.isLetterOrDigit(sign) && !Character.isISOControl(sign);
        default ->
            throw new MalformedPatternException("[:%s:] is no class of signs".formatted(name));
      };
    }

    private static MalformedPatternException unclosed() {
      return new MalformedPatternException(
          "a [ has no ] behind it; \\[ stands for the sign itself");
    }
  }
}
