package dev.diptych.searcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClausesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a red circle                             | a red circle              |                        |
          a red circle and a blue square           | a red circle and a blue square | a red circle; a blue square |
          a star, a circle and a ring              | a star, a circle and a ring | a star; a circle; a ring |
          a star, but no circle                    | a star                    |                        | circle
          a star without a circle                  | a star                    |                        | a circle
          a star with no circle                    | a star                    |                        | circle
          a star and not a circle                  | a star                    |                        | a circle
          a star without a circle, on green        | a star, on green          | a star; on green       | a circle
          a star without a circle and a square     | a star                    |                        | a circle; a square
          a star not a circle but a ring           | a star but a ring         | a star; a ring         | a circle
          no entry                                 | no entry                  |                        |
          A star, NOT a circle                     | A star                    |                        | a circle
          nobody knows a knot                      | nobody knows a knot       |                        |
          """)
  void of_sentences_areTakenApart(String words, String whole, String parts, String unwanted) {
    Query.Text text = Clauses.of(words, List.of(), List.of());
    assertThat(text.words()).isEqualTo(whole);
    assertThat(text.parts()).isEqualTo(list(parts));
    assertThat(text.checks())
        .isEqualTo(list(unwanted).stream().map(each -> new Query.Check(each, false)).toList());
  }

  @Test
  void of_phrase_isNeverCutAndMustBeThere() {
    Query.Text text =
        Clauses.of("a sign no parking and a car", List.of("no parking and a"), List.of());
    assertThat(text.words()).isEqualTo("a sign no parking and a car");
    assertThat(text.parts()).isEmpty();
    assertThat(text.checks()).containsExactly(new Query.Check("no parking and a", true));
  }

  @Test
  void of_minus_mustNotBeThere() {
    Query.Text text = Clauses.of("a star", List.of(), List.of("red circle"));
    assertThat(text.checks()).containsExactly(new Query.Check("red circle", false));
  }

  @Test
  void of_longTextWithManyNegations_isTakenAsItIs() {
    String text = "a star without a ring, ".repeat(9).strip();
    assertThat(Clauses.of(text, List.of(), List.of())).isEqualTo(new Query.Text(text));
  }

  @Test
  void of_thousandsOfPhrases_areRefusedBeforeTheyAreLookedFor() {
    List<String> phrases = Collections.nCopies(8_000, "a");
    assertThatThrownBy(() -> Clauses.of(String.join(" ", phrases), phrases, List.of()))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining("at most 8");
  }

  private static List<String> list(String text) {
    return text == null ? List.of() : List.of(text.split("; "));
  }
}
