package dev.diptych.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RewordingTest {

  private static final String CAPTION =
      "a red circle, two blue squares and a star on a white background";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CAPTION      | a red circle, two blue squares and a star on a white background
          BRIEF        | red circle, two blue squares and star on white background
          LIST         | red circle, two blue squares, star on white background
          DEFINITE     | the red circle, two blue squares and the star on the white background
          WISH         | show me a red circle, two blue squares and a star on a white background
          QUESTION     | is there a red circle, two blue squares and a star on a white background?
          BEHIND       | a circle that is red, two squares that is blue and a star on a white background
          GROUND_FIRST | on a white background, a red circle, two blue squares and a star
          """)
  void of_caption_saysTheSameInOtherWords(Rewording rewording, String expected) {
    assertThat(rewording.of(CAPTION)).isEqualTo(expected);
  }
}
