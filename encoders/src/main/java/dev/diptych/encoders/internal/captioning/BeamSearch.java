package dev.diptych.encoders.internal.captioning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A caption found by beam search without early stopping.
 *
 * <p>It follows Hugging Face transformers 4.27 step by step, so that captions come out identical:
 * scores are sums of log-probabilities; of the 2·beams best continuations those with the end token
 * become finished hypotheses if they rank among the first {@code beams}; a hypothesis' score is its
 * sum divided by its length, the prompt included, to the power of the length penalty.
 */
final class BeamSearch implements CaptionPath {

  private static final float OUT_OF_REACH = -1e9f;

  private static final Comparator<Continuation> BEST_FIRST =
      Comparator.comparing(Continuation::score, Comparator.reverseOrder())
          .thenComparingInt(Continuation::beam)
          .thenComparingInt(Continuation::token);

  private final CaptionLength length;
  private final int beams;
  private final double lengthPenalty;
  private final Finished finished = new Finished();
  private List<Beam> live = new ArrayList<>();

  /** One way the caption may go on. */
  private record Continuation(float score, int beam, int token) {}

  /** One live row of the search. */
  private record Beam(float score, List<Integer> tokens) {}

  /** A finished caption. */
  private record Hypothesis(double score, List<Integer> tokens) {}

  /**
   * @param prompt the start token, and words that the caption begins with; shorter than the longest
   *     caption
   * @param beams at least 2
   */
  BeamSearch(List<Integer> prompt, CaptionLength length, int beams, double lengthPenalty) {
    this.length = length;
    this.beams = beams;
    this.lengthPenalty = lengthPenalty;
    for (int i = 0; i < beams; i++) {
      live.add(new Beam(i == 0 ? 0 : OUT_OF_REACH, prompt));
    }
  }

  @Override
  public List<List<Integer>> rows() {
    return live.stream().map(Beam::tokens).toList();
  }

  @Override
  public int[] advance(List<float[]> logits) {
    int tokens = live.getFirst().tokens().size();
    List<Continuation> best = bestContinuations(logits, tokens);
    List<Continuation> next = new ArrayList<>();
    for (int rank = 0; rank < best.size() && next.size() < beams; rank++) {
      Continuation continuation = best.get(rank);
      if (continuation.token() != length.endId()) {
        next.add(continuation);
      } else if (rank < beams) {
        finished.add(continuation.score(), live.get(continuation.beam()).tokens());
      }
    }
    boolean done = finished.cannotImprove(best.getFirst().score(), tokens + 1);
    live = follow(live, next);
    if (done || tokens + 1 >= length.most()) {
      if (!done) {
        live.forEach(beam -> finished.add(beam.score(), beam.tokens()));
      }
      live = List.of();
      return new int[0];
    }
    return next.stream().mapToInt(Continuation::beam).toArray();
  }

  @Override
  public List<Integer> caption() {
    return finished.answer();
  }

  private static List<Beam> follow(List<Beam> live, List<Continuation> next) {
    List<Beam> followed = new ArrayList<>();
    for (Continuation continuation : next) {
      List<Integer> tokens = new ArrayList<>(live.get(continuation.beam()).tokens());
      tokens.add(continuation.token());
      followed.add(new Beam(continuation.score(), tokens));
    }
    return followed;
  }

  private List<Continuation> bestContinuations(List<float[]> logits, int tokens) {
    List<Continuation> best = new ArrayList<>();
    for (int beam = 0; beam < live.size(); beam++) {
      float[] logProbabilities = logSoftmax(logits.get(beam));
      if (tokens < length.least()) {
        logProbabilities[length.endId()] = Float.NEGATIVE_INFINITY;
      }
      float worstKept = best.size() < 2 * beams ? Float.NEGATIVE_INFINITY : best.getLast().score();
      for (int token = 0; token < logProbabilities.length; token++) {
        float score = live.get(beam).score() + logProbabilities[token];
        if (best.size() < 2 * beams || score > worstKept) {
          best.add(new Continuation(score, beam, token));
          best.sort(BEST_FIRST);
          if (best.size() > 2 * beams) {
            best.removeLast();
          }
          worstKept = best.getLast().score();
        }
      }
    }
    return best;
  }

  private static float[] logSoftmax(float[] logits) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - largest);
    }
    double logSum = largest + Math.log(sum);
    float[] result = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      result[i] = (float) (logits[i] - logSum);
    }
    return result;
  }

  /** The best finished captions, as many as beams. */
  private final class Finished {

    private final List<Hypothesis> kept = new ArrayList<>();
    private double worst = 1e9;

    void add(float score, List<Integer> tokens) {
      double perLength = score / Math.pow(tokens.size(), lengthPenalty);
      if (kept.size() >= beams && perLength <= worst) {
        return;
      }
      kept.add(new Hypothesis(perLength, tokens));
      kept.sort(Comparator.comparing(Hypothesis::score, Comparator.reverseOrder()));
      if (kept.size() > beams) {
        kept.removeLast();
      }
      worst = kept.getLast().score();
    }

    boolean cannotImprove(float bestLive, int reached) {
      return kept.size() >= beams && worst >= bestLive / Math.pow(reached, lengthPenalty);
    }

    List<Integer> answer() {
      List<Integer> tokens = new ArrayList<>(kept.getFirst().tokens());
      if (tokens.size() < length.most()) {
        tokens.add(length.endId());
      }
      return tokens;
    }
  }
}
