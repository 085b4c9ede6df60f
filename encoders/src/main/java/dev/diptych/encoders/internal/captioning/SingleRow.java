package dev.diptych.encoders.internal.captioning;

import java.util.ArrayList;
import java.util.List;

/** A caption of one row, its next token chosen at once: by the largest logit, or drawn. */
final class SingleRow implements CaptionPath {

  private final CaptionLength length;
  private final Choice choice;
  private final List<Integer> tokens;
  private boolean ended;

  /** Chooses the next token. */
  @FunctionalInterface
  interface Choice {

    /** The likeliest. */
    Choice LIKELIEST =
        (logits, tokens) -> {
          int best = 0;
          for (int token = 1; token < logits.length; token++) {
            if (logits[token] > logits[best]) {
              best = token;
            }
          }
          return best;
        };

    /**
     * {@return the token}
     *
     * @param logits {@code [V]}; may be changed
     * @param tokens the caption so far
     */
    int next(float[] logits, List<Integer> tokens);
  }

  /**
   * @param prompt the start token, and words that the caption begins with; shorter than the longest
   *     caption
   */
  SingleRow(List<Integer> prompt, CaptionLength length, Choice choice) {
    this.tokens = new ArrayList<>(prompt);
    this.length = length;
    this.choice = choice;
  }

  @Override
  public List<List<Integer>> rows() {
    return ended ? List.of() : List.of(tokens);
  }

  @Override
  public int[] advance(List<float[]> logits) {
    float[] next = logits.getFirst();
    if (tokens.size() < length.least()) {
      next[length.endId()] = Float.NEGATIVE_INFINITY;
    }
    int token = choice.next(next, tokens);
    tokens.add(token);
    ended = token == length.endId() || tokens.size() >= length.most();
    return ended ? new int[0] : new int[1];
  }

  @Override
  public List<Integer> caption() {
    return tokens;
  }
}
