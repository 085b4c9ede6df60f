package dev.diptych.encoders.internal.runtime;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The few threads on which native code runs. Request threads are virtual and wait here, first come
 * first served: a native call would pin the carrier of a virtual thread, and more calls at once
 * than cores only slow each other down. Graphs are loaded here, too, so that the threads which the
 * native code starts for itself have the priority of these.
 */
public final class InferencePool implements AutoCloseable {

  /** Whether pools that are made from now on leave the processors to others. */
  private static volatile boolean givesWay;

  private final ExecutorService threads;
  private final int callsAtOnce;
  private final int threadsPerCall;

  /**
   * @param cores processors to use, at least 1
   */
  InferencePool(int cores) {
    this(cores, givesWay);
  }

  InferencePool(int cores, boolean givesWay) {
    this.callsAtOnce = Math.max(1, cores / 4);
    this.threadsPerCall = Math.max(1, cores / callsAtOnce);
    this.threads = Executors.newFixedThreadPool(callsAtOnce, new PoolThreads(givesWay));
  }

  /** Lets the threads of pools that are made from now on have a lower priority than others. */
  public static void giveWay() {
    givesWay = true;
  }

  /** Gives the calling thread a little lower priority where pools give way. */
  public static void giveWayALittle() {
    if (givesWay) {
      Niceness.addLittle();
    }
  }

  /** {@return calls that run side by side} */
  int callsAtOnce() {
    return callsAtOnce;
  }

  /** {@return threads that one call may use inside the engine} */
  int threadsPerCall() {
    return threadsPerCall;
  }

  /**
   * Runs a call on the pool and waits for it, also when interrupted meanwhile: the call reads
   * buffers of the caller, who must not have them back before it ends. The interrupt is kept for
   * the caller to see.
   *
   * @throws DiptychException whatever the call threw; UNAVAILABLE when the pool is closed
   */
  <T> T run(Callable<T> call) {
    try {
      return await(threads.submit(call));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DiptychException known) {
        throw new DiptychException(known.code(), String.valueOf(known.getMessage()), known);
      }
      throw new DiptychException(
          ErrorCode.INTERNAL, "the model failed: " + IoReason.of(e.getCause()), e);
    } catch (RejectedExecutionException | CancellationException e) {
      throw new DiptychException(ErrorCode.UNAVAILABLE, "the model is closed; open it again", e);
    }
  }

  private static <T> T await(Future<T> result) throws ExecutionException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The threads of a pool, with their priority. */
  private record PoolThreads(boolean giveWay) implements ThreadFactory {

    @Override
    public Thread newThread(Runnable calls) {
      return Thread.ofPlatform()
          .daemon()
          .name("inference")
          .unstarted(
              () -> {
                if (giveWay) {
                  Niceness.add();
                }
                calls.run();
              });
    }
  }

  /**
   * Waits for calls under way and those that were let in before, also when interrupted meanwhile,
   * then ends the threads.
   */
  @Override
  public void close() {
    threads.shutdown();
    boolean interrupted = Thread.interrupted();
    while (!threads.isTerminated()) {
      try {
        threads.awaitTermination(1, TimeUnit.DAYS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
