package dev.diptych.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.indexer.IndexingProgress.Stage;
import dev.diptych.testkit.jvm.NoThreadLeft;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How a run goes on, reports, stops and fails. */
@ExtendWith(NoThreadLeft.class)
class RunLifecycleTest extends RunTestCase {

  private static final int FILES = 100;

  @Test
  void stop_fromAnotherThread_keepsWhatIsDoneAndTheNextRunGoesOn() {
    pictures();
    IndexingRun run = IndexingRun.of(request());
    model.beforeImages = stoppingAfter(3, run::stop);
    IndexingReport report = run.run(model, index, ProgressListener.NONE);
    assertThat(report.finished()).isFalse();
    assertThat(report.images().indexed()).isBetween(1L, FILES - 1L);
    assertThat(index.committed()).hasSize((int) report.images().indexed());
    assertGoesOnFrom(report);
  }

  @Test
  void run_callerInterrupted_stopsInOrderAndKeepsTheFlag() {
    pictures();
    Thread caller = Thread.currentThread();
    model.beforeImages = stoppingAfter(3, caller::interrupt);
    IndexingReport report = IndexingRun.of(request()).run(model, index, ProgressListener.NONE);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(index.committed()).hasSize((int) report.images().indexed());
    assertGoesOnFrom(report);
  }

  private void assertGoesOnFrom(IndexingReport report) {
    model.beforeImages = () -> {};
    model.forget();
    IndexingReport rest = IndexingRun.of(request()).run(model, index, ProgressListener.NONE);
    assertThat(rest.finished()).isTrue();
    assertThat(rest.images())
        .isEqualTo(
            new SourceCounts(
                FILES, FILES - report.images().indexed(), report.images().indexed(), 0, 0));
  }

  private Runnable stoppingAfter(int batches, Runnable stop) {
    return () -> {
      if (model.imageBatches.size() == batches) {
        stop.run();
      }
    };
  }

  @Test
  void stop_beforeTheRun_removesNothing() {
    write("a.png", Pictures.png(1));
    IndexingRun.of(request()).run(model, index, ProgressListener.NONE);
    delete(root.resolve("a.png"));
    IndexingRun run = IndexingRun.of(request());
    run.stop();
    assertThat(run.run(model, index, ProgressListener.NONE).finished()).isFalse();
    assertThat(index.sources()).hasSize(1);
  }

  @Test
  void stop_folderThatHangs_endsTheRun() throws InterruptedException {
    pictures();
    CountDownLatch listing = new CountDownLatch(1);
    CountDownLatch serverIsBack = new CountDownLatch(1);
    IndexingRun run =
        IndexingRun.of(
            request(),
            folder -> {
              listing.countDown();
              awaits(serverIsBack);
              return List.of();
            });
    FutureTask<IndexingReport> ended =
        new FutureTask<>(() -> run.run(model, index, ProgressListener.NONE));
    Thread.ofPlatform().start(ended);
    assertThat(listing.await(20, TimeUnit.SECONDS)).isTrue();
    run.stop();
    assertThat(ended).succeedsWithin(Duration.ofSeconds(20)).matches(r -> !r.finished());
    serverIsBack.countDown();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 50})
  void run_writerFails_endsWithItsExceptionAndKeepsCommits(int changes) {
    pictures();
    index.failAfter = changes;
    assertThatThrownBy(
            () ->
                IndexingRun.of(request().withCommits(Duration.ofSeconds(10), 5))
                    .run(model, index, ProgressListener.NONE))
        .isInstanceOf(DiptychException.class)
        .hasMessage("no space left on device");
    assertThat(index.committed()).hasSize(changes / 5 * 5);
  }

  @Test
  void run_encoderFailsForGood_endsAndKeepsWhatWasEncoded() {
    pictures();
    model.beforeImages =
        () -> {
          if (model.encodedImages() >= 24) {
            throw new IllegalStateException("the model is gone");
          }
        };
    assertThatThrownBy(() -> IndexingRun.of(request()).run(model, index, ProgressListener.NONE))
        .isInstanceOfSatisfying(
            DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .hasRootCauseMessage("the model is gone");
    assertThat(index.committed()).hasSize(24);
  }

  @Test
  void run_listenerThrows_endsWithItsException() {
    pictures();
    assertThatThrownBy(
            () ->
                IndexingRun.of(request())
                    .run(
                        model,
                        index,
                        progress -> {
                          if (progress.done() == 10) {
                            throw new IllegalStateException("broken pipe");
                          }
                        }))
        .hasMessage("broken pipe");
  }

  @Test
  void run_manyChanges_commitsInBetween() {
    pictures();
    IndexingRun.of(request().withCommits(Duration.ofSeconds(10), 10))
        .run(model, index, ProgressListener.NONE);
    assertThat(index.commits).isEqualTo(FILES / 10);
  }

  @Test
  void run_encoderTakesLong_commitsWhileItWaits() {
    pictures();
    CountDownLatch committed = new CountDownLatch(1);
    index.beforeCommit = committed::countDown;
    model.beforeImages =
        () -> {
          if (model.imageBatches.size() == 2) {
            assertThat(awaits(committed)).isTrue();
          }
        };
    IndexingRun.of(request().withCommits(Duration.ofMillis(20), 1_000_000))
        .run(model, index, ProgressListener.NONE);
    assertThat(index.committed()).hasSize(FILES);
  }

  private static boolean awaits(CountDownLatch latch) {
    try {
      return latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void run_fileVanishesMeanwhile_isAccountedFor() throws IOException {
    pictures();
    IndexingRun.of(request()).run(model, index, ProgressListener.NONE);
    for (int i = 0; i < FILES; i++) {
      write(name(i), Pictures.png(i + 1000));
      Files.setLastModifiedTime(root.resolve(name(i)), FileTime.fromMillis(i));
    }
    write("zz.png", Pictures.png(5000));
    model.forget();
    model.beforeImages =
        stoppingAfter(
            0,
            () -> {
              delete(root.resolve(name(FILES - 1)));
              delete(root.resolve("zz.png"));
            });
    List<SourceOutcome> outcomes = new ArrayList<>();
    IndexingReport report = run(request(), outcomes);
    assertThat(report.total()).isEqualTo(new SourceCounts(FILES + 1, FILES - 1, 0, 1, 1));
    assertThat(reason(report, "zz.png")).contains("vanished");
    assertThat(index.committed()).hasSize(FILES - 1);
  }

  @Test
  void run_reportFile_hasEverySourceOnce() throws IOException {
    pictures();
    for (int i = 0; i < 300; i++) {
      write(String.format(Locale.ROOT, "junk/%03d.bin", i), "junk " + i);
    }
    Path file = root.resolve("report.jsonl");
    IndexingReport report = run(request().withReportFile(file), new ArrayList<>());
    List<JsonNode> lines =
        Files.readAllLines(file).stream().map(JsonMapper.shared()::readTree).toList();
    assertThat((long) lines.size()).isEqualTo(report.total().seen()).isEqualTo(FILES + 300);
    assertThat(lines.stream().map(line -> line.get("source").asString())).doesNotHaveDuplicates();
    JsonNode first = lines.getFirst();
    assertThat(first.get("path").asString()).isEqualTo(root.resolve(name(0)).toString());
    assertThat(first.get("kind").asString()).isEqualTo("image");
    assertThat(first.get("outcome").asString()).isEqualTo("indexed");
    assertThat(first.has("reason")).isFalse();
    assertThat(lines.getLast().get("outcome").asString()).isEqualTo("skipped");
    assertThat(lines.getLast().get("reason").asString()).contains("text file");
    assertThat(root.resolve("report.jsonl.part")).doesNotExist();
    run(request().withReportFile(file), new ArrayList<>());
    assertThat(Files.readAllLines(file)).hasSize(FILES + 300);
  }

  @Test
  void run_reportThatCannotBeWritten_failsBeforeAnythingElse() {
    pictures();
    assertThatThrownBy(
            () -> run(request().withReportFile(root.resolve("no/such/r.jsonl")), new ArrayList<>()))
        .isInstanceOfSatisfying(
            DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IO));
    assertThat(index.changes).isZero();
  }

  @Test
  void run_progress_passesThroughTheStages() {
    pictures();
    write("00.txt", "words\nand more\nand more");
    Set<Stage> stages = new LinkedHashSet<>();
    List<IndexingProgress> last = new ArrayList<>();
    IndexingRun.of(request())
        .run(
            model,
            index,
            progress -> {
              stages.add(progress.stage());
              assertThat(progress.total() < 0 || progress.done() <= progress.total()).isTrue();
              if (progress.stage() == Stage.IMAGES) {
                last.add(progress);
              }
            });
    assertThat(stages).containsExactly(Stage.CRAWL, Stage.IMAGES, Stage.TEXTS, Stage.REMOVE);
    assertThat(last.getLast().done()).isEqualTo(FILES);
    assertThat(last.getLast().total()).isEqualTo(FILES);
    assertThat(last.getLast().perSecond()).isPositive();
  }

  @Test
  void request_outOfRange_isRefusedWithTheValue() {
    assertThatThrownBy(() -> IndexingRequest.of(List.of())).hasMessageContaining("at least one");
    assertThatThrownBy(() -> request().withBatches(0, 1)).hasMessageContaining("but was 0");
    assertThatThrownBy(() -> request().withCommits(Duration.ofSeconds(31), 1))
        .hasMessageContaining("at most 30 s");
  }

  private IndexingRequest request() {
    return IndexingRequest.of(List.of(root)).withBatches(4, 4);
  }

  private void pictures() {
    for (int i = 0; i < FILES; i++) {
      write(name(i), Pictures.png(i));
    }
  }

  private static String name(int number) {
    return String.format(Locale.ROOT, "%02d.png", number);
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
