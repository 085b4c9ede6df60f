package dev.diptych.cli.internal.loss;

import dev.diptych.encoders.Model;
import dev.diptych.encoders.PrecisionLoss;
import dev.diptych.encoders.PrecisionLoss.Pair;
import dev.diptych.evaluation.RankCorrelation;
import dev.diptych.scenes.SceneEvaluation;
import dev.diptych.scenes.SceneEvaluation.TruePair;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Runs a model and its twin in 32-bit floats over the same fresh scenes and captions, and compares
 * what they find. For each scene both pay one picture, and {@value #CANDIDATES} pairs of the second
 * stage or twice as many. A stage that they lack is left out.
 */
public final class LossMeasurement {

  private static final long SEED = 2026;
  private static final int CANDIDATES = 16;

  private final SceneEvaluation scenes;

  /**
   * @param count scenes, at least 2
   */
  public LossMeasurement(int count) {
    this.scenes = SceneEvaluation.drawFresh(count, SEED);
  }

  /**
   * Measures.
   *
   * @param reference the twin in 32-bit floats
   * @param model the one that may have lost
   */
  public PrecisionLoss measure(Model reference, Model model) {
    SceneRun expected = SceneRun.of(scenes, reference, CANDIDATES);
    SceneRun actual = SceneRun.of(scenes, model, CANDIDATES);
    return new PrecisionLoss(
        captions(),
        CANDIDATES,
        model.textEncoder().isEmpty()
            ? null
            : new Pair(recallAt1(expected::nearest), recallAt1(actual::nearest)),
        model.matchEncoder().isEmpty()
            ? null
            : new Pair(recallAt1(expected::best), recallAt1(actual::best)),
        IntStream.range(0, captions())
            .mapToDouble(caption -> correlation(expected, actual, caption))
            .average()
            .orElseThrow());
  }

  /** In percent. */
  private double recallAt1(IntUnaryOperator pictureOfCaption) {
    return IntStream.range(0, captions())
        .mapToObj(caption -> new TruePair(caption, pictureOfCaption.applyAsInt(caption)))
        .mapToDouble(pair -> scenes.truePairs().contains(pair) ? 100 : 0)
        .average()
        .orElseThrow();
  }

  private static double correlation(SceneRun expected, SceneRun actual, int caption) {
    List<Integer> candidates = expected.candidates(caption);
    return RankCorrelation.of(
        expected.scores(caption, candidates), actual.scores(caption, candidates));
  }

  private int captions() {
    return scenes.captions().size();
  }
}
