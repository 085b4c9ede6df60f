package dev.diptych.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The protocol of BLIP's evaluation, worked by hand. */
final class RetrievalRecallTest {

  /** Three pictures for one text; the right one is second by cosine. */
  private static final List<Double> COSINES = List.of(0.60, 0.50, 0.40);

  @Test
  void of_secondStageBringsTheRightOneUp_countsFromItsDepthOn() {
    // match + cosine: 1.60, 2.50, 9.40
    JudgedQuery query = JudgedQueries.of(COSINES, List.of(1.0, 2.0, 9.0), List.of(1));
    assertThat(RetrievalRecall.of(List.of(query), 0).at1()).isZero();
    assertThat(RetrievalRecall.of(List.of(query), 2).at1()).isEqualTo(1);
    assertThat(RetrievalRecall.of(List.of(query), 3).at1()).as("the third is above it").isZero();
    assertThat(RetrievalRecall.of(List.of(query), 3).at5()).isEqualTo(1);
  }

  @Test
  void of_equalMatchLogits_theCosineDecides() {
    JudgedQuery query = JudgedQueries.of(COSINES, List.of(2.0, 2.0, 2.0), List.of(0));
    assertThat(RetrievalRecall.of(List.of(query), 3).at1()).isEqualTo(1);
  }

  @Test
  void of_matchLogitCloserThanTheCosinesApart_rankIsTheirSum() {
    // 2.00 + .60 = 2.60 against 2.05 + .50 = 2.55
    JudgedQuery query = JudgedQueries.of(COSINES, List.of(2.0, 2.05, 0.0), List.of(1));
    assertThat(RetrievalRecall.of(List.of(query), 3).at1()).isZero();
  }

  @Test
  void of_candidatesBeyondTheDepth_standBehindAllReranked() {
    // Beyond depth 2 the right one stays third, however high it would score.
    JudgedQuery query = JudgedQueries.of(COSINES, List.of(-9.0, -8.0, 9.0), List.of(2));
    RetrievalRecall recall = RetrievalRecall.of(List.of(query), 2);
    assertThat(recall.at1()).isZero();
    assertThat(recall.at5()).isEqualTo(1);
  }

  @Test
  void of_pictureWithSeveralCaptions_theBestOfThemCounts() {
    JudgedQuery query =
        JudgedQueries.of(
            List.of(.9, .8, .7, .6, .5, .4), List.of(1.0, 0.0, 7.0, 3.0, 2.0, 9.0), List.of(1, 2));
    // Reranked to 5: 7.7 comes first, and it is right; the other right one is last.
    assertThat(RetrievalRecall.of(List.of(query), 5).at1()).isEqualTo(1);
    assertThat(RetrievalRecall.of(List.of(query), 0).at1()).isZero();
    assertThat(RetrievalRecall.of(List.of(query), 0).at5()).isEqualTo(1);
  }

  @Test
  void of_severalQueries_sharesAndMeanOfTheThree() {
    List<Double> cosines = List.of(.9, .8, .7, .6, .5, .4, .3, .2, .1, .05, .01);
    List<Double> flat = Collections.nCopies(11, 0.0);
    List<JudgedQuery> queries =
        List.of(
            JudgedQueries.of(cosines, flat, List.of(0)),
            JudgedQueries.of(cosines, flat, List.of(4)),
            JudgedQueries.of(cosines, flat, List.of(9)),
            JudgedQueries.of(cosines, flat, List.of(10)));
    RetrievalRecall recall = RetrievalRecall.of(queries, 0);
    assertThat(recall.queries()).isEqualTo(4);
    assertThat(recall.at1()).isEqualTo(.25);
    assertThat(recall.at5()).isEqualTo(.5);
    assertThat(recall.at10()).isEqualTo(.75);
    assertThat(recall.mean()).isCloseTo(.5, within(1e-12));
  }

  @Test
  void of_nothingRightAmongTheCandidates_countsAsNotFound() {
    JudgedQuery query = JudgedQueries.of(COSINES, List.of(1.0, 2.0, 3.0), List.of());
    assertThat(RetrievalRecall.of(List.of(query), 3).at10()).isZero();
  }

  @Test
  void atOne_secondSettingBetterOnEveryQuery_differenceIsClear() {
    JudgedQuery missed = JudgedQueries.of(COSINES, List.of(3.0, 0.0, 0.0), List.of(1));
    JudgedQuery found = JudgedQueries.of(COSINES, List.of(0.0, 3.0, 0.0), List.of(1));
    PairedDifference clear =
        PairedDifference.atOne(Collections.nCopies(20, missed), Collections.nCopies(20, found), 3);
    assertThat(clear.second() - clear.first()).isEqualTo(1);
    assertThat(clear.isClear()).isTrue();

    PairedDifference none =
        PairedDifference.atOne(List.of(missed, found), List.of(found, missed), 3);
    assertThat(none.first()).isEqualTo(none.second());
    assertThat(none.isClear()).isFalse();
  }
}
