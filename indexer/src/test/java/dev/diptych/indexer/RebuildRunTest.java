package dev.diptych.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a run makes its rebuild the index, and when not. */
class RebuildRunTest extends RunTestCase {

  @BeforeEach
  void beginRebuild() {
    index.published = false;
    for (int i = 0; i < 8; i++) {
      write("%s.png".formatted(i), Pictures.png(i));
    }
  }

  @Test
  void run_toTheEnd_publishesTheRebuild() {
    IndexingReport report = run();
    assertThat(report.published()).isTrue();
    assertThat(index.published).isTrue();
  }

  @Test
  void run_stopped_leavesTheRebuildUnfinishedAndTheNextRunEncodesTheRestOnly() {
    IndexingRequest request = IndexingRequest.of(List.of(root)).withBatches(2, 2);
    IndexingRun stopped = IndexingRun.of(request);
    model.beforeImages =
        () -> {
          if (model.encodedImages() >= 4) {
            stopped.stop();
          }
        };
    IndexingReport report = stopped.run(model, index, ProgressListener.NONE);
    assertThat(report.finished()).isFalse();
    assertThat(report.published()).isFalse();
    assertThat(index.committed()).isNotEmpty();
    assertThat(index.published).isFalse();

    model.beforeImages = () -> {};
    IndexingReport rest = run(request, new ArrayList<>());
    assertThat(rest.published()).isTrue();
    assertThat(rest.images().reused()).isEqualTo(report.images().indexed());
    assertThat(rest.images().indexed()).isEqualTo(8 - report.images().indexed());
  }

  @Test
  void run_failing_leavesTheRebuildUnfinished() {
    index.failAfter = 5;
    assertThatThrownBy(this::run).hasMessage("no space left on device");
    assertThat(index.published).isFalse();
  }

  @Test
  void run_findingNothing_doesNotPublish() throws IOException {
    Path nothing = Files.createDirectory(temp.toRealPath().resolve("nothing"));
    IndexingReport report = run(IndexingRequest.of(List.of(nothing)), new ArrayList<>());
    assertThat(report.finished()).isTrue();
    assertThat(report.published()).isFalse();
    assertThat(index.published).isFalse();
  }

  @Test
  void run_withAFolderThatHoldsLittleOfWhatTheIndexHolds_asksAndLeavesTheIndex() {
    Path disk = temp.toAbsolutePath().resolve("disk");
    index.replaced =
        IntStream.range(0, 30)
            .mapToObj(number -> FileWorld.uri(disk.resolve("%s.png".formatted(number))))
            .toList();
    IndexingRequest request = IndexingRequest.of(List.of(root, disk));
    IndexingReport report = run(request, new ArrayList<>());
    assertThat(report.finished()).isTrue();
    assertThat(report.published()).isFalse();
    assertThat(index.published).isFalse();
    assertThat(report.questions())
        .singleElement()
        .satisfies(
            question -> {
              assertThat(question.path()).isEqualTo(disk.toString());
              assertThat(question.finding()).contains("0 of the 30 items");
              assertThat(question.items()).isEqualTo(30);
            });

    assertThat(run(request.withRemoveVanished(true), new ArrayList<>()).published()).isTrue();
  }

  @Test
  void run_goingOnWithARebuildOfOtherPaths_holdsOnlyWhatItsOwnPathsHold() {
    run();
    index.published = false; // as if it had been stopped at its very end
    Path other = temp.resolve("other");
    Pictures.write(other.resolve("a.png"), Pictures.png(100));
    Pictures.write(other.resolve("b.png"), Pictures.png(3)); // the same picture as 3.png
    IndexingReport report =
        run(IndexingRequest.of(List.of(other.toAbsolutePath())), new ArrayList<>());
    assertThat(report.published()).isTrue();
    assertThat(report.images().indexed()).as("b.png is known already").isEqualTo(1);
    assertThat(index.sources()).allMatch(source -> source.contains("/other/")).hasSize(2);
  }

  @Test
  void run_removingMuchOfAnotherRebuild_commitsInBetween() {
    run();
    index.published = false;
    Path other = temp.resolve("other");
    Pictures.write(other.resolve("a.png"), Pictures.png(100));
    IndexingRequest request =
        IndexingRequest.of(List.of(other.toAbsolutePath())).withCommits(Duration.ofSeconds(30), 2);
    int before = index.commits;
    assertThat(run(request, new ArrayList<>()).published()).isTrue();
    assertThat(index.sources()).hasSize(1);
    assertThat(index.commits - before).as("8 pictures removed").isGreaterThanOrEqualTo(4);
  }
}
