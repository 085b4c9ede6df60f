package dev.diptych.cli.internal.presentation;

import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.PrecisionLoss;
import java.util.Locale;

/** Words about models that several commands use. */
public final class ModelText {

  public static final String EMBEDDED_LIMITS =
      "The embedded model scenes-blip understands coloured shapes and their places, and nothing"
          + " else; on photographs its answers mean nothing. Get a real one with: diptych model pull"
          + " blip-itm-base-coco";

  private ModelText() {}

  /** {@return what is not possible with a model that has no match head} */
  public static String withoutSecondStage(Bundle bundle) {
    return "The model %s compares vectors and has no second stage: results come in the order of the cosine, without a match probability."
        .formatted(bundle.name());
  }

  /** {@return a loss in words} */
  public static String loss(PrecisionLoss loss) {
    return String.format(
        Locale.ROOT,
        "text to image on %s scenes, Recall@1 %.1f where floats have %.1f, after %s candidates"
            + " were reranked %.1f where floats have %.1f; rank correlation %.4f",
        loss.scenes(),
        loss.recall().measured(),
        loss.recall().reference(),
        loss.candidates(),
        loss.reranked().measured(),
        loss.reranked().reference(),
        loss.rankCorrelation());
  }
}
