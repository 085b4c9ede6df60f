package dev.diptych.encoders.internal.blip2;

import dev.diptych.encoders.internal.blip.BlipConfig.VisionConfig;
import org.jspecify.annotations.Nullable;

/**
 * The effective configuration of a BLIP-2 checkpoint for matching.
 *
 * @param vision the vision tower; null for a Q-Former alone, which can be checked but not imported
 * @param imageWidth W, width of what the vision tower gives
 * @param queries Q, how many vectors a picture has
 * @param joint D, width of both projections
 * @param qformer the Q-Former
 */
record Blip2Config(
    @Nullable VisionConfig vision, int imageWidth, int queries, int joint, QFormer qformer) {

  /**
   * The Q-Former: a BERT whose first rows are queries.
   *
   * @param hidden H, width
   * @param layers number of layers
   * @param heads attention heads; divide the width
   * @param intermediate width of the feed-forward parts
   * @param crossFrequency every so many layers, from the first on, queries look at the picture
   * @param epsilon of all norms
   * @param vocabulary rows of the word embedding
   * @param positions most tokens of a text
   */
  record QFormer(
      int hidden,
      int layers,
      int heads,
      int intermediate,
      int crossFrequency,
      double epsilon,
      int vocabulary,
      int positions) {

    boolean looks(int layer) {
      return layer % crossFrequency == 0;
    }
  }
}
