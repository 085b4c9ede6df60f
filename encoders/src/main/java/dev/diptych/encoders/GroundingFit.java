package dev.diptych.encoders;

import dev.diptych.core.PatchFeatures;

/**
 * Finds which heads of a model look for which kinds of words, from captions that are true of their
 * pictures. Nobody has to say where anything is:
 *
 * <ul>
 *   <li>two words of a kind in one caption look at different places, and little at the class token:
 *       heads with the largest divergence of the two looks, times the share that falls on patches;
 *   <li>a relation looks at what stands before it, and behind it: heads whose look overlaps most
 *       with the one thing, and least with the other;
 *   <li>the ground is where the things are not;
 *   <li>a word that was exchanged for another of its kind is not in the picture: a logistic
 *       regression tells its row of the last layer from that of a true word, and is kept where it
 *       does so on captions that it was not fitted on.
 * </ul>
 *
 * Not thread-safe. Each pair costs two runs of the image-grounded encoder; some hundred are enough.
 */
public interface GroundingFit {

  /** Takes in one pair of a caption and the picture that it is true of. */
  void add(String caption, PatchFeatures image);

  /**
   * {@return what was found} Kinds that no caption told anything of are left out.
   *
   * @param fittedOn what the pairs are, in words
   */
  Grounding finish(String fittedOn);
}
