package dev.diptych.indexer;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Facts;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.CaptionPlan;
import dev.diptych.encoders.Model;

/**
 * That a run writes captions of the pictures that have none, and by which model.
 *
 * @param captioner has a decoder; may be the model of the index, and stays the caller's
 * @param plan how many of each picture, and how
 */
public record Captioning(Model captioner, CaptionPlan plan) {

  /**
   * @throws DiptychException INVALID_REQUEST when the model writes no captions
   */
  public Captioning {
    if (captioner.captioner().isEmpty()) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "captions need a model that writes them, but %s does not; name one with --captioner, such as blip-image-captioning-base, see: diptych model list"
              .formatted(captioner.reranker().name()));
    }
  }

  /** {@return the bundle that writes} */
  public Bundle bundle() {
    return captioner.reranker();
  }

  /** {@return what pictures are marked with, once this has written captions of them} */
  public Facts.Captioned mark() {
    return new Facts.Captioned(
        "%s %s".formatted(bundle().name(), bundle().fingerprint().shortForm()), plan.count());
  }
}
