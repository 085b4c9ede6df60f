package dev.diptych.cli.internal.running;

import dev.diptych.cli.internal.presentation.ModelText;
import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.index.IndexChoices;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.UnfinishedRebuild;
import dev.diptych.library.SpecChoice;
import dev.diptych.library.UpdateListener;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** What people are told of the index that is made, and of rebuilds that were begun. */
public final class Rebuilding implements UpdateListener {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  private final IndexFolder folder;
  private final Console console;

  public Rebuilding(IndexFolder folder, Console console) {
    this.folder = folder;
    this.console = console;
  }

  @Override
  public void opened(SpecChoice.Chosen chosen) {
    if (chosen.featuresUnknown()) {
      console.note(
          "How the index stored patch features cannot be read any more; the new one stores them as %s (--features and --tokens choose otherwise)."
              .formatted(chosen.spec().features().name().toLowerCase(Locale.ROOT)));
    }
    if (!chosen.rebuild()) {
      mention();
    }
    chosen.exchanged().ifPresent(half -> exchange(chosen, half));
    if (chosen.bundle().isEmbedded()) {
      console.note(ModelText.EMBEDDED_LIMITS);
    }
    if (!chosen.reranker().capabilities().contains(Capability.ITM)) {
      console.note(ModelText.withoutSecondStage(chosen.reranker()));
    }
  }

  private void exchange(SpecChoice.Chosen chosen, SpecChoice.Half half) {
    String next = "Searches go on with the one before until all is done.";
    console.note(
        switch (half) {
          case RERANKER ->
              "The index changes its reranker to %s: pictures are read by it alone, their vectors by %s stay. %s"
                  .formatted(chosen.reranker().name(), chosen.bundle().name(), next);
          case RETRIEVER ->
              "The index changes its retriever to %s: pictures are read by it alone, their patch features by %s stay. %s"
                  .formatted(chosen.bundle().name(), chosen.reranker().name(), next);
        });
  }

  @Override
  public void resuming(UnfinishedRebuild rebuild) {
    console.note("Resuming the rebuild that was begun %s.".formatted(text(rebuild)));
  }

  @Override
  public void dropping(UnfinishedRebuild rebuild, String reason) {
    console.note("Dropping the rebuild that was begun %s: %s.".formatted(text(rebuild), reason));
  }

  /** Deletes the unfinished rebuild and says so. */
  public void discard() {
    Optional<UnfinishedRebuild> discarded = folder.discardRebuild();
    console.note(
        discarded
            .map(it -> "Deleted the unfinished rebuild that was begun %s.".formatted(text(it)))
            .orElse("There is no unfinished rebuild at %s.".formatted(folder.folder())));
  }

  /** Tells of an unfinished rebuild beside the index that is being worked on, if there is one. */
  private void mention() {
    folder
        .unfinishedRebuild()
        .ifPresent(
            rebuild ->
                console.note(
                    "An unfinished rebuild lies beside the index, begun %s; %s goes on with it, %s deletes it."
                        .formatted(text(rebuild), command(rebuild), discardCommand())));
  }

  /** Says how to go on after a rebuild that did not finish. */
  public void notFinished() {
    Optional<UnfinishedRebuild> rebuild = folder.unfinishedRebuild();
    console.note(
        rebuild
            .map(
                it ->
                    "The rebuild has not finished, and the index is as it was. It has %s so far: %s goes on with it, %s deletes it."
                        .formatted(items(it), command(it), discardCommand()))
            .orElse(
                "The rebuild has not finished, and the index is as it was; nothing of the rebuild is left."));
  }

  /** {@return when a rebuild was begun, with which choices, and how far it is} */
  public static String text(UnfinishedRebuild rebuild) {
    return "%s%s, %s done"
        .formatted(
            rebuild
                .begun()
                .map(begun -> TIME.format(begun.atZone(ZoneId.systemDefault())))
                .orElse("some time ago"),
            rebuild.spec().map(Rebuilding::choices).orElse(""),
            items(rebuild));
  }

  private static String choices(IndexSpec spec) {
    return " (model %s, features %s, tokens %s)"
        .formatted(
            spec.modelName(),
            spec.features().name().toLowerCase(Locale.ROOT),
            spec.mergesTokens() ? spec.tokens() : "all");
  }

  private static String items(UnfinishedRebuild rebuild) {
    return String.format(
        Locale.ROOT, "%,d %s", rebuild.items(), rebuild.items() == 1 ? "item" : "items");
  }

  private String command(UnfinishedRebuild rebuild) {
    return "`diptych index --rebuild PATH... --index %s%s`"
        .formatted(
            folder.shellName(),
            rebuild.spec().map(IndexChoices::of).map(IndexChoices::options).orElse(""));
  }

  private String discardCommand() {
    return "`diptych index --discard-rebuild --index %s`".formatted(folder.shellName());
  }
}
