package dev.diptych.encoders;

import dev.diptych.core.PatchFeatures;
import java.util.List;

/** The image-grounded decoder: says what is in a picture. Thread-safe. */
public interface Captioner {

  /** Describes a picture in words, by the given search. */
  String describe(PatchFeatures image, CaptionOptions options);

  /**
   * Writes several captions for each of some pictures, all side by side: the decoder reads one more
   * token of every caption in each run, so that its weights are read once for all. What is written
   * for a picture depends on the picture, the plan and its seed alone, not on its neighbours; the
   * first captions of a larger plan are those of a smaller one.
   *
   * @param images B feature sets {@code f32 [P,W]}, at least one, not merged; takes memory of one
   *     set for each caption and beam
   * @param seeds what decides the sampling of each picture, B numbers
   * @param plan how many, and how
   * @return for each picture its captions in the order of the plan; those that did not come to
   *     their end within the plan's length are left out
   */
  List<List<String>> write(List<PatchFeatures> images, List<Long> seeds, CaptionPlan plan);
}
