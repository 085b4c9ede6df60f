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
    StringBuilder text = new StringBuilder("text to image on %s scenes".formatted(loss.scenes()));
    PrecisionLoss.Pair recall = loss.recall();
    if (recall != null) {
      text.append(recallAt1("", recall));
    }
    PrecisionLoss.Pair reranked = loss.reranked();
    if (reranked != null) {
      String after = "after %s candidates were reranked ".formatted(loss.candidates());
      text.append(recallAt1(recall == null ? after + "Recall@1 " : after, reranked));
    }
    return text.append(
            String.format(Locale.ROOT, "; rank correlation %.4f", loss.rankCorrelation()))
        .toString();
  }

  private static String recallAt1(String when, PrecisionLoss.Pair pair) {
    return String.format(
        Locale.ROOT,
        ", %s%.1f where floats have %.1f",
        when.isEmpty() ? "Recall@1 " : when,
        pair.measured(),
        pair.reference());
  }
}
