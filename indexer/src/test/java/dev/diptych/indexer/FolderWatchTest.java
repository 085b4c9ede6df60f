package dev.diptych.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderWatchTest {

  private static final Duration QUIET = Duration.ofMillis(100);
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir Path temp;
  private Path root;
  private Path index;
  private FolderWatch watch;

  @BeforeEach
  void open() throws IOException {
    root = Files.createDirectories(temp.toRealPath().resolve("pictures"));
    index = Files.createDirectories(root.resolve("deep/index"));
    watch = FolderWatch.of(List.of(root), List.of(index));
    watch.refresh();
  }

  @AfterEach
  void close() throws IOException {
    watch.close();
  }

  @Test
  void await_nothingHappens_endsAfterTheLongestTime() throws Exception {
    assertThat(watch.await(QUIET, SHORT)).isFalse();
    assertThat(watch.blindness()).isEmpty();
  }

  @Test
  void await_fileMadeChangedOrDeleted_isTold() throws Exception {
    Path file = Files.writeString(root.resolve("deep/a.txt"), "a");
    assertThat(watch.await(QUIET, LONG)).isTrue();
    Files.writeString(file, "b");
    assertThat(watch.await(QUIET, LONG)).isTrue();
    Files.delete(file);
    assertThat(watch.await(QUIET, LONG)).isTrue();
  }

  @Test
  void await_folderThatIsNew_isWatchedAfterTheNextRefresh() throws Exception {
    Path made = Files.createDirectory(root.resolve("new"));
    assertThat(watch.await(QUIET, LONG)).isTrue();
    watch.refresh();
    Files.writeString(made.resolve("a.txt"), "a");
    assertThat(watch.await(QUIET, LONG)).isTrue();
  }

  @Test
  void await_changesOfWhatIsExcluded_doNotCount() throws Exception {
    Files.writeString(index.resolve("segments_1"), "x");
    assertThat(watch.await(QUIET, SHORT)).isFalse();
  }

  @Test
  void await_moreEventsThanAreKept_isTold() throws Exception {
    for (int i = 0; i < 2000; i++) {
      Files.writeString(root.resolve("f" + i), "");
    }
    assertThat(watch.await(QUIET, LONG)).isTrue();
    assertThat(watch.await(QUIET, SHORT)).as("one batch").isFalse();
  }

  @Test
  void await_namedFolderGoesAndComesBack_isToldBothTimes() throws Exception {
    Path away = temp.resolve("away");
    Files.move(root, away);
    assertThat(watch.await(QUIET, LONG)).isTrue();
    watch.refresh();
    assertThat(watch.await(QUIET, SHORT)).isFalse();
    Files.move(away, root);
    assertThat(watch.await(QUIET, LONG)).isTrue();
  }

  @Test
  void await_closedMeanwhile_ends() throws Exception {
    Thread closing =
        Thread.startVirtualThread(
            () -> {
              try {
                watch.close();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    assertThat(watch.await(QUIET, LONG)).isFalse();
    closing.join();
    watch.refresh();
  }

  @Test
  void refresh_fileSystemThatShowsTheKernel_isNotWatched() throws Exception {
    Path proc = Path.of("/proc");
    assumeThat(Files.isDirectory(proc.resolve("self/fdinfo"))).as("needs Linux's /proc").isTrue();
    long before = watches();
    try (FolderWatch wide = FolderWatch.of(List.of(proc), List.of())) {
      wide.refresh();
      assertThat(wide.blindness()).isEmpty();
      assertThat(watches()).isEqualTo(before);
    }
  }

  /** {@return how many folders this process watches} */
  private static long watches() throws IOException {
    long count = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/self/fdinfo"))) {
      for (Path file : files) {
        try (Stream<String> lines = Files.lines(file)) {
          count += lines.filter(line -> line.startsWith("inotify wd:")).count();
        } catch (NoSuchFileException e) {
          // closed meanwhile
        }
      }
    }
    return count;
  }
}
