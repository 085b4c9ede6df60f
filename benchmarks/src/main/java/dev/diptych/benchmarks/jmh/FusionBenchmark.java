package dev.diptych.benchmarks.jmh;

import dev.diptych.benchmarks.RandomIndex;
import dev.diptych.core.ItcScore;
import dev.diptych.core.ItmScore;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.MatchEncoder;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.reranker.Candidate;
import dev.diptych.reranker.RerankBudget;
import dev.diptych.reranker.RerankOutcome;
import dev.diptych.reranker.Reranker;
import dev.diptych.testkit.FakeScoring;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The second stage without its encoder: chunks, fused scores, the new order. The scores are drawn
 * beforehand.
 */
@State(Scope.Benchmark)
public class FusionBenchmark {

  private static final TokenizedText WORDS = new TokenizedText(List.of(1, 2), false);
  private static final PatchFeatures FEATURES = PatchFeatures.of(1, 1, new float[1]);

  /** K, all of them reranked. */
  @Param({"32", "1000"})
  public int candidates;

  private final List<Candidate> recalled = new ArrayList<>();
  private final List<ItmScore> scores = new ArrayList<>();
  private @Nullable Reranker reranker;

  /** Draws candidates and what the encoder will say of them. */
  @Setup
  public void draw() {
    SplittableRandom random = new SplittableRandom(candidates);
    for (int i = 0; i < candidates; i++) {
      recalled.add(
          new Candidate(RandomIndex.id(i), new ItcScore((float) (1 - i / (2.0 * candidates)))));
      scores.add(new ItmScore(0, (float) random.nextGaussian()));
    }
    reranker = new Reranker(new DrawnScores(scores), FakeScoring.UNCALIBRATED);
  }

  /** One query. */
  @Benchmark
  public RerankOutcome fuse() {
    return Objects.requireNonNull(reranker)
        .rerankImages(
            WORDS,
            recalled,
            ids -> ids.stream().collect(Collectors.toMap(id -> id, _ -> FEATURES)),
            new RerankBudget(candidates, Optional.empty()));
  }

  /** Answers at once, with the first of the scores that were drawn. */
  private record DrawnScores(List<ItmScore> scores) implements MatchEncoder {

    @Override
    public TokenizedText tokenize(String text) {
      return WORDS;
    }

    @Override
    public List<ItmScore> scoreImages(TokenizedText text, List<PatchFeatures> images) {
      return scores.subList(0, images.size());
    }

    @Override
    public List<ItmScore> scoreTexts(PatchFeatures image, List<TokenizedText> texts) {
      return scores.subList(0, texts.size());
    }
  }
}
