package dev.diptych.cli;

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
              "%s: %s; trying again in %s"
                  .formatted(retry.what(), retry.reason(), Durations.text(retry.pause())));
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
