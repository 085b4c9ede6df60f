package dev.diptych.encoders;

import dev.diptych.core.DiptychException;
import dev.diptych.core.PatchFeatures;
import java.util.List;

/**
 * Says where in a picture the words of a text are, from what the image-grounded encoder looks at
 * (its cross-attention), in one forward run. Thread-safe.
 *
 * <p>Which heads of which layers tell, for each kind of word, is kept in the bundle where it was
 * found ({@link GroundingFit}). Where it was not, every patch is weighed by how much it moves the
 * word, over all heads (Kobayashi et al., Attention is Not Only a Weight, EMNLP 2020).
 */
public interface Explainer {

  /**
   * Explains a text by a picture. Costs one pair of the image-grounded encoder.
   *
   * @param text any string
   * @param image features {@code f32 [P,W]} of which no tokens were merged
   * @throws DiptychException INVALID_REQUEST when tokens were merged: then no place is known of
   *     them
   */
  Explanation explain(String text, PatchFeatures image);

  /**
   * Begins to find which heads look for which words.
   *
   * @param kinds the words to look for
   * @param seed decides which words are exchanged
   */
  GroundingFit fit(List<KindWords> kinds, long seed);
}
