package dev.diptych.encoders.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random texts give the ids of a plain implementation of the published algorithm. */
final class RandomTextsTest {

  private static final String LETTERS = "abcdeABDéèüÅñßıπδΔжЖя中國語가각0127٣😀🦊aeiou";
  private static final String OTHERS =
      " \t\n\r\u00a0\u3000\u2028\u0000\u0007\u200b\u200d\ufeff\ufffd\u0301\u0308\u0323!?.,'\"()[]{}#$%^&*-_`~|<>=+\u00ab\u00bb\u2019\u2026\u20ac\u00a9\u3001\uff01\ue000\u00ad";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "true,, true, 0",
    "false,, true, 1",
    "false, true, true, 2",
    "true, false, true, 3",
    "true,, false, 4"
  })
  void tokenize_randomUnicode_equalsReferenceAlgorithm(
      boolean lowerCase, Boolean stripAccents, boolean splitIdeographs, long seed)
      throws IOException {
    compare(
        lowerCase,
        stripAccents == null ? lowerCase : stripAccents,
        splitIdeographs,
        config(lowerCase, stripAccents, splitIdeographs),
        seed,
        2000,
        RandomTextsTest::randomText);
  }

  @ParameterizedTest
  @CsvSource({
    "true,, true, 5",
    "false,, true, 6",
    "false, true, true, 7",
    "true, false, true, 8",
    "true,, false, 9"
  })
  void tokenize_randomLongTexts_equalsReferenceAlgorithm(
      boolean lowerCase, Boolean stripAccents, boolean splitIdeographs, long seed)
      throws IOException {
    compare(
        lowerCase,
        stripAccents == null ? lowerCase : stripAccents,
        splitIdeographs,
        config(lowerCase, stripAccents, splitIdeographs),
        seed,
        60,
        RandomTextsTest::randomLongText);
  }

  private static String config(boolean lowerCase, Boolean stripAccents, boolean splitIdeographs) {
    return "{\"do_lower_case\": %s, \"strip_accents\": %s, \"tokenize_chinese_chars\": %s}"
        .formatted(lowerCase, stripAccents, splitIdeographs);
  }

  private void compare(
      boolean lowerCase,
      boolean stripAccents,
      boolean splitIdeographs,
      String config,
      long seed,
      int rounds,
      Function<Random, String> texts)
      throws IOException {
    List<String> vocabulary = randomVocabulary(new Random(seed));
    Files.writeString(folder.resolve("vocab.txt"), String.join("\n", vocabulary));
    Files.writeString(folder.resolve("tokenizer_config.json"), config);
    ReferenceWordPiece reference =
        new ReferenceWordPiece(vocabulary, lowerCase, stripAccents, splitIdeographs);
    Random random = new Random(seed);
    try (WordPieceTokenizer tokenizer = WordPieceTokenizer.load(folder, vocabulary.size(), 40)) {
      for (int round = 0; round < rounds; round++) {
        String text = texts.apply(random);
        assertThat(tokenizer.tokenize(text).ids())
            .as("seed %s, round %s: \"%s\"", seed, round, text)
            .isEqualTo(reference.tokenize(readable(text), 40));
      }
    }
  }

  /** Without halves of pairs, and full-width forms as plain ones. */
  private static String readable(String text) {
    StringBuilder plain = new StringBuilder();
    text.codePoints()
        .filter(c -> Character.getType(c) != Character.SURROGATE)
        .map(c -> c == '\uff01' ? '!' : c)
        .forEach(plain::appendCodePoint);
    return plain.toString();
  }

  private static List<String> randomVocabulary(Random random) {
    List<String> vocabulary = new ArrayList<>(WordPieceTokenizerTest.SPECIALS);
    for (int c : LETTERS.codePoints().distinct().toArray()) {
      if (random.nextInt(8) > 0) {
        vocabulary.add(Character.toString(c));
      }
      if (random.nextInt(8) > 0) {
        vocabulary.add("##" + Character.toString(c));
      }
    }
    for (int i = 0; i < 150; i++) {
      String piece = letters(random) + letters(random);
      if (!vocabulary.contains(piece)) {
        vocabulary.add(piece);
      }
      if (!vocabulary.contains("##" + piece)) {
        vocabulary.add("##" + piece);
      }
    }
    return vocabulary;
  }

  private static String letters(Random random) {
    int[] all = LETTERS.codePoints().toArray();
    return Character.toString(all[random.nextInt(all.length)]);
  }

  /** A text longer than is given to the tokenizer at once, of few kinds of characters. */
  private static String randomLongText(Random random) {
    String all = LETTERS + OTHERS + "\u2260\u226e\u1fef\u0903\u20dd\u0378";
    int[] some = new int[1 + random.nextInt(4)];
    for (int i = 0; i < some.length; i++) {
      some[i] = all.codePointAt(random.nextInt(all.length()));
    }
    StringBuilder text = new StringBuilder();
    int most = 1 << (1 + random.nextInt(11));
    while (text.length() < 3000) {
      String one = Character.toString(some[random.nextInt(some.length)]);
      text.append(one.repeat(1 + random.nextInt(most)));
    }
    return text.append(random.nextBoolean() ? " a b" : "").toString();
  }

  private static String randomText(Random random) {
    int[] others = OTHERS.codePoints().toArray();
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(60);
    for (int i = 0; i < length; i++) {
      int kind = random.nextInt(10);
      if (kind < 6) {
        text.append(letters(random));
      } else if (kind < 8) {
        text.append(' ');
      } else {
        text.appendCodePoint(others[random.nextInt(others.length)]);
      }
    }
    if (random.nextInt(20) == 0) {
      text.append(letters(random).repeat(95 + random.nextInt(10)));
    }
    return text.toString();
  }
}
