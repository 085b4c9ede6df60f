package dev.diptych.index.internal.items;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WordAnalysisTest {

  private static final String ODD = "'\"-,;:!?.()&_/@ \t\n\0\u007f~^$%";

  @Test
  void words_ofAscii_areThoseOfTheTablesOfEveryScript() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 3000; round++) {
      String text =
          random
              .ints(1 + random.nextInt(30))
              .map(any -> letter(random))
              .mapToObj(Character::toString)
              .collect(Collectors.joining());
      assertThat(WordAnalysis.words(text))
          .as("seed %s: %s", seed, text)
          .isEqualTo(WordAnalysis.wordsOfEveryScript(text));
    }
    for (String text : new String[] {"x".repeat(300) + " a", "don't stop; 3,000 o'clock 1;2 a,b"}) {
      assertThat(WordAnalysis.words(text)).isEqualTo(WordAnalysis.wordsOfEveryScript(text));
    }
  }

  private static int letter(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> ODD.charAt(random.nextInt(ODD.length()));
      case 1 -> '0' + random.nextInt(10);
      default -> "abcdeSTing".charAt(random.nextInt(10));
    };
  }

  @Test
  void lookedFor_leavesOutWhatNearlyEveryTextHas() {
    assertThat(WordAnalysis.lookedFor("a picture of THE sea, the Sea"))
        .extracting(WordAnalysis.Word::folded)
        .containsExactly("picture", "sea");
    assertThat(WordAnalysis.lookedFor("the this"))
        .extracting(WordAnalysis.Word::written)
        .containsExactly("the", "this");
  }
}
