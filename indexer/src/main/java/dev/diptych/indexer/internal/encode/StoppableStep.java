package dev.diptych.indexer.internal.encode;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * A step of a run that may hang in the file system, as on a network folder whose server is gone. No
 * interrupt ends that; so the step has a thread of its own, and when the run is to end and the step
 * does not, it is left behind.
 */
public final class StoppableStep {

  /** How long a step may take to notice that the run is to end. */
  static final long PATIENCE_MILLIS = 2000;

  private static final long POLL_MILLIS = 50;

  private StoppableStep() {}

  /**
   * {@return what the step gives; empty where the run was stopped and the step hangs}
   *
   * @param stopped whether the run is to end
   * @param step must not touch, once the run is stopped, what others use
   * @throws RuntimeException what the step threw
   */
  public static <T> Optional<T> run(BooleanSupplier stopped, Callable<T> step) {
    FutureTask<T> task = new FutureTask<>(step);
    Thread.ofPlatform().daemon().name("diptych-step").start(task);
    long waited = 0;
    while (waited < PATIENCE_MILLIS) {
      try {
        return Optional.of(task.get(POLL_MILLIS, TimeUnit.MILLISECONDS));
      } catch (TimeoutException e) {
        waited = stopped.getAsBoolean() ? waited + POLL_MILLIS : 0;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      } catch (ExecutionException e) {
        throw unchecked(e.getCause() == null ? e : e.getCause());
      }
    }
    return Optional.empty();
  }

  private static RuntimeException unchecked(Throwable cause) {
    return switch (cause) {
      case RuntimeException e -> e;
      case Error error -> throw error;
      default ->
          new DiptychException(
              ErrorCode.INTERNAL,
              "a step of the indexing run failed: " + IoReason.of(cause),
              cause);
    };
  }
}
