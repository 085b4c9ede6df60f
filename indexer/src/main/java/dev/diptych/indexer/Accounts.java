package dev.diptych.indexer;

import dev.diptych.indexer.IndexingProgress.Stage;
import dev.diptych.indexer.internal.crawl.LeftOut;
import dev.diptych.indexer.internal.crawl.SourceUri;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps account of every source of a run: counts, report file, listener. Not thread-safe. */
final class Accounts implements AutoCloseable {

  private final @Nullable ReportFile file;
  private final ProgressListener listener;
  private final long start = System.nanoTime();

  private final Map<SourceKind, SourceCounts> counts = new EnumMap<>(SourceKind.class);
  private final Skips skips = new Skips();
  private final Map<String, String> remarks = new HashMap<>();
  private final List<RemovalQuestion> questions = new ArrayList<>();

  private Stage stage = Stage.CRAWL;
  private long stageStart = start;
  private long done;
  private long cutTexts;
  private long kept;
  private CaptionCounts captions = CaptionCounts.NONE;
  private GeneratedCounts generated = GeneratedCounts.NONE;
  private ReadTextCounts readText = ReadTextCounts.NONE;
  private long total = -1;

  Accounts(@Nullable ReportFile file, ProgressListener listener) {
    this.file = file;
    this.listener = listener;
  }

  /** Begins a stage of so many sources, -1 where that is not known. */
  void begin(Stage next, long sources) {
    stage = next;
    stageStart = System.nanoTime();
    done = 0;
    total = sources;
    tell();
  }

  /** So many sources of this stage are done. */
  void progress(long sources) {
    done = sources;
    tell();
  }

  /** Counts a text that is longer than the model reads. */
  void cutText() {
    cutTexts++;
  }

  /** Takes down what became of the pictures that caption files name. */
  void captions(CaptionCounts counted) {
    captions = counted;
    if (file != null) {
      file.write(counted);
    }
  }

  /** Takes down what became of the captions that a model wrote. */
  void generated(GeneratedCounts counted) {
    generated = counted;
    if (file != null) {
      file.write(counted);
    }
  }

  /** Takes down in how many pictures text was looked for. */
  void readText(ReadTextCounts counted) {
    readText = counted;
    if (file != null) {
      file.write(counted);
    }
  }

  /** Keeps a remark until its source is settled. */
  void remark(String source, String remark) {
    remarks.put(source, remark);
  }

  /** Settles a source. */
  void settle(String source, SourceKind kind, Outcome outcome, @Nullable String reason) {
    count(source, kind, outcome, reason, null);
    progress(done + 1);
  }

  /**
   * Settles a source that is skipped.
   *
   * @param sideKind of a side file, what to count it under; else empty
   */
  void skip(String source, SourceKind kind, SkipGroup group, String sideKind, String reason) {
    skips.add(count(source, kind, Outcome.SKIPPED, reason, group), sideKind);
    progress(done + 1);
  }

  /** Settles a source that was left out; it may be a folder with all below it. */
  void leaveOut(LeftOut leftOut) {
    skips.add(
        count(
            leftOut.source(),
            SourceKind.OTHER,
            Outcome.SKIPPED,
            leftOut.reason(),
            SkipGroup.LEFT_OUT),
        leftOut);
    progress(done + 1);
  }

  /** Settles what is met under another name as well. */
  void repeat(String source, String reason) {
    skips.addRepeated(count(source, SourceKind.OTHER, Outcome.SKIPPED, reason, SkipGroup.LEFT_OUT));
    progress(done + 1);
  }

  /** Counts what was left out and is settled with its item. */
  void countLeftOut(LeftOut leftOut) {
    skips.count(leftOut);
  }

  /** Counts an item that leaves the index because it is left out now. */
  void leaveIndex() {
    skips.leaveIndex();
  }

  /** Takes down which patterns of the request fitted nothing. */
  void unusedPatterns(List<String> patterns) {
    skips.unusedPatterns(patterns);
  }

  /** Settles a source that is missing, and whose item is kept. The questions say why. */
  void keep(String source, SourceKind kind, String reason) {
    count(source, kind, Outcome.SKIPPED, reason, SkipGroup.KEPT);
    keep();
    progress(done + 1);
  }

  /** Counts an item that is kept though its source, settled before, holds nothing usable. */
  void keep() {
    kept++;
  }

  boolean hasQuestions() {
    return !questions.isEmpty();
  }

  /** Puts a question to the user. */
  void ask(RemovalQuestion question) {
    questions.add(question);
  }

  private SourceOutcome count(
      String source,
      SourceKind kind,
      Outcome outcome,
      @Nullable String reason,
      @Nullable SkipGroup group) {
    String remark = remarks.remove(source);
    SourceOutcome settled =
        new SourceOutcome(
            source,
            SourceUri.display(source),
            kind,
            outcome,
            reason == null ? remark : reason,
            group);
    counts.put(kind, counts(kind).and(outcome));
    if (file != null) {
      file.write(settled);
    }
    listener.settled(settled);
    return settled;
  }

  IndexingReport report(boolean finished, boolean published) {
    return new IndexingReport(
        counts(SourceKind.IMAGE),
        counts(SourceKind.TEXT),
        counts(SourceKind.OTHER),
        skips.listed(),
        skips.byGroup(),
        skips.passedOver(),
        kept,
        questions,
        cutTexts,
        captions,
        generated,
        readText,
        finished,
        published,
        Duration.ofNanos(System.nanoTime() - start));
  }

  private SourceCounts counts(SourceKind kind) {
    return counts.getOrDefault(kind, SourceCounts.NONE);
  }

  private void tell() {
    listener.progressed(
        new IndexingProgress(
            stage,
            done,
            total < 0 ? -1 : Math.max(total, done),
            Duration.ofNanos(System.nanoTime() - stageStart)));
  }

  @Override
  public void close() {
    if (file != null) {
      file.close();
    }
  }
}
