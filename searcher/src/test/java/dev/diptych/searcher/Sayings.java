package dev.diptych.searcher;

import dev.diptych.testkit.fakes.WordModel;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Random words for {@link WordModel}. */
final class Sayings {

  private static final List<String> COLOURS =
      List.of("red", "green", "blue", "cyan", "pink", "black", "white");
  private static final List<String> SHAPES =
      List.of("circle", "square", "star", "heart", "ring", "cross");

  private Sayings() {}

  /** "red circle blue square" and the like; with repetitions once there are thousands. */
  static List<String> random(int count, long seed) {
    Random random = new Random(seed);
    return Stream.generate(
            () ->
                "%s %s %s %s"
                    .formatted(
                        any(COLOURS, random),
                        any(SHAPES, random),
                        any(COLOURS, random),
                        any(SHAPES, random)))
        .limit(count)
        .toList();
  }

  private static String any(List<String> words, Random random) {
    return words.get(random.nextInt(words.size()));
  }
}
