package dev.diptych.cli.commands.model;

import dev.diptych.cli.internal.presentation.Bytes;
import dev.diptych.cli.internal.presentation.Durations;
import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.cli.internal.terminal.DisplayText;
import dev.diptych.cli.internal.terminal.Progress;
import dev.diptych.encoders.PullEvent;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Tells how far a pull is. */
final class PullProgress implements Consumer<PullEvent>, AutoCloseable {

  private final Console console;
  private final Progress progress;
  private boolean started;

  /**
   * @param nanoClock monotonic time in nanoseconds
   */
  PullProgress(Console console, LongSupplier nanoClock) {
    this.console = console;
    this.progress = new Progress(console, "fetching", nanoClock, Bytes.UNIT);
  }

  @Override
  public void accept(PullEvent event) {
    switch (event) {
      case PullEvent.Waiting waiting ->
          note("another pull into %s is at work; waiting for it ...".formatted(waiting.folder()));
      case PullEvent.Resolved resolved -> note(text(resolved));
      case PullEvent.Advanced step -> {
        if (!started) {
          progress.startFrom(step.done());
          started = true;
        }
        progress.update(step.done(), step.total(), step.file());
      }
      case PullEvent.Retrying retry ->
          note(
              "%s: %s; waiting %s, then trying again (Ctrl-C ends the wait; the same command goes on where it stopped)"
                  .formatted(retry.what(), retry.reason(), Durations.text(retry.pause())));
      case PullEvent.TokenRefused refused ->
          note(
              "warning: the hub refuses the token from %s%s; asking without it. Renew the token, or remove it"
                  .formatted(
                      refused.origin(),
                      refused.reason().isEmpty() ? "" : " (" + refused.reason() + ")"));
      case PullEvent.Found found ->
          note("%s: taking the copy in %s".formatted(found.file(), found.copy()));
      case PullEvent.CopyUnfit unfit ->
          note(
              "%s: the copy in %s is not what was announced, or cannot be read; it is left as it is"
                  .formatted(unfit.file(), unfit.copy()));
      case PullEvent.NotAsked notAsked ->
          note(
              "using what is on this machine; whether it changed could not be asked: "
                  + notAsked.reason());
    }
  }

  private static String text(PullEvent.Resolved resolved) {
    return "%s at commit %s: %s files, %s; weights are %s from %s"
        .formatted(
            resolved.repository(),
            resolved.commit(),
            resolved.files().size(),
            Bytes.text(resolved.bytes()),
            resolved.files().getLast(),
            resolved.weightsRevision());
  }

  private void note(String text) {
    progress.close();
    console.note(DisplayText.oneLine(text));
  }

  @Override
  public void close() {
    progress.close();
  }
}
