package dev.diptych.cli.commands.model;

import dev.diptych.cli.internal.invocation.Action;
import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.ModelHub;
import dev.diptych.encoders.ModelStore;
import dev.diptych.encoders.PulledCheckpoint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Fetches a checkpoint from a hub and imports it. */
@Command(
    name = "pull",
    header = "Fetch a published checkpoint and make it ready for use.",
    description = {
      "",
      "Fetches configuration, tokenizer and weights from a hub, checks sizes and hashes, imports"
          + " the checkpoint and keeps it. An interrupted pull goes on where it stopped. Afterwards"
          + " no network is needed.",
      "",
      "Known names: blip-itm-base-coco, blip-itm-base-flickr, blip-itm-large-coco,"
          + " blip-itm-large-flickr, blip-image-captioning-base, blip-image-captioning-large,"
          + " siglip2-base-patch16-256, siglip2-base-patch16-384, siglip2-large-patch16-256,"
          + " siglip2-large-patch16-384, clip-vit-base-patch32, clip-vit-base-patch16,"
          + " clip-vit-large-patch14, clip-vit-large-patch14-336, CLIP-ViT-B-32-laion2B-s34B-b79K,"
          + " blip2-itm-vit-g, blip2-itm-vit-g-coco. Each says its licence when it is pulled.",
      ""
    },
    footer = {
      "",
      "Environment:",
      "  DIPTYCH_HUB, HF_ENDPOINT   address of a mirror",
      "  https_proxy, no_proxy      proxy, and hosts to reach without it",
      "  HF_TOKEN, HF_TOKEN_PATH    for repositories that are not public",
      "  HF_HUB_OFFLINE             1: take what is on this machine, ask nobody",
      "  HF_HOME, HF_HUB_CACHE      where other tools keep what they fetched",
      "",
      "Examples:",
      "  diptych model pull blip-itm-base-coco",
      "  diptych model pull Salesforce/blip-itm-base-coco@refs/pr/5"
    })
final class ModelPullCommand implements Action {

  private final Invocation invocation;

  @Parameters(
      paramLabel = "NAME",
      description = "A known name or OWNER/REPO, either with @REVISION.")
  @SuppressWarnings("NullAway.Init") // picocli requires it
  private String name;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli fills it in
  private ImportChoices choices;

  ModelPullCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public int perform() {
    Console console = invocation.console();
    ModelStore store = ModelStore.at(invocation.models());
    CheckpointImport checkpointImport = new CheckpointImport(store, console);
    PulledCheckpoint pulled;
    try (PullProgress progress = new PullProgress(console, System::nanoTime)) {
      pulled = ModelHub.of(invocation.environment(), invocation.downloads()).pull(name, progress);
    }
    console.note(
        "%s at commit %s lies in %s; importing ..."
            .formatted(pulled.repository(), pulled.commit(), pulled.folder()));
    ModelHub.licence(pulled.repository())
        .ifPresent(
            licence ->
                console.note(
                    "Licence of %s: %s. Read it in the repository before you use the model."
                        .formatted(pulled.repository(), licence)));
    Bundle bundle =
        checkpointImport.run(
            choices.options(), chosen -> store.importCheckpoint(pulled.folder(), chosen));
    if (ModelProveCommand.isKnown(bundle.name())) {
      console.note(
          "Compare it with the numbers published for it: diptych model prove " + bundle.name());
    }
    return ExitStatus.OK;
  }
}
