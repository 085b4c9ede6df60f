package dev.diptych.cli.commands.model;

import dev.diptych.cli.internal.invocation.Action;
import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.cli.internal.presentation.ModelText;
import dev.diptych.cli.internal.terminal.Facts;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.ModelShape;
import dev.diptych.encoders.ModelStore;
import dev.diptych.encoders.Precision;
import dev.diptych.library.Models;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows one model. */
@Command(
    name = "show",
    header = "Show a model's sizes and abilities.",
    footer = {"", "Example:", "  diptych model show scenes-blip"})
final class ModelShowCommand implements Action {

  private final Invocation invocation;

  @Parameters(paramLabel = "NAME", description = "Name, or at least 8 digits of the fingerprint.")
  @SuppressWarnings("NullAway.Init") // picocli requires it
  private String name;

  ModelShowCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public int perform() {
    ModelStore store = ModelStore.at(invocation.models());
    Bundle bundle = store.find(name);
    ModelShape shape = bundle.shape();
    Facts facts =
        new Facts()
            .add("name", bundle.name())
            .add("fingerprint", bundle.fingerprint().hex())
            .add("family", bundle.family())
            .add("can", Models.capabilities(bundle))
            .add("scores", bundle.scoring().meaning())
            .add("folder", bundle.folder().toString())
            .add(
                "pictures",
                "%s x %s pixels, patches of %s, %s tokens"
                    .formatted(
                        shape.imageSide(), shape.imageSide(), shape.patchSide(), shape.patches()))
            .add(
                "vision tower",
                "%s layers, width %s".formatted(shape.visionLayers(), shape.visionWidth()))
            .add(
                "text tower",
                "%s layers, width %s, %s tokens in its vocabulary"
                    .formatted(shape.textLayers(), shape.textWidth(), shape.vocabulary()))
            .add("precision", bundle.precision().label())
            .add("loss by precision", loss(store, bundle))
            .add("longest text", "%s tokens".formatted(shape.tokenLimit()))
            .add("joint space", shape.dimension() == 0 ? "none" : jointSpace(shape));
    store.choices(bundle).forEach(facts::add);
    bundle.warnings().forEach(warning -> facts.add("note", warning));
    if (bundle.isEmbedded()) {
      facts.add("note", ModelText.EMBEDDED_LIMITS);
    }
    facts.print(invocation.console());
    return ExitStatus.OK;
  }

  private static String jointSpace(ModelShape shape) {
    String dimensions = "%s dimensions".formatted(shape.dimension());
    return shape.imageVectors() == 1
        ? dimensions
        : "%s, %s vectors a picture".formatted(dimensions, shape.imageVectors());
  }

  private static String loss(ModelStore store, Bundle bundle) {
    return bundle.precision() == Precision.F32
        ? "none"
        : store
            .loss(bundle)
            .map(ModelText::loss)
            .orElse(
                "not measured; diptych model import CHECKPOINT --precision %s measures it"
                    .formatted(bundle.precision().label()));
  }
}
