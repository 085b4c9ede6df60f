package dev.diptych.searcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.core.AnswerCalibration;
import dev.diptych.core.AnswerCalibration.PairWeights;
import dev.diptych.core.AnswerCalibration.QueryWeights;
import dev.diptych.core.Calibration;
import dev.diptych.core.DepthRule;
import dev.diptych.core.Embedding;
import dev.diptych.core.ItcScore;
import dev.diptych.core.ItemId;
import dev.diptych.core.ItmScore;
import dev.diptych.core.MatchProbability;
import dev.diptych.core.Modality;
import dev.diptych.core.ModelFingerprint;
import dev.diptych.core.Scoring;
import dev.diptych.core.WordOrder;
import dev.diptych.reranker.Candidate;
import dev.diptych.reranker.RankedItem;
import dev.diptych.searcher.MatchJudge.Judged;
import dev.diptych.testkit.FakeScoring;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class MatchJudgeTest {

  private static final AnswerCalibration FITTED =
      new AnswerCalibration(
          new PairWeights(1, -1),
          new QueryWeights(1, 2, -4, 0),
          WordOrder.of(List.of("x y", "x y", "x y")).weighing(-2),
          0.5,
          new DepthRule(100, 0, -50, 0.2, 8));

  /** Nothing but a calibration of words that ask for pictures. */
  private record Calibrated() implements Scoring {

    @Override
    public String label() {
      return "fake";
    }

    @Override
    public float rank(ItmScore itm, ItcScore itc) {
      return itm.match();
    }

    @Override
    public Optional<MatchProbability> probability(Optional<ItmScore> itm, ItcScore itc) {
      return FakeScoring.UNCALIBRATED.probability(itm, itc);
    }

    @Override
    public OptionalDouble evidence(Optional<ItmScore> itm, ItcScore itc) {
      return FakeScoring.UNCALIBRATED.evidence(itm, itc);
    }

    @Override
    public Optional<Calibration> calibration() {
      return Optional.of(
          new Calibration(
              new ModelFingerprint("0".repeat(64)),
              "three answers",
              Optional.of(FITTED),
              Optional.empty()));
    }

    @Override
    public String order() {
      return "match";
    }

    @Override
    public String meaning() {
      return "match";
    }
  }

  /** Vectors alone, and a probability that the model itself makes of their cosine. */
  private record OwnProbability() implements Scoring {

    @Override
    public String label() {
      return "own";
    }

    @Override
    public float rank(ItmScore itm, ItcScore itc) {
      return itc.value();
    }

    @Override
    public Optional<MatchProbability> probability(Optional<ItmScore> itm, ItcScore itc) {
      return Optional.of(new MatchProbability(s(10 * itc.value() - 5), false));
    }

    @Override
    public OptionalDouble evidence(Optional<ItmScore> itm, ItcScore itc) {
      return OptionalDouble.of(itc.value());
    }

    @Override
    public OptionalDouble threshold() {
      return OptionalDouble.of(0.1);
    }

    @Override
    public String order() {
      return "cosine";
    }

    @Override
    public String meaning() {
      return "cosine";
    }
  }

  private static MatchJudge judge(Scoring scoring, double broken, Modality target) {
    return new MatchJudge(scoring, words("words", broken), target);
  }

  private static EncodedQuery words(String words, double broken) {
    return new EncodedQuery.Words(
        Embedding.of(new float[] {1, 0}),
        words,
        List.of(),
        List.of(),
        broken,
        Optional.empty(),
        List.of());
  }

  /** The probability that anything matches, of a pair of evidence 4 and cosine 0.5. */
  private static double any(EncodedQuery query) {
    return new MatchJudge(new Calibrated(), query, Modality.IMAGE)
        .judge(List.of(item(1, .5f, 4)), _ -> List.of(), Set.of(), Threshold.CALIBRATED)
        .confidence()
        .any()
        .orElseThrow();
  }

  private static RankedItem item(int number, float cosine, double evidence) {
    return new RankedItem(
        new ItemId("image%03d".replace("%03d", "00" + number)),
        new ItcScore(cosine),
        Double.isNaN(evidence) ? Optional.empty() : Optional.of(new ItmScore(0, (float) evidence)));
  }

  private static double s(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @Test
  void judge_calibrated_probabilityIsThePairsTimesTheQuerys() {
    Judged judged =
        judge(new Calibrated(), 0.25, Modality.IMAGE)
            .judge(
                List.of(item(1, .5f, 4), item(2, .9f, 2), item(3, .1f, Double.NaN)),
                _ -> List.of(),
                Set.of(),
                Threshold.CALIBRATED);

    double any = s(4 + 2 * .5 - 4 * .25);
    assertThat(judged.confidence().any().orElseThrow()).isCloseTo(any, within(1e-6));
    assertThat(judged.items().get(0).probability().orElseThrow().value())
        .isCloseTo(any * s(3), within(1e-6));
    assertThat(judged.items().get(1).probability().orElseThrow().value())
        .isCloseTo(any * s(1), within(1e-6));
    assertThat(judged.items().get(2).probability()).isEmpty();
    assertThat(judged.confidence().calibrated()).isTrue();
    assertThat(judged.confidence().fittedOn()).contains("three answers");
    assertThat(judged.confidence().good()).isEqualTo(2);
    assertThat(judged.confidence().noGoodMatch()).isFalse();
  }

  @Test
  void judge_whatMustNotBeThereIsThere_lowersTheProbability() {
    CheckedPart there =
        new CheckedPart("a square", false, Optional.of(new MatchProbability(.9, true)));
    Judged judged =
        judge(new Calibrated(), 0, Modality.IMAGE)
            .judge(List.of(item(1, .5f, 4)), _ -> List.of(there), Set.of(), Threshold.CALIBRATED);

    assertThat(judged.items().getFirst().probability().orElseThrow().value())
        .isCloseTo(s(4 + 2 * .5) * s(3) * .1, within(1e-6));
    assertThat(judged.confidence().noGoodMatch()).isTrue();
  }

  @Test
  void judge_wordsInAnOrderThatSentencesDoNotHave_lowersTheProbability() {
    // Of "y x" 4.5 were to be expected and none was seen; see WordOrderTest.
    double odd = s(4 + 2 * .5 - 2 * Math.log(5.5));
    assertThat(any(words("x y", 0))).isCloseTo(s(4 + 2 * .5), within(1e-6));
    assertThat(any(words("y x", 0))).isCloseTo(odd, within(1e-6));
  }

  @Test
  void judge_severalParts_theOddestCounts() {
    double odd = s(4 + 2 * .5 - 2 * Math.log(5.5));
    assertThat(any(mixed(words("x y", 0), words("y x", 0)))).isCloseTo(odd, within(1e-6));
    assertThat(any(mixed(words("y x", 0), words("x y", 0)))).isCloseTo(odd, within(1e-6));
  }

  private static EncodedQuery mixed(EncodedQuery... queries) {
    List<EncodedQuery.Part> parts =
        Stream.of(queries)
            .map(
                query ->
                    new EncodedQuery.Part(new Query.Text("words"), query, 1, new PartScale(0, 1)))
            .toList();
    return new EncodedQuery.Mixed(queries[0].vector(), parts);
  }

  @Test
  void judge_oneBelowTheThresholdAheadOfAGoodOne_goodOnesComeFirst() {
    Judged judged =
        judge(new Calibrated(), 0, Modality.IMAGE)
            .judge(
                List.of(item(1, .5f, 5), item(2, .5f, 0), item(3, .5f, 4)),
                _ -> List.of(),
                Set.of(),
                Threshold.CALIBRATED);
    assertThat(judged.items().stream().map(each -> each.item().id().value()))
        .containsExactly("image001", "image003", "image002");
    assertThat(judged.confidence().good()).isEqualTo(2);
  }

  @Test
  void judge_nothingReachesTheThreshold_noGoodMatchAndTheOrderStays() {
    List<RankedItem> items = List.of(item(1, .2f, -3), item(2, .3f, -4));
    Judged judged =
        judge(new Calibrated(), 1, Modality.IMAGE)
            .judge(items, _ -> List.of(), Set.of(), Threshold.CALIBRATED);
    assertThat(judged.confidence().noGoodMatch()).isTrue();
    assertThat(judged.confidence().good()).isZero();
    assertThat(judged.items().stream().map(MatchJudge.JudgedItem::item))
        .containsExactlyElementsOf(items);
  }

  @Test
  void judge_thresholdOff_everythingIsShownAlike() {
    Judged judged =
        judge(new Calibrated(), 0, Modality.IMAGE)
            .judge(
                List.of(item(1, .2f, -3), item(2, .3f, -4)),
                _ -> List.of(),
                Set.of(),
                Threshold.OFF);
    assertThat(judged.confidence().threshold()).isEmpty();
    assertThat(judged.confidence().noGoodMatch()).isFalse();
    assertThat(judged.items().getFirst().probability().orElseThrow().calibrated()).isTrue();
  }

  @Test
  void judge_uncalibrated_saysSoAndAppliesNoThresholdOfItsOwn() {
    MatchJudge judge = judge(FakeScoring.UNCALIBRATED, 0, Modality.IMAGE);
    List<RankedItem> items = List.of(item(1, .2f, 2), item(2, .3f, -4));
    Judged usual = judge.judge(items, _ -> List.of(), Set.of(), Threshold.CALIBRATED);
    assertThat(usual.confidence().calibrated()).isFalse();
    assertThat(usual.confidence().threshold()).isEmpty();
    assertThat(usual.items().getFirst().probability().orElseThrow().calibrated()).isFalse();

    Judged asked = judge.judge(items, _ -> List.of(), Set.of(), Threshold.of(0.5));
    assertThat(asked.confidence().good()).isEqualTo(1);
    assertThat(asked.confidence().threshold()).hasValue(0.5);
  }

  @Test
  void judge_modelWithAThresholdOfItsOwn_appliesItWithoutASecondStage() {
    MatchJudge judge = judge(new OwnProbability(), 0, Modality.IMAGE);
    Judged some =
        judge.judge(
            List.of(item(1, .4f, Double.NaN), item(2, .1f, Double.NaN)),
            _ -> List.of(),
            Set.of(),
            Threshold.CALIBRATED);
    assertThat(some.confidence().threshold()).hasValue(0.1);
    assertThat(some.confidence().good()).isEqualTo(1);
    assertThat(some.confidence().calibrated()).isFalse();
    assertThat(some.items().getFirst().probability().orElseThrow().value())
        .isCloseTo(s(-1), within(1e-6));

    List<RankedItem> far = List.of(item(1, .2f, Double.NaN));
    assertThat(
            judge
                .judge(far, _ -> List.of(), Set.of(), Threshold.CALIBRATED)
                .confidence()
                .noGoodMatch())
        .isTrue();
    assertThat(judge.judge(far, _ -> List.of(), Set.of(), Threshold.OFF).confidence().noGoodMatch())
        .isFalse();
  }

  @Test
  void judge_likeWithLikeByAModelWithAThreshold_appliesNone() {
    Judged judged =
        judge(new OwnProbability(), 0, Modality.TEXT)
            .judge(
                List.of(item(1, .2f, Double.NaN)), _ -> List.of(), Set.of(), Threshold.CALIBRATED);
    assertThat(judged.confidence().threshold()).isEmpty();
    assertThat(judged.confidence().noGoodMatch()).isFalse();
  }

  @Test
  void judge_likeWithLike_hasNoProbabilityAndAThresholdIsSaidToBeWithoutEffect() {
    MatchJudge judge = judge(new Calibrated(), 0, Modality.TEXT);
    Judged judged =
        judge.judge(List.of(item(1, .9f, Double.NaN)), _ -> List.of(), Set.of(), Threshold.of(0.5));
    assertThat(judged.items().getFirst().probability()).isEmpty();
    assertThat(judged.confidence().noGoodMatch()).isFalse();
    assertThat(judged.warnings()).singleElement().asString().contains("no threshold was applied");
  }

  @Test
  void depth_auto_followsFromTheCosinesAlone() {
    List<Candidate> candidates =
        List.of(candidate(1, .9f), candidate(2, .8f), candidate(3, .3f), candidate(4, .2f));
    assertThat(judge(new Calibrated(), 0, Modality.IMAGE).depth(Depth.AUTO, candidates))
        .isEqualTo(2);
    assertThat(judge(new Calibrated(), 0, Modality.IMAGE).depth(Depth.of(7), candidates))
        .isEqualTo(7);
    assertThat(judge(FakeScoring.UNCALIBRATED, 0, Modality.IMAGE).depth(Depth.AUTO, candidates))
        .isEqualTo(Depth.USUAL);
  }

  private static Candidate candidate(int number, float cosine) {
    return new Candidate(item(number, cosine, Double.NaN).id(), new ItcScore(cosine));
  }
}
