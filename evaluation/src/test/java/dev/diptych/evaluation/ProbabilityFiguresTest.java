package dev.diptych.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.core.AnswerCalibration;
import dev.diptych.core.AnswerCalibration.PairWeights;
import dev.diptych.core.AnswerCalibration.QueryWeights;
import dev.diptych.core.DepthRule;
import dev.diptych.core.WordOrder;
import dev.diptych.evaluation.Logistic.Observation;
import dev.diptych.evaluation.Probabilities.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ProbabilityFiguresTest {

  private static final AnswerCalibration PLAIN =
      new AnswerCalibration(
          new PairWeights(1, 0),
          new QueryWeights(0, 0, 0, 100),
          WordOrder.NONE,
          0.5,
          new DepthRule(1, 0, 0, 1, 64));

  @Test
  void error_workedByHand_isTheMeanDistanceOfTheBins() {
    // Bin 0 (below 1/15): 3 at .02, none right; bin 14 (above 14/15): 1 at .96, right.
    Reliability reliability =
        Reliability.of(
            List.of(
                new Outcome(.02, false),
                new Outcome(.02, false),
                new Outcome(.02, false),
                new Outcome(.96, true)));
    assertThat(reliability.error()).isCloseTo((3 * .02 + .04) / 4, within(1e-12));
    assertThat(reliability.bins().get(14).right()).isEqualTo(1);
  }

  @Test
  void error_certainAndRight_isZero() {
    assertThat(Reliability.of(List.of(new Outcome(1, true), new Outcome(0, false))).error())
        .isZero();
  }

  @Test
  void fit_outcomesOfKnownWeights_findsThem() {
    long seed = 11;
    SplittableRandom random = new SplittableRandom(seed);
    List<Observation> observations = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      double a = random.nextDouble(-3, 3);
      double b = random.nextDouble(-1, 1);
      double p = 1 / (1 + Math.exp(-(1.5 * a - 2 * b + 0.5)));
      observations.add(new Observation(List.of(a, b), random.nextDouble() < p));
    }
    double[] weights = Logistic.fit(observations);
    assertThat(weights[0]).as("seed %s", seed).isCloseTo(1.5, within(.1));
    assertThat(weights[1]).as("seed %s", seed).isCloseTo(-2, within(.15));
    assertThat(weights[2]).as("seed %s", seed).isCloseTo(.5, within(.1));
  }

  @Test
  void fit_featureThatNeverMoves_getsNoWeight() {
    double[] weights =
        Logistic.fit(
            List.of(
                new Observation(List.of(1.0, 7.0), true),
                new Observation(List.of(-1.0, 7.0), false)));
    assertThat(weights[1]).isZero();
    assertThat(weights[0]).isPositive().isFinite();
  }

  @Test
  void curveAndArea_workedByHand_countWhatIsBelow() {
    List<JudgedQuery> queries =
        List.of(
            JudgedQueries.of(QueryKind.TRUE, .5, 3, 0),
            JudgedQueries.of(QueryKind.TRUE, .5, 1, 0),
            JudgedQueries.of(QueryKind.CONTRADICTING, .5, 2, 0),
            JudgedQueries.of(QueryKind.GIBBERISH, .5, -4, 0));
    // Of the 4 couples of a true and another query all but (1, 2) are in order.
    assertThat(Rejection.area(queries, PLAIN)).isEqualTo(.75);
    Rejection half = Rejection.at(.5, queries, PLAIN);
    assertThat(half.share()).containsEntry(QueryKind.TRUE, 0.0);
    assertThat(half.share()).containsEntry(QueryKind.CONTRADICTING, 0.0);
    assertThat(half.share()).containsEntry(QueryKind.GIBBERISH, 1.0);
    assertThat(Rejection.curve(queries, PLAIN)).hasSize(101);
    assertThat(Rejection.curve(queries, PLAIN).getLast().share().values()).containsOnly(1.0);
  }

  @Test
  void fit_queriesOfAllKinds_tellsThemApartAndIsNearTheTruth() {
    long seed = 5;
    SplittableRandom random = new SplittableRandom(seed);
    List<JudgedQuery> queries = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      queries.add(JudgedQueries.of(QueryKind.TRUE, .6, 4 + random.nextGaussian(), 0));
      queries.add(JudgedQueries.of(QueryKind.CONTRADICTING, .5, -3 + random.nextGaussian(), 0));
      queries.add(JudgedQueries.of(QueryKind.GIBBERISH, .3, 3 + random.nextGaussian(), 1));
    }
    AnswerCalibration fitted = CalibrationFit.fit(queries);
    List<Outcome> outcomes =
        queries.stream().flatMap(q -> Probabilities.calibrated(q, fitted).stream()).toList();
    assertThat(Reliability.of(outcomes).error()).as("seed %s", seed).isLessThan(.02);
    Rejection rejection = Rejection.at(fitted.threshold(), queries, fitted);
    assertThat(rejection.share().get(QueryKind.TRUE)).isLessThanOrEqualTo(.05);
    assertThat(rejection.share().get(QueryKind.GIBBERISH)).isGreaterThan(.99);
  }

  /** Evidence, cosine and vocabulary are the same of both kinds: the order of words alone tells. */
  @Test
  void fit_knownWordsInNoOrder_areToldByTheirOrder() {
    long seed = 7;
    SplittableRandom random = new SplittableRandom(seed);
    List<JudgedQuery> asked = queries(random);
    AnswerCalibration fitted = CalibrationFit.fit(asked);
    assertThat(fitted.order().weight()).as("seed %s", seed).isNegative();

    // Others of the same kinds, so that no sentence is the proof of itself.
    Rejection rejection = Rejection.at(fitted.threshold(), queries(random), fitted);
    assertThat(rejection.share().get(QueryKind.TRUE)).as("seed %s", seed).isLessThan(.1);
    assertThat(rejection.share().get(QueryKind.GIBBERISH)).as("seed %s", seed).isGreaterThan(.9);
  }

  private static List<JudgedQuery> queries(SplittableRandom random) {
    List<JudgedQuery> queries = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      List<String> words =
          new ArrayList<>(
              List.of("a", one(random, "red", "blue"), one(random, "circle", "square"), "above"));
      words.addAll(List.of("a", one(random, "green", "black"), one(random, "star", "ring")));
      String sentence = String.join(" ", words);
      queries.add(JudgedQueries.of(QueryKind.TRUE, sentence, .5, 2 + random.nextGaussian(), 0));
      String salad =
          random.ints(7, 0, words.size()).mapToObj(words::get).collect(Collectors.joining(" "));
      queries.add(JudgedQueries.of(QueryKind.GIBBERISH, salad, .5, 2 + random.nextGaussian(), 0));
    }
    return queries;
  }

  private static String one(SplittableRandom random, String first, String second) {
    return random.nextBoolean() ? first : second;
  }
}
