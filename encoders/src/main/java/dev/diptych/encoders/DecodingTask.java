package dev.diptych.encoders;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One picture on a thread of its own, which whoever waits for it may leave behind. */
final class DecodingTask<T> {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Callable<T> work;
  private final Runnable afterwards;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;
  private final long created = System.nanoTime();

  private volatile @Nullable T result;
  private volatile @Nullable Throwable failure;

  /**
   * @param afterwards runs on the thread when the work has ended, however it did
   */
  DecodingTask(Callable<T> work, Runnable afterwards) {
    this.work = work;
    this.afterwards = afterwards;
    this.thread = Thread.ofPlatform().daemon().name("decode-", 0).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    InferencePriority.lowerOfThisThread();
    try {
      result = work.call();
    } catch (Throwable e) { // handed to whoever waits, whatever it is
      failure = e;
    } finally {
      ended.countDown();
      afterwards.run();
    }
  }

  /** {@return whether the work ended within the time} */
  boolean await(Duration time) throws InterruptedException {
    return ended.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** {@return how long a processor has been at it; the time since the start where nobody counts} */
  Duration processorTime() {
    long nanos =
        THREADS.isThreadCpuTimeSupported() ? THREADS.getThreadCpuTime(thread.threadId()) : -1;
    return Duration.ofNanos(nanos >= 0 ? nanos : System.nanoTime() - created);
  }

  /** {@return why the work failed, null when it did not} */
  @Nullable Throwable failure() {
    return failure;
  }

  /** {@return what the work gave; only where it did not fail} */
  @SuppressWarnings("NullAway") // a task that has ended without a failure has its result
  T result() {
    return result;
  }
}
