package dev.diptych.cli;

import dev.diptych.cli.internal.loss.LossMeasurement;
import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelStore;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.PrecisionLoss;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** The choice of arithmetic at import, and the measurement of what it loses. */
final class PrecisionOption {

  /** Large pictures take their time, so fewer of them have to do. */
  private static final int LARGE_SIDE = 128;

  private static final int SCENES = 300;
  private static final int SCENES_OF_LARGE_MODELS = 40;

  @Option(
      names = "--precision",
      paramLabel = "f32|int8",
      defaultValue = "f32",
      description =
          "Arithmetic: f32, the reference (default), or int8, faster and smaller for a small loss,"
              + " which is measured at once.")
  @SuppressWarnings("NullAway.Init") // picocli fills in the default
  private Precision precision;

  /**
   * Imports in the chosen precision. What a lower one loses is measured against the same checkpoint
   * in floats, which is imported for that if it is not there, and removed again.
   *
   * @param importer imports the checkpoint in a precision
   */
  Bundle importWith(ModelStore store, Console console, Function<Precision, Bundle> importer) {
    Bundle bundle = importer.apply(precision);
    if (precision != Precision.F32
        && bundle.capabilities().contains(Capability.ITM)
        && store.loss(bundle).isEmpty()) {
      measure(store, console, bundle, importer);
    }
    return bundle;
  }

  private static void measure(
      ModelStore store, Console console, Bundle bundle, Function<Precision, Bundle> importer) {
    int scenes = bundle.shape().imageSide() > LARGE_SIDE ? SCENES_OF_LARGE_MODELS : SCENES;
    console.note("measuring on %d scenes what %s loses ...".formatted(scenes, bundle.name()));
    int before = store.list().size();
    Bundle twin = importer.apply(Precision.F32);
    boolean imported = store.list().size() > before;
    try (Model reference = store.load(twin);
        Model measured = store.load(bundle)) {
      store.recordLoss(bundle, new LossMeasurement(scenes).measure(reference, measured));
    } finally {
      if (imported) {
        store.remove(twin);
      }
    }
    store.loss(bundle).ifPresent(loss -> console.note(text(loss)));
  }

  /** {@return a loss in words} */
  static String text(PrecisionLoss loss) {
    return ("text to image on %d scenes, Recall@1 %.1f where floats have %.1f, after %d candidates"
            + " were reranked %.1f where floats have %.1f; rank correlation %.4f")
        .formatted(
            loss.scenes(),
            loss.recall().measured(),
            loss.recall().reference(),
            loss.candidates(),
            loss.reranked().measured(),
            loss.reranked().reference(),
            loss.rankCorrelation());
  }
}
