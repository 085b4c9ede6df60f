package dev.diptych.cli.internal.terminal;

import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * How far a long task is, with rate and time left: one line drawn over on a terminal, a plain line
 * every few seconds elsewhere. Thread-safe; {@link #update} costs next to nothing between draws.
 */
public final class Progress {

  /** Writes what is counted. */
  public interface Unit {

    /** Files, texts, pictures. */
    Unit PIECES =
        new Unit() {
          @Override
          public String amount(long count) {
            return Long.toString(count);
          }

          @Override
          public String rate(double count) {
            return String.format(Locale.ROOT, "%.1f", count);
          }
        };

    /** {@return an amount} */
    String amount(long count);

    /** {@return what is done in a second} */
    String rate(double count);
  }

  private static final long TERMINAL_NANOS = Duration.ofMillis(100).toNanos();
  private static final long PLAIN_NANOS = Duration.ofSeconds(5).toNanos();
  private static final String ERASE = "\r\u001b[2K";

  private final Console console;
  private final String task;
  private final LongSupplier nanoClock;
  private final Unit unit;
  private final long started;
  private long lastDraw;
  private long before;
  private boolean lineOpen;

  /**
   * Starts the clock.
   *
   * @param console where to draw
   * @param task what is going on, as the line's first word: {@code indexing}
   * @param nanoClock monotonic time in nanoseconds, {@code System::nanoTime}
   */
  public Progress(Console console, String task, LongSupplier nanoClock) {
    this(console, task, nanoClock, Unit.PIECES);
  }

  /**
   * Starts the clock of a task that counts something else than pieces.
   *
   * @param unit writes amounts
   */
  public Progress(Console console, String task, LongSupplier nanoClock, Unit unit) {
    this.unit = unit;
    this.console = console;
    this.task = task;
    this.nanoClock = nanoClock;
    this.started = nanoClock.getAsLong();
    this.lastDraw = started;
  }

  /**
   * Leaves out of the rate what an earlier run has done.
   *
   * @param done how many were dealt with when the clock started
   */
  public synchronized void startFrom(long done) {
    before = done;
  }

  /**
   * Tells where the task is.
   *
   * @param done how many are dealt with
   * @param total how many there are; below {@code done} where it is not known yet
   * @param detail a few more words, may be empty
   */
  public synchronized void update(long done, long total, String detail) {
    long now = nanoClock.getAsLong();
    if (now - lastDraw < (console.errIsTerminal() ? TERMINAL_NANOS : PLAIN_NANOS)) {
      return;
    }
    lastDraw = now;
    String text = text(done, total, detail, Duration.ofNanos(now - started));
    if (console.errIsTerminal()) {
      String line = DisplayText.oneLine(text);
      console.noteRaw(ERASE + DisplayText.elideEnd(line, console.width() - 1));
      lineOpen = true;
    } else {
      console.note(text);
    }
  }

  /** Takes the line away, so that what follows starts on a clean one. */
  public synchronized void close() {
    if (lineOpen) {
      console.noteRaw(ERASE);
      lineOpen = false;
    }
  }

  private String text(long done, long total, String detail, Duration elapsed) {
    double seconds = Math.max(elapsed.toNanos() / 1e9, 1e-9);
    double rate = (done - before) / seconds;
    StringBuilder text = new StringBuilder(task).append(' ').append(unit.amount(done));
    if (total >= done && total > 0) {
      text.append(" of ").append(unit.amount(total));
      text.append(String.format(Locale.ROOT, " (%d%%)", 100 * done / total));
    }
    text.append(", ").append(unit.rate(rate)).append("/s");
    if (total > done && done > before) {
      text.append(", ").append(clock((total - done) / rate)).append(" left");
    }
    return detail.isEmpty() ? text.toString() : text.append(", ").append(detail).toString();
  }

  /** {@return seconds as {@code 0:07}, {@code 12:30} or {@code 1:02:03}} */
  static String clock(double seconds) {
    long whole = Math.round(seconds);
    long hours = whole / 3600;
    long minutes = whole / 60 % 60;
    return hours > 0
        ? String.format(Locale.ROOT, "%d:%02d:%02d", hours, minutes, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d", minutes, whole % 60);
  }
}
