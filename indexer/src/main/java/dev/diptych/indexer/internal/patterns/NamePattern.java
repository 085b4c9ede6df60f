package dev.diptych.indexer.internal.patterns;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern of one name: {@code *} takes any signs, {@code ?} one, {@code [a-z]} and {@code [!a-z]}
 * one of a set; a backslash makes the next sign stand for itself.
 */
final class NamePattern {

  private final List<Part> parts;

  private NamePattern(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  private sealed interface Part {

    record Sign(int sign) implements Part {}

    record AnySign() implements Part {}

    record AnySigns() implements Part {}

    record OneOf(SignSet set) implements Part {}
  }

  /** {@return the pattern that this text means} */
  static NamePattern of(String text) throws MalformedPatternException {
    int[] signs = FoldedName.fold(text).codePoints().toArray();
    List<Part> parts = new ArrayList<>();
    int at = 0;
    while (at < signs.length) {
      switch (signs[at]) {
        case '*' -> {
          if (parts.isEmpty() || !(parts.getLast() instanceof Part.AnySigns)) {
            parts.add(new Part.AnySigns());
          }
          at++;
        }
        case '?' -> {
          parts.add(new Part.AnySign());
          at++;
        }
        case '[' -> {
          SignSet.Parser set = new SignSet.Parser(signs, at);
          parts.add(new Part.OneOf(set.parse()));
          at = set.end();
        }
        case '\\' -> {
          if (at + 1 == signs.length) {
            throw new MalformedPatternException("a backslash at its end stands before nothing");
          }
          parts.add(new Part.Sign(signs[at + 1]));
          at += 2;
        }
        default -> parts.add(new Part.Sign(signs[at++]));
      }
    }
    return new NamePattern(parts);
  }

  boolean matches(FoldedName name) {
    return Wildcards.match(
        parts.size(),
        name.length(),
        new Wildcards.Pairing() {
          @Override
          public boolean isAny(int part) {
            return parts.get(part) instanceof Part.AnySigns;
          }

          @Override
          public boolean takes(int part, int element) {
            int sign = name.at(element);
            return switch (parts.get(part)) {
              case Part.Sign fixed -> fixed.sign() == sign;
              case Part.AnySign _ -> true;
              case Part.OneOf set -> set.set().contains(sign);
              case Part.AnySigns _ -> false;
            };
          }
        });
  }
}
