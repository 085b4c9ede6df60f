package dev.diptych.cli;

import dev.diptych.encoders.PrecisionLoss;
import java.util.Locale;

/** Words about models that several commands use. */
final class ModelText {

  static final String EMBEDDED_LIMITS =
      "The embedded model scenes-blip understands coloured shapes and their places, and nothing"
          + " else; on photographs its answers mean nothing. Get a real one with: diptych model pull"
          + " blip-itm-base-coco";

  private ModelText() {}

  /** {@return a loss in words} */
  static String loss(PrecisionLoss loss) {
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
