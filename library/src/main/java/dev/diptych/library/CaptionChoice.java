package dev.diptych.library;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.CaptionPlan;
import dev.diptych.indexer.CaptionBudget;
import dev.diptych.indexer.CaptionEndpoint;
import java.util.Optional;

/**
 * That an update writes captions of the pictures that have none yet.
 *
 * @param count captions written of each picture, 1 to {@link CaptionPlan#MOST}; those that ITM does
 *     not find to fit, and those that repeat another, are not kept
 * @param captioner what writes them
 * @param budget what that may take in one update
 */
public record CaptionChoice(int count, Captioner captioner, CaptionBudget budget) {

  /** How many captions are written where nothing is said. */
  public static final int USUAL = 3;

  /** What writes captions. */
  public sealed interface Captioner {

    /** The index's own model. */
    record Own() implements Captioner {}

    /**
     * A model of this machine.
     *
     * @param name its name or fingerprint
     */
    record Named(String name) implements Captioner {}

    /** A model behind an HTTP endpoint, to which pictures are sent. */
    record Remote(CaptionEndpoint endpoint) implements Captioner {}
  }

  public CaptionChoice {
    CaptionPlan.of(count); // checks the count
  }

  /** {@return so many captions by the index's own model} */
  public static CaptionChoice of(int count) {
    return new CaptionChoice(count, new Captioner.Own(), CaptionBudget.UNBOUNDED);
  }

  /** {@return this choice, with captions by the model of this name or fingerprint} */
  public CaptionChoice withCaptioner(String name) {
    return new CaptionChoice(count, new Captioner.Named(name), budget);
  }

  /** {@return this choice, with captions by the model behind an endpoint} */
  public CaptionChoice withEndpoint(CaptionEndpoint endpoint) {
    return new CaptionChoice(count, new Captioner.Remote(endpoint), budget);
  }

  /** {@return this choice, within a budget} */
  public CaptionChoice withBudget(CaptionBudget other) {
    return new CaptionChoice(count, captioner, other);
  }

  /**
   * {@return the bundle that writes; empty where that is a model behind an endpoint}
   *
   * @param judge the bundle whose ITM says what fits: the index's reranker
   * @throws DiptychException NOT_FOUND where this machine does not have it; INVALID_REQUEST where
   *     it writes no captions, or the other cannot judge them
   */
  Optional<Bundle> bundle(Models models, Bundle judge) {
    if (!judge.capabilities().contains(Capability.ITM)) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "written captions are kept only where the index's model finds that they fit (ITM), but %s can only: %s; index with a model that can rerank, or with --reranker NAME --rebuild"
              .formatted(judge.name(), Models.capabilities(judge)));
    }
    return switch (captioner) {
      case Captioner.Own _ -> Optional.of(writing(judge));
      case Captioner.Named(String name) -> Optional.of(writing(models.store().find(name)));
      case Captioner.Remote _ -> Optional.empty();
    };
  }

  private static Bundle writing(Bundle bundle) {
    if (!bundle.capabilities().contains(Capability.CAPTION)) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "captions need a model that writes them, but %s can only: %s; name one with --captioner, such as blip-image-captioning-base, see: diptych model list"
              .formatted(bundle.name(), Models.capabilities(bundle)));
    }
    return bundle;
  }
}
