package dev.diptych.indexer;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Facts;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.CaptionPlan;
import dev.diptych.encoders.Model;

/** That a run writes captions of the pictures that have none, and what writes them. */
public sealed interface Captioning {

  /** {@return how many captions are written of each picture} */
  int count();

  /** {@return what the captions are known by} */
  String name();

  /** {@return what it may take} */
  CaptionBudget budget();

  /** {@return what pictures are marked with, once captions of them have been written} */
  Facts.Captioned mark();

  /**
   * By a model of this program.
   *
   * @param captioner has a decoder; may be the model of the index, and stays the caller's
   * @param plan how many of each picture, and how
   */
  record ByModel(Model captioner, CaptionPlan plan, CaptionBudget budget) implements Captioning {

    /**
     * @throws DiptychException INVALID_REQUEST when the model writes no captions
     */
    public ByModel {
      if (captioner.captioner().isEmpty()) {
        throw new DiptychException(
            ErrorCode.INVALID_REQUEST,
            "captions need a model that writes them, but %s does not; name one with --captioner, such as blip-image-captioning-base, see: diptych model list"
                .formatted(captioner.reranker().name()));
      }
    }

    /** Without a bound. */
    public ByModel(Model captioner, CaptionPlan plan) {
      this(captioner, plan, CaptionBudget.UNBOUNDED);
    }

    /** {@return the bundle that writes} */
    public Bundle bundle() {
      return captioner.reranker();
    }

    @Override
    public int count() {
      return plan.count();
    }

    @Override
    public String name() {
      return bundle().name();
    }

    @Override
    public Facts.Captioned mark() {
      return new Facts.Captioned(
          "%s %s".formatted(bundle().name(), bundle().fingerprint().shortForm()), plan.count());
    }
  }

  /**
   * By a model behind an HTTP endpoint.
   *
   * @param count captions of each picture, 1 to {@link CaptionPlan#MOST}
   */
  record ByEndpoint(CaptionEndpoint endpoint, int count, CaptionBudget budget)
      implements Captioning {

    public ByEndpoint {
      CaptionPlan.of(count); // checks the count
    }

    @Override
    public String name() {
      return endpoint.name();
    }

    @Override
    public Facts.Captioned mark() {
      return new Facts.Captioned(name(), count);
    }
  }
}
