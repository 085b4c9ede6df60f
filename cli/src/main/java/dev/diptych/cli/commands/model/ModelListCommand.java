package dev.diptych.cli.commands.model;

import dev.diptych.cli.internal.invocation.Action;
import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.cli.internal.presentation.ModelText;
import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.cli.internal.terminal.Table;
import dev.diptych.cli.internal.terminal.Table.Column;
import dev.diptych.encoders.Bundle;
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
    return ExitStatus.OK;
  }
}
