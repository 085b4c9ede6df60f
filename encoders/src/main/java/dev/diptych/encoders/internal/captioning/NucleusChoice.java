package dev.diptych.encoders.internal.captioning;

import dev.diptych.encoders.Sampling;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/**
 * Draws the next token as Hugging Face transformers 4.27 does: a token that the caption has already
 * is made unlikelier, then the K likeliest are kept, then the fewest of these whose probabilities
 * exceed P together, and one of them is drawn by its probability. Not thread-safe.
 */
final class NucleusChoice implements SingleRow.Choice {

  private static final Comparator<Candidate> WORST_FIRST =
      Comparator.comparingDouble(Candidate::logit)
          .thenComparing(Candidate::token, Comparator.reverseOrder());

  private final Sampling sampling;
  private final RandomGenerator random;

  /** A token that may come next. */
  private record Candidate(int token, double logit) {}

  NucleusChoice(Sampling sampling, RandomGenerator random) {
    this.sampling = sampling;
    this.random = random;
  }

  @Override
  public int next(float[] logits, List<Integer> tokens) {
    for (int token : new HashSet<>(tokens)) {
      logits[token] *=
          (float)
              (logits[token] < 0 ? sampling.repetitionPenalty() : 1 / sampling.repetitionPenalty());
    }
    List<Candidate> likeliest = likeliest(logits);
    double largest = likeliest.getFirst().logit();
    double[] weights = new double[likeliest.size()];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.exp(likeliest.get(i).logit() - largest);
      sum += weights[i];
    }
    double kept = 0;
    int nucleus = 0;
    while (nucleus < weights.length && kept <= sampling.topP() * sum) {
      kept += weights[nucleus++];
    }
    double drawn = random.nextDouble() * kept;
    for (int i = 0; i < nucleus; i++) {
      drawn -= weights[i];
      if (drawn < 0) {
        return likeliest.get(i).token();
      }
    }
    return likeliest.get(nucleus - 1).token();
  }

  /** The K tokens of the largest logits, the largest first; equal ones by id. */
  private List<Candidate> likeliest(float[] logits) {
    PriorityQueue<Candidate> best = new PriorityQueue<>(WORST_FIRST);
    for (int token = 0; token < logits.length; token++) {
      if (logits[token] == Float.NEGATIVE_INFINITY) {
        continue;
      }
      Candidate worst = best.peek();
      if (best.size() < sampling.topK() || worst == null || logits[token] > worst.logit()) {
        best.add(new Candidate(token, logits[token]));
        if (best.size() > sampling.topK()) {
          best.remove();
        }
      }
    }
    return best.stream().sorted(WORST_FIRST.reversed()).toList();
  }
}
