package dev.diptych.library;

import dev.diptych.indexer.IndexingProgress;
import dev.diptych.indexer.SourceOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Keeps what an update skipped while it runs. Thread-safe. */
final class JobLog implements UpdateListener {

  /** How many skipped sources are kept. */
  static final int MOST = 1000;

  private final List<JobAnswer.Skipped> first = new ArrayList<>();
  private long count;

  @Override
  public void progressed(IndexingProgress progress) {}

  @Override
  public synchronized void settled(SourceOutcome outcome) {
    if (outcome.group() == null || outcome.reason() == null || !outcome.group().isListed()) {
      return;
    }
    count++;
    if (first.size() < MOST) {
      first.add(
          new JobAnswer.Skipped(
              outcome.path(), outcome.group().name().toLowerCase(Locale.ROOT), outcome.reason()));
    }
  }

  synchronized long count() {
    return count;
  }

  synchronized List<JobAnswer.Skipped> first() {
    return List.copyOf(first);
  }
}
