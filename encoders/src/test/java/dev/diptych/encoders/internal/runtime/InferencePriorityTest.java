package dev.diptych.encoders.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux gives each thread a priority")
class InferencePriorityTest {

  @Test
  void run_poolThatGivesWay_itsThreadsAndThoseTheyStartAreNicerThanTheCaller() throws IOException {
    int own = niceness();
    try (InferencePool pool = new InferencePool(1, true)) {
      assertThat(pool.run(InferencePriorityTest::niceness)).isGreaterThan(own);
      assertThat(pool.run(InferencePriorityTest::nicenessOfAStartedThread)).isGreaterThan(own);
    }
    assertThat(niceness()).isEqualTo(own);
  }

  @Test
  void run_usualPool_hasThePriorityOfTheCaller() throws IOException {
    try (InferencePool pool = new InferencePool(1, false)) {
      assertThat(pool.run(InferencePriorityTest::niceness)).isEqualTo(niceness());
    }
  }

  @Test
  void addLittle_threadThatRunsJava_getsLessThanOneThatIsInNativeCode() throws Exception {
    int own = niceness();
    CompletableFuture<Integer> little = new CompletableFuture<>();
    CompletableFuture<Integer> much = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(
            () -> {
              Niceness.addLittle();
              little.complete(ownNiceness());
            });
    Thread.ofPlatform()
        .start(
            () -> {
              Niceness.add();
              much.complete(ownNiceness());
            });
    assertThat(little.get(1, TimeUnit.MINUTES))
        .isGreaterThan(own)
        .isLessThan(much.get(1, TimeUnit.MINUTES));
  }

  private static int nicenessOfAStartedThread() {
    return CompletableFuture.supplyAsync(
            InferencePriorityTest::ownNiceness, work -> Thread.ofPlatform().start(work))
        .join();
  }

  private static int ownNiceness() {
    try {
      return niceness();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Field 19 of the thread's stat file; the second one is its name, in brackets. */
  private static int niceness() throws IOException {
    String stat = Files.readString(Path.of("/proc/thread-self/stat"));
    return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[16]);
  }
}
