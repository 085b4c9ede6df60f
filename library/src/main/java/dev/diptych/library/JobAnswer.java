package dev.diptych.library;

import dev.diptych.indexer.IndexingProgress;
import dev.diptych.indexer.SourceCounts;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one update goes or went, as scripts read it. Fields are added, never renamed or removed.
 *
 * @param number counts the updates since the program was started, from 1
 * @param paths what it reads
 * @param running whether it has not ended yet
 * @param stopped whether somebody ended it early; what was done is kept
 * @param stage what it does: {@code crawl}, {@code compare}, {@code images}, {@code texts}, {@code
 *     remove}, {@code captions}; null before it has begun
 * @param done sources of this stage that are done
 * @param total how many there are, -1 while that is not known
 * @param perSecond sources a second in this stage
 * @param skippedCount sources skipped so far that deserve a line; files that belong beside pictures
 *     and what is left out on purpose are not among them
 * @param skipped the first of them, at most {@value JobLog#MOST}
 * @param report the account of all sources; null while it runs and where it failed
 * @param error why it failed; null where it did not
 */
public record JobAnswer(
    int number,
    List<String> paths,
    boolean running,
    boolean stopped,
    @Nullable String stage,
    long done,
    long total,
    double perSecond,
    long skippedCount,
    List<Skipped> skipped,
    @Nullable Counts report,
    @Nullable String error) {

  public JobAnswer {
    paths = List.copyOf(paths);
    skipped = List.copyOf(skipped);
  }

  /** A source that was skipped: its file, what kind of skip it is, and why, in words. */
  public record Skipped(String path, String group, String reason) {}

  /** How many sources had which outcome; the last four add up to the first. */
  public record Counts(long seen, long indexed, long reused, long removed, long skipped) {
    static Counts of(SourceCounts counts) {
      return new Counts(
          counts.seen(), counts.indexed(), counts.reused(), counts.removed(), counts.skipped());
    }
  }

  /** {@return the same with the skipped sources that follow the first so many} */
  public JobAnswer withoutFirstSkipped(int told) {
    return new JobAnswer(
        number,
        paths,
        running,
        stopped,
        stage,
        done,
        total,
        perSecond,
        skippedCount,
        skipped.subList(Math.min(told, skipped.size()), skipped.size()),
        report,
        error);
  }

  static JobAnswer of(
      int number,
      List<String> paths,
      boolean running,
      boolean stopped,
      Optional<IndexingProgress> progress,
      JobLog log,
      @Nullable Counts report,
      @Nullable String error) {
    return new JobAnswer(
        number,
        paths,
        running,
        stopped,
        progress.map(now -> now.stage().name().toLowerCase(Locale.ROOT)).orElse(null),
        progress.map(IndexingProgress::done).orElse(0L),
        progress.map(IndexingProgress::total).orElse(-1L),
        progress.map(IndexingProgress::perSecond).orElse(0.0),
        log.count(),
        log.first(),
        report,
        error);
  }
}
