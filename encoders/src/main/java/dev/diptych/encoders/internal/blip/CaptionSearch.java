package dev.diptych.encoders.internal.blip;

import dev.diptych.encoders.internal.runtime.TokenBatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds a caption token by token: greedily, or by beam search without early stopping.
 *
 * <p>The beam search follows Hugging Face transformers 4.27 step by step, so that captions come out
 * identical: scores are sums of log-probabilities; of the 2·beams best continuations those with the
 * end token become finished hypotheses if they rank among the first {@code beams}; a hypothesis'
 * score is its sum divided by its length, the prompt included, to the power of the length penalty.
 */
final class CaptionSearch {

  private static final float OUT_OF_REACH = -1e9f;

  private final CaptionDecoder decoder;
  private final int endId;
  private final int beams;
  private final int maxTokens;
  private final int minTokens;
  private final double lengthPenalty;

  /** One way the caption may go on. */
  private record Continuation(float score, int beam, int token) {}

  /** One live row of the search. */
  private record Beam(float score, List<Integer> tokens) {}

  /** A finished caption. */
  private record Hypothesis(double score, List<Integer> tokens) {}

  CaptionSearch(
      CaptionDecoder decoder,
      int endId,
      int beams,
      int maxTokens,
      int minTokens,
      double lengthPenalty) {
    this.decoder = decoder;
    this.endId = endId;
    this.beams = beams;
    this.maxTokens = maxTokens;
    this.minTokens = minTokens;
    this.lengthPenalty = lengthPenalty;
  }

  /**
   * Searches from a prompt.
   *
   * @param prompt token ids, the start token first
   * @return the whole caption, prompt and end token included where it was reached
   */
  List<Integer> search(List<Integer> prompt) {
    if (prompt.size() >= maxTokens) {
      return prompt;
    }
    return beams == 1 ? greedy(prompt) : beam(prompt);
  }

  private List<Integer> greedy(List<Integer> prompt) {
    List<Integer> tokens = new ArrayList<>(prompt);
    float[] logits = read(List.of(tokens));
    while (true) {
      float[] next = lastRow(logits, 0, 1);
      if (tokens.size() < minTokens) {
        next[endId] = Float.NEGATIVE_INFINITY;
      }
      int best = 0;
      for (int token = 1; token < next.length; token++) {
        if (next[token] > next[best]) {
          best = token;
        }
      }
      tokens.add(best);
      if (best == endId || tokens.size() >= maxTokens) {
        return tokens;
      }
      logits = read(List.of(List.of(best)));
    }
  }

  private List<Integer> beam(List<Integer> prompt) {
    List<Beam> live = new ArrayList<>();
    for (int i = 0; i < beams; i++) {
      live.add(new Beam(i == 0 ? 0 : OUT_OF_REACH, prompt));
    }
    Finished finished = new Finished();
    float[] logits = read(live.stream().map(Beam::tokens).toList());
    while (true) {
      int length = live.getFirst().tokens().size();
      List<Continuation> best = bestContinuations(live, logits, length);
      List<Continuation> next = new ArrayList<>();
      for (int rank = 0; rank < best.size() && next.size() < beams; rank++) {
        Continuation continuation = best.get(rank);
        if (continuation.token() != endId) {
          next.add(continuation);
        } else if (rank < beams) {
          finished.add(continuation.score(), live.get(continuation.beam()).tokens());
        }
      }
      boolean done = finished.cannotImprove(best.getFirst().score(), length + 1);
      live = follow(live, next);
      if (done || length + 1 >= maxTokens) {
        if (!done) {
          live.forEach(beam -> finished.add(beam.score(), beam.tokens()));
        }
        return finished.answer();
      }
      decoder.reorder(next.stream().mapToInt(Continuation::beam).toArray());
      logits = read(next.stream().map(c -> List.of(c.token())).toList());
    }
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

  private List<Continuation> bestContinuations(List<Beam> live, float[] logits, int length) {
    List<Continuation> best = new ArrayList<>();
    Comparator<Continuation> bestFirst =
        Comparator.comparing(Continuation::score, Comparator.reverseOrder())
            .thenComparingInt(Continuation::beam)
            .thenComparingInt(Continuation::token);
    for (int beam = 0; beam < live.size(); beam++) {
      float[] logProbabilities = logSoftmax(lastRow(logits, beam, live.size()));
      if (length < minTokens) {
        logProbabilities[endId] = Float.NEGATIVE_INFINITY;
      }
      float worstKept = best.size() < 2 * beams ? Float.NEGATIVE_INFINITY : best.getLast().score();
      for (int token = 0; token < logProbabilities.length; token++) {
        float score = live.get(beam).score() + logProbabilities[token];
        if (best.size() < 2 * beams || score > worstKept) {
          best.add(new Continuation(score, beam, token));
          best.sort(bestFirst);
          if (best.size() > 2 * beams) {
            best.removeLast();
          }
          worstKept = best.getLast().score();
        }
      }
    }
    return best;
  }

  private float[] read(List<List<Integer>> rows) {
    long[] ids = rows.stream().flatMap(List::stream).mapToLong(Integer::longValue).toArray();
    return decoder.read(ids, TokenBatch.ones(ids.length), rows.size());
  }

  /** The logits after the last token of one row: {@code [B·T·V] -> [V]}. */
  private float[] lastRow(float[] logits, int row, int rows) {
    int perRow = logits.length / rows;
    int vocabulary = decoder.vocabulary();
    float[] last = new float[vocabulary];
    System.arraycopy(logits, (row + 1) * perRow - vocabulary, last, 0, vocabulary);
    return last;
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

    boolean cannotImprove(float bestLive, int length) {
      return kept.size() >= beams && worst >= bestLive / Math.pow(length, lengthPenalty);
    }

    List<Integer> answer() {
      List<Integer> tokens = new ArrayList<>(kept.getFirst().tokens());
      if (tokens.size() < maxTokens) {
        tokens.add(endId);
      }
      return tokens;
    }
  }
}
