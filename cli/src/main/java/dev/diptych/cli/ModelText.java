package dev.diptych.cli;

import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.PrecisionLoss;
import java.util.Locale;
import java.util.stream.Collectors;

/** Words about models that several commands use. */
final class ModelText {

  static final String EMBEDDED_LIMITS =
      "The embedded model scenes-blip understands coloured shapes and their places, and nothing"
          + " else; on photographs its answers mean nothing. Get a real one with: diptych model pull"
          + " blip-itm-base-coco";

  private ModelText() {}

  /** {@return what a bundle can do, as {@code recall, rerank, caption}} */
  static String capabilities(Bundle bundle) {
    return bundle.capabilities().stream().map(ModelText::word).collect(Collectors.joining(", "));
  }

  private static String word(Capability capability) {
    return switch (capability) {
      case ITC -> "recall";
      case ITM -> "rerank";
      case CAPTION -> "caption";
    };
  }

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
