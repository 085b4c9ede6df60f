package dev.diptych.library;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.CaptionPlan;
import java.util.Optional;

/**
 * That an update writes captions of the pictures that have none yet.
 *
 * @param count captions written of each picture, 1 to {@link CaptionPlan#MOST}; those that ITM does
 *     not find to fit, and those that repeat another, are not kept
 * @param captioner name or fingerprint of the model that writes them; empty for the index's own
 */
public record CaptionChoice(int count, Optional<String> captioner) {

  /** How many captions are written where nothing is said. */
  public static final int USUAL = 3;

  public CaptionChoice {
    CaptionPlan.of(count); // checks the count
  }

  /** {@return so many captions by the index's own model} */
  public static CaptionChoice of(int count) {
    return new CaptionChoice(count, Optional.empty());
  }

  /** {@return this choice, with captions by the model of this name or fingerprint} */
  public CaptionChoice withCaptioner(String name) {
    return new CaptionChoice(count, Optional.of(name));
  }

  /**
   * {@return the bundle that writes}
   *
   * @param judge the bundle whose ITM says what fits: the index's reranker
   * @throws DiptychException NOT_FOUND where this machine does not have it; INVALID_REQUEST where
   *     it writes no captions, or the other cannot judge them
   */
  Bundle bundle(Models models, Bundle judge) {
    if (!judge.capabilities().contains(Capability.ITM)) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "written captions are kept only where the index's model finds that they fit (ITM), but %s can only: %s; index with a model that can rerank, or with --reranker NAME --rebuild"
              .formatted(judge.name(), Models.capabilities(judge)));
    }
    Bundle bundle = captioner.map(models.store()::find).orElse(judge);
    if (!bundle.capabilities().contains(Capability.CAPTION)) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "captions need a model that writes them, but %s can only: %s; name one with --captioner, such as blip-image-captioning-base, see: diptych model list"
              .formatted(bundle.name(), Models.capabilities(bundle)));
    }
    return bundle;
  }
}
