package dev.diptych.scenes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what {@link CaptionWriter} writes: from a sentence of its grammar to its meaning. */
final class CaptionReader {

  private static final Pattern OPENING =
      Pattern.compile("^(?:a picture of|there is|there are|an image with) ");
  private static final Pattern GROUND = Pattern.compile(" on an? (\\p{L}+) background$");
  private static final Pattern NUMBER = Pattern.compile("^(two|three) (\\p{L}+) (\\p{L}+)$");
  private static final Pattern NEXT = Pattern.compile(", | and ");

  private CaptionReader() {}

  /** {@return what a sentence claims; empty where it is none of the grammar} */
  static Optional<Meaning> read(String sentence) {
    String text =
        sentence
            .toLowerCase(Locale.ROOT)
            .strip()
            .replace("big ", "large ")
            .replace("grey ", "gray ")
            .replaceFirst("\\.$", "");
    text = OPENING.matcher(text).replaceFirst("");
    Matcher ground = GROUND.matcher(text);
    if (!ground.find()) {
      return readObjects(text);
    }
    Optional<Background> background = named(Background.values(), Background::word, ground.group(1));
    return background.flatMap(
        it -> readObjects(ground.replaceFirst("")).map(meaning -> meaning.withBackground(it)));
  }

  private static Optional<Meaning> readObjects(String text) {
    Matcher number = NUMBER.matcher(text);
    if (number.find()) {
      return readNumber(number);
    }
    for (Direction direction : Direction.values()) {
      for (String phrase : direction.phrases()) { // the longer one of two that end alike is first
        int at = text.indexOf(" " + phrase + " ");
        if (at >= 0) {
          return readRelation(
              text.substring(0, at), direction, text.substring(at + phrase.length() + 2));
        }
      }
    }
    for (Place place : Place.values()) {
      if (text.endsWith(" " + place.phrase())) {
        String object = text.substring(0, text.length() - place.phrase().length() - 1);
        return readList(object)
            .filter(patterns -> patterns.size() == 1)
            .map(only -> new Meaning(only, null, null, new Meaning.Position(0, place), null));
      }
    }
    return readList(text).map(patterns -> new Meaning(patterns, null, null, null, null));
  }

  private static Optional<Meaning> readNumber(Matcher number) {
    Optional<Colour> colour = named(Colour.values(), Colour::word, number.group(2));
    Optional<Shape> shape = named(Shape.values(), Shape::plural, number.group(3));
    if (colour.isEmpty() || shape.isEmpty()) {
      return Optional.empty();
    }
    ObjectPattern pattern = new ObjectPattern(null, colour.get(), shape.get());
    int count = number.group(1).equals("two") ? 2 : 3;
    return Optional.of(new Meaning(List.of(), null, null, null, new Meaning.Count(pattern, count)));
  }

  /** The object is the last one before the relation, the reference the first one behind it. */
  private static Optional<Meaning> readRelation(String before, Direction direction, String behind) {
    Optional<List<ObjectPattern>> first = readList(before);
    Optional<List<ObjectPattern>> second = readList(behind);
    if (first.isEmpty() || second.isEmpty()) {
      return Optional.empty();
    }
    List<ObjectPattern> patterns =
        Stream.concat(
                Stream.of(first.get().getLast(), second.get().getFirst()),
                Stream.concat(
                    first.get().stream().limit(first.get().size() - 1L),
                    second.get().stream().skip(1)))
            .toList();
    return Optional.of(
        new Meaning(patterns, new Meaning.Relation(0, 1, direction), null, null, null));
  }

  private static Optional<List<ObjectPattern>> readList(String text) {
    List<ObjectPattern> patterns = new ArrayList<>();
    for (String part : NEXT.split(text, -1)) {
      Optional<ObjectPattern> pattern = readObject(part);
      if (pattern.isEmpty()) {
        return Optional.empty();
      }
      patterns.add(pattern.get());
    }
    return Optional.of(patterns);
  }

  /** An article, perhaps a size, perhaps a colour, and a shape or the word for any. */
  private static Optional<ObjectPattern> readObject(String text) {
    List<String> words = new ArrayList<>(Arrays.asList(text.split(" ", -1)));
    if (!words.removeFirst().matches("an?")) {
      return Optional.empty();
    }
    @Nullable Size size = take(words, Size.values(), Size::word);
    @Nullable Colour colour = take(words, Colour.values(), Colour::word);
    if (words.size() != 1) {
      return Optional.empty();
    }
    Optional<Shape> shape = named(Shape.values(), Shape::word, words.getFirst());
    return shape.isPresent() || words.getFirst().equals("shape")
        ? Optional.of(new ObjectPattern(size, colour, shape.orElse(null)))
        : Optional.empty();
  }

  private static <T> @Nullable T take(List<String> words, T[] values, Function<T, String> word) {
    if (words.isEmpty()) {
      return null;
    }
    Optional<T> found = named(values, word, words.getFirst());
    if (found.isPresent()) {
      words.removeFirst();
    }
    return found.orElse(null);
  }

  private static <T> Optional<T> named(T[] values, Function<T, String> word, String name) {
    return Arrays.stream(values).filter(value -> word.apply(value).equals(name)).findFirst();
  }
}
