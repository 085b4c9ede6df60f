package dev.diptych.encoders.internal.grounding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.encoders.Grounding;
import dev.diptych.encoders.internal.text.WordPieces;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BearingTest {

  private static final int COLUMNS = 4;

  /** All of it on one patch of 3 rows. */
  private static float[] on(int row, int column) {
    float[] look = new float[3 * COLUMNS];
    look[row * COLUMNS + column] = 1;
    return look;
  }

  @ParameterizedTest
  @CsvSource({"LEFT,1,0,1,3", "RIGHT,1,3,1,0", "ABOVE,0,2,2,2", "BELOW,2,2,0,2"})
  void likelihood_liesSo_isNearOneAndTheOtherWayRoundNearNone(
      Bearing bearing, int row, int column, int otherRow, int otherColumn) {
    float[] first = on(row, column);
    float[] second = on(otherRow, otherColumn);
    assertThat(bearing.likelihood(first, second, COLUMNS).orElseThrow()).isGreaterThan(.99);
    assertThat(bearing.likelihood(second, first, COLUMNS).orElseThrow()).isLessThan(.01);
  }

  @Test
  void likelihood_level_saysNothing() {
    assertThat(Bearing.LEFT.likelihood(on(0, 2), on(2, 2), COLUMNS)).isEmpty();
    assertThat(Bearing.ABOVE.likelihood(on(1, 0), on(1, 3), COLUMNS)).isEmpty();
  }

  @Test
  void likelihood_lookOnSeveralPatches_countsTheirMiddle() {
    // Three quarters on the first column, a quarter on the third: its middle is at .25.
    float[] look = new float[3 * COLUMNS];
    look[COLUMNS] = .75f;
    look[COLUMNS + 2] = .25f;
    // The second column's middle is at .375.
    assertThat(Bearing.LEFT.likelihood(look, on(0, 1), COLUMNS).orElseThrow())
        .isCloseTo(1 / (1 + Math.exp(-30 * .125)), within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({
    "a star left of a ring,left,LEFT",
    "a star to the right of a ring,right,RIGHT",
    "a star Above a ring,Above,ABOVE",
    "a star beneath a ring,beneath,BELOW",
    "the left hand,left,",
    "a ring on the right,right,",
    "a star near a ring,near,"
  })
  void of_words_areDirectionsWhereTheySayOne(String text, String word, @Nullable Bearing expected) {
    List<WordPieces> pieces = new ArrayList<>();
    int start = 0;
    for (String each : text.split(" ", -1)) {
      pieces.add(new WordPieces(each, start, List.of(pieces.size() + 1)));
      start += each.length() + 1;
    }
    Sentence sentence = Sentence.of(pieces, Grounding.NONE);
    Word asked =
        sentence.words().stream()
            .filter(each -> each.pieces().word().equals(word))
            .findFirst()
            .orElseThrow();
    assertThat(Bearing.of(asked, sentence)).isEqualTo(Optional.ofNullable(expected));
  }
}
