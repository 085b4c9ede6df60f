package dev.diptych.encoders.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class InferencePoolTest {

  private static final int CALLS = 3;

  @Test
  @Timeout(60)
  void close_byAnInterruptedThread_letsAllFinishThatWereLetIn() throws Exception {
    InferencePool pool = new InferencePool(1);
    CountDownLatch go = new CountDownLatch(1);
    List<CompletableFuture<Integer>> results = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      int call = i;
      CompletableFuture<Integer> result = new CompletableFuture<>();
      results.add(result);
      awaitState(
          Thread.State.WAITING,
          daemon(
              () ->
                  result.complete(
                      pool.run(
                          () -> {
                            go.await();
                            return call;
                          }))));
    }
    CompletableFuture<Boolean> interruptKept = new CompletableFuture<>();
    awaitState(
        Thread.State.TIMED_WAITING,
        daemon(
            () -> {
              Thread.currentThread().interrupt();
              pool.close();
              interruptKept.complete(Thread.currentThread().isInterrupted());
            }));

    go.countDown();

    for (int i = 0; i < CALLS; i++) {
      assertThat(results.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i);
    }
    assertThat(interruptKept.get(30, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(() -> pool.run(() -> 1)).hasMessageContaining("closed");
  }

  private static Thread daemon(Runnable body) {
    return Thread.ofPlatform().daemon().start(body);
  }

  private static void awaitState(Thread.State state, Thread thread) {
    while (thread.getState() != state) {
      Thread.onSpinWait();
    }
  }
}
