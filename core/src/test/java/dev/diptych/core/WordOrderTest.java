package dev.diptych.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordOrderTest {

  private static final List<String> SENTENCES =
      Stream.of(
              "a red circle to the left of a blue square",
              "a blue circle above a red square",
              "a red square and a blue circle on a black background",
              "two red circles on a white background")
          .flatMap(sentence -> Collections.nCopies(50, sentence).stream())
          .toList();

  private static final WordOrder ORDER = WordOrder.of(SENTENCES);

  @Test
  void oddity_workedByHand_isTheMeanLogarithmOfExpectedAndSeen() {
    // No word is left out, so that each sentence is counted three times alike.
    WordOrder order = WordOrder.of(List.of("x y", "x y", "x y"));
    assertThat(order.total()).isEqualTo(18);
    assertThat(order.neighbours()).containsOnlyKeys("x y");
    // Expected 9 * 9 / 18 = 4.5 and 0 seen; 9 seen.
    assertThat(order.oddity("y x")).isCloseTo(Math.log(5.5), within(1e-12));
    assertThat(order.oddity("x y")).isZero();
    assertThat(order.oddity("Y X y")).isCloseTo(Math.log(5.5) / 2, within(1e-12));
    // A mark stands between: no pair.
    assertThat(order.oddity("y, x")).isZero();
    assertThat(order.oddity("y x; y! x")).isCloseTo(Math.log(5.5), within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a red circle to the left of a blue square",
        "red circle left of blue square",
        "the red circle above the blue square",
        "Red square, blue circle.",
        "on a white background, a red circle",
        "circle",
        "",
        "der rote Kreis \u00fcber dem blauen Quadrat",
        "\u7d05\u3044\u5186",
        "photograph of my grandmother"
      })
  void oddity_sentencesAndWhatPeopleTypeAndOtherWords_isNone(String query) {
    assertThat(ORDER.oddity(query)).isLessThan(.35);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "red circle to left of blue square",
        "red square and blue circle on black background"
      })
  void oddity_articlesLeftOut_isNextToNone(String query) {
    assertThat(ORDER.oddity(query)).isLessThan(.1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "circle the a of red",
        "of above a a background and red",
        "square on and the of circle left"
      })
  void oddity_knownWordsInNoOrder_isLarge(String query) {
    assertThat(ORDER.oddity(query)).isGreaterThan(.8);
  }

  @Test
  void oddityAmongOthers_sentenceThatWasCountedOnce_isNoProofOfItself() {
    String only = "circle of red a on and square";
    WordOrder order = WordOrder.of(Stream.concat(SENTENCES.stream(), Stream.of(only)).toList());

    assertThat(order.oddityAmongOthers(only)).isCloseTo(ORDER.oddity(only), within(.02));
    assertThat(order.oddity(only)).isLessThan(order.oddityAmongOthers(only));
    assertThat(order.oddityAmongOthers(SENTENCES.getFirst())).isLessThan(.2);
  }

  @Test
  void weighing_aWeightThatWouldFavourOddQueries_isNone() {
    assertThat(ORDER.weighing(3).weight()).isZero();
    assertThat(ORDER.weighing(-3).weight()).isEqualTo(-3);
    assertThat(WordOrder.NONE.oddity("of of of")).isZero();
  }

  @Test
  void wordOrder_weightAboveNoneOrCountsOfNone_isRefused() {
    NavigableMap<String, Integer> none = new TreeMap<>();
    NavigableMap<String, Integer> once = new TreeMap<>(Map.of("red", 1));
    NavigableMap<String, Integer> never = new TreeMap<>(Map.of("red", 0));
    for (double weight : List.of(1.0, Double.NaN, Double.NEGATIVE_INFINITY)) {
      assertThatThrownBy(() -> new WordOrder(weight, 1, once, none))
          .isInstanceOf(DiptychException.class)
          .hasMessageContaining(Double.toString(weight));
    }
    assertThatThrownBy(() -> new WordOrder(-1, -1, once, none))
        .isInstanceOf(DiptychException.class);
    assertThatThrownBy(() -> new WordOrder(-1, 1, never, none))
        .isInstanceOf(DiptychException.class);
    assertThatThrownBy(() -> new WordOrder(-1, 1, once, never))
        .isInstanceOf(DiptychException.class);
    assertThat(new WordOrder(-1, 1, once, none).words()).isEqualTo(once);
  }

  @Test
  void of_manyDifferentWords_keepsTheMostFrequentAndTheirNeighboursAlone() {
    List<String> sentences =
        Stream.iterate(0, i -> i < 2000, i -> i + 1)
            .map(i -> "red circle word%s other%s".formatted(i, i))
            .toList();
    WordOrder order = WordOrder.of(sentences);

    assertThat(order.words()).hasSize(300).containsKeys("red", "circle");
    assertThat(order.neighbours()).hasSizeLessThan(1000).containsKey("red circle");
  }
}
