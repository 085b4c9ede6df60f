package dev.diptych.cli.commands.model;

import dev.diptych.cli.internal.invocation.Action;
import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.cli.internal.presentation.ModelText;
import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.cli.internal.terminal.Table;
import dev.diptych.cli.internal.terminal.Table.Column;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.ModelStore;
import dev.diptych.library.Models;
import java.util.List;
import picocli.CommandLine.Command;

/** Lists the models of this machine. */
@Command(
    name = "list",
    header = "List the models of this machine.",
    footer = {"", "Example:", "  diptych model list"})
final class ModelListCommand implements Action {

  private final Invocation invocation;

  ModelListCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public int perform() {
    ModelStore store = ModelStore.at(invocation.models());
    Bundle embedded = store.embedded();
    Table table =
        new Table(
            List.of("name", "fingerprint", "can", "pixels", ""),
            List.of(Column.WORDS, Column.NUMBER, Column.WORDS, Column.NUMBER, Column.WORDS));
    for (Bundle bundle : store.list()) {
      table.row(
          List.of(
              bundle.name(),
              bundle.fingerprint().shortForm(),
              Models.capabilities(bundle),
              Integer.toString(bundle.shape().imageSide()),
              bundle.fingerprint().equals(embedded.fingerprint()) ? "embedded" : ""));
    }
    Console console = invocation.console();
    table.lines(console.width()).forEach(console::line);
    console.note(ModelText.EMBEDDED_LIMITS);
    pairs(store.list()).forEach(pair -> console.note("Both in one index: " + pair));
    return ExitStatus.OK;
  }

  /**
   * {@return the options of the pairs that make sense: vectors of a model that has no second stage,
   * reranked by one that has; neither is the embedded one, which knows coloured shapes alone}
   */
  private static List<String> pairs(List<Bundle> bundles) {
    List<Bundle> real =
        bundles.stream().filter(bundle -> !bundle.name().startsWith(Bundle.EMBEDDED)).toList();
    return real.stream()
        .filter(bundle -> has(bundle, Capability.ITC) && !has(bundle, Capability.ITM))
        .flatMap(
            retriever ->
                real.stream()
                    .filter(bundle -> has(bundle, Capability.ITM))
                    .map(
                        reranker ->
                            "--retriever %s --reranker %s"
                                .formatted(retriever.name(), reranker.name())))
        .toList();
  }

  private static boolean has(Bundle bundle, Capability capability) {
    return bundle.capabilities().contains(capability);
  }
}
