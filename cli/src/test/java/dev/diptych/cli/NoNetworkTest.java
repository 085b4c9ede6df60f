package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run with local files makes no connection attempt, and needs no network at all. */
final class NoNetworkTest {

  @TempDir private Path folder;

  private SmallCollection collection;
  private ChildProcess diptych;

  @BeforeEach
  void write() throws IOException {
    collection = SmallCollection.in(folder);
    diptych = new ChildProcess(folder, collection.environment());
  }

  @Test
  void indexAndSearch_networkTakenAway_work() throws IOException, InterruptedException {
    List<String> unshare = List.of("unshare", "-rn");
    assumeTrue(
        works(unshare),
        "skipped: `unshare -rn true` does not work here, so no network can be taken away");
    indexAndSearch(unshare);
  }

  @Test
  void indexAndSearch_traced_tryNoConnection() throws IOException, InterruptedException {
    Path trace = folder.resolve("trace");
    List<String> strace =
        List.of("strace", "-f", "-qq", "-e", "trace=connect,sendto", "-o", trace.toString());
    assumeTrue(works(strace), "skipped: `strace -f true` does not work here (not installed?)");
    indexAndSearch(strace);
    assertThat(Files.readAllLines(trace)).noneMatch(line -> line.contains("AF_INET"));
  }

  private void indexAndSearch(List<String> prefix) throws IOException, InterruptedException {
    CapturedRun index = diptych.run(prefix, "index", collection.pictures().toString());
    assertThat(index.code()).as(index.err()).isZero();
    CapturedRun search = diptych.run(prefix, "search", collection.caption(5), "--paths");
    assertThat(search.code()).as(search.err()).isZero();
    assertThat(search.out().lines().findFirst()).hasValue(collection.picture(5).toString());
  }

  private static boolean works(List<String> prefix) throws InterruptedException {
    List<String> command = new java.util.ArrayList<>(prefix);
    command.add("true");
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false; // not installed
    }
  }
}
