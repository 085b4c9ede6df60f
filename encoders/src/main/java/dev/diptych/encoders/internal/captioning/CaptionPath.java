package dev.diptych.encoders.internal.captioning;

import java.util.List;

/**
 * One caption while it is being written: some rows of the decoder, which end with the same number
 * of tokens. Not thread-safe.
 */
public interface CaptionPath {

  /**
   * {@return the tokens of each row that goes on, all of one length; none when the end is reached}
   */
  List<List<Integer>> rows();

  /**
   * Takes the decoder's word on what may come next, and goes on by one token.
   *
   * @param logits for each of {@link #rows}, {@code [V]}; may be changed
   * @return for each row that goes on, which of the rows before it is a continuation of
   */
  int[] advance(List<float[]> logits);

  /** {@return the whole caption, prompt and, where it was reached, end token included} */
  List<Integer> caption();
}
