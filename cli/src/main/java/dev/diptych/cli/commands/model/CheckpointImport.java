package dev.diptych.cli.commands.model;

import dev.diptych.cli.internal.loss.LossMeasurement;
import dev.diptych.cli.internal.presentation.Durations;
import dev.diptych.cli.internal.presentation.ModelText;
import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.cli.internal.terminal.DisplayText;
import dev.diptych.core.ModelFingerprint;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.ImportOptions;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelStore;
import dev.diptych.encoders.Precision;
import dev.diptych.library.Models;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** An import from its begin to the last word about it. */
final class CheckpointImport {

  /** Large pictures take their time, so fewer of them have to do. */
  private static final int LARGE_SIDE = 128;

  private static final int SCENES = 300;
  private static final int SCENES_OF_LARGE_MODELS = 40;

  private final ModelStore store;
  private final Console console;
  private final long start = System.nanoTime();

  /** Begins: from here on time is counted. */
  CheckpointImport(ModelStore store, Console console) {
    this.store = store;
    this.console = console;
  }

  /**
   * Imports and says what was imported. What a lower precision loses is measured against the same
   * checkpoint in floats, which is imported for that if it is not there, and removed again.
   *
   * @param importer imports the checkpoint with such choices
   * @return what was imported
   */
  Bundle run(ImportOptions choices, Function<ImportOptions, Bundle> importer) {
    Bundle bundle = importer.apply(choices);
    if (choices.precision() != Precision.F32
        && (bundle.capabilities().contains(Capability.ITM)
            || bundle.capabilities().contains(Capability.ITC))
        && store.loss(bundle).isEmpty()) {
      measureLoss(bundle, () -> importer.apply(choices.with(Precision.F32)));
    }
    bundle.warnings().forEach(warning -> console.note(DisplayText.oneLine("warning: " + warning)));
    console.line(
        "%s  %s  (%s)"
            .formatted(
                bundle.name(), bundle.fingerprint().shortForm(), Models.capabilities(bundle)));
    console.note(
        "Ready in %s. Index with it: diptych index PATH... %s %s"
            .formatted(
                Durations.text(Duration.ofNanos(System.nanoTime() - start)),
                onlyReranks(bundle) ? "--retriever MODEL --reranker" : "--model",
                bundle.name()));
    return bundle;
  }

  private static boolean onlyReranks(Bundle bundle) {
    return bundle.capabilities().contains(Capability.ITM)
        && !bundle.capabilities().contains(Capability.ITC);
  }

  private void measureLoss(Bundle bundle, Supplier<Bundle> inFloats) {
    int scenes = bundle.shape().imageSide() > LARGE_SIDE ? SCENES_OF_LARGE_MODELS : SCENES;
    console.note("measuring on %s scenes what %s loses ...".formatted(scenes, bundle.name()));
    Set<ModelFingerprint> before =
        store.list().stream().map(Bundle::fingerprint).collect(Collectors.toSet());
    Bundle twin = inFloats.get();
    try (Model reference = store.load(twin);
        Model measured = store.load(bundle)) {
      store.recordLoss(bundle, new LossMeasurement(scenes).measure(reference, measured));
    } finally {
      if (!before.contains(twin.fingerprint())) {
        store.remove(twin);
      }
    }
    store.loss(bundle).ifPresent(loss -> console.note(ModelText.loss(loss)));
  }
}
