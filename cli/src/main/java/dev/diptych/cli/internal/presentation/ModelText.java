package dev.diptych.cli.internal.presentation;

import dev.diptych.core.ItcScore;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.PrecisionLoss;
import java.util.Locale;
import java.util.Optional;

/** Words about models that several commands use. */
public final class ModelText {

  public static final String EMBEDDED_LIMITS =
      "The embedded model scenes-blip understands coloured shapes and their places, and nothing"
          + " else; on photographs its answers mean nothing. Get a real one with: diptych model pull"
          + " blip-itm-base-coco";

  private ModelText() {}

  /** {@return what is not possible with a model that has no match head} */
  public static String withoutSecondStage(Bundle bundle) {
    boolean rates = bundle.scoring().probability(Optional.empty(), new ItcScore(0)).isPresent();
    return "The model %s compares vectors and has no second stage: results come in the order of the cosine, %s."
        .formatted(
            bundle.name(),
            rates
                ? "with a match probability that the model works out of it"
                : "without a match probability");
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
