package dev.diptych.indexer.internal.encode;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.indexer.internal.encode.Prepared.Fresh;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Three stages joined by bounded queues: sources are prepared on a few threads, encoded in batches
 * on one, and what was found is handed, in the order of the sources, to the calling thread.
 *
 * @param <P> what the encoder takes
 */
public final class Stages<P> {

  /*
   *   caller's iterator ─ feed ─► [prepare ‖ ... ‖ prepare] ─► pending ─ encode ─► findings ─► caller
   *
   * Order. The feeding thread puts the futures of prepared sources into the pending queue in the
   * order of the sources, so that what is encoded together depends on the sources alone and not on
   * which file was read faster.
   *
   * Ending. Each queue ends with one end mark, whatever happened. When a stage fails, or the run is
   * stopped, or the caller's consumer throws, `abandoned` is set: the feeding thread offers nothing
   * more, the encoding thread passes over what waits, and the caller takes what is left until the end
   * mark comes, still acting on it unless acting is what failed. Nobody waits for a thread that is
   * gone, and no thread is interrupted: an interrupt in the middle of reading or writing closes the
   * file under a library's hands. A thread that hangs in the file system cannot be ended at all: when
   * the run is to end and such a thread does not follow within some seconds, it is left behind.
   */

  /** As many as there are processors: where these encode quickly, two could not keep up. */
  private static final int PREPARING_THREADS =
      Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8);

  private static final int QUEUE = 16;
  private static final long IDLE_MILLIS = 500;
  private static final long POLL_MILLIS = 50;

  private final Function<List<Fresh<P>>, List<Vectors>> encoder;
  private final int batchSize;
  private final int threads;
  private final BooleanSupplier stopped;

  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean abandoned;
  private volatile boolean over;
  private volatile long endingSince;

  /**
   * Stages around an encoder, for one use.
   *
   * @param encoder takes a batch, gives as many results
   * @param batchSize most inputs of a batch
   * @param stopped asked between sources whether to end early
   */
  public Stages(
      Function<List<Fresh<P>>, List<Vectors>> encoder, int batchSize, BooleanSupplier stopped) {
    this(encoder, batchSize, PREPARING_THREADS, stopped);
  }

  /** As the other, with so many threads that prepare: more where these wait for others. */
  public Stages(
      Function<List<Fresh<P>>, List<Vectors>> encoder,
      int batchSize,
      int threads,
      BooleanSupplier stopped) {
    this.encoder = encoder;
    this.batchSize = batchSize;
    this.threads = threads;
    this.stopped = stopped;
  }

  /** What travels: a finding, or the end mark, which holds none. */
  private record Mail(@Nullable Finding finding) {

    static final Mail END = new Mail(null);

    boolean isEnd() {
      return finding == null;
    }
  }

  /**
   * Runs all sources through the stages.
   *
   * @param sources how to prepare each source, in order; taken on another thread
   * @param writer acts on each finding, on the calling thread
   * @param idle called on the calling thread now and then while nothing arrives
   * @throws RuntimeException what the first failing stage or the writer threw
   */
  public void run(
      Iterator<? extends Callable<Prepared<P>>> sources, Consumer<Finding> writer, Runnable idle) {
    BlockingQueue<Pending<P>> pending = new ArrayBlockingQueue<>(QUEUE);
    BlockingQueue<Mail> findings = new ArrayBlockingQueue<>(QUEUE);
    ExecutorService preparing =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("diptych-prepare-", 0).factory());
    Thread feed = start("diptych-feed", () -> feed(sources, preparing, pending));
    Thread encode = start("diptych-encode", () -> encode(pending, findings));
    try {
      write(findings, writer, idle);
    } finally {
      over = true;
      join(encode);
      preparing.shutdown();
      if (awaits(feed)) {
        awaitEnd(preparing);
      }
    }
    rethrow();
  }

  private static Thread start(String name, Runnable body) {
    return Thread.ofPlatform().daemon().name(name).start(body);
  }

  /** A prepared source to come, or the end mark, which holds none. */
  private record Pending<P>(@Nullable Future<Prepared<P>> source) {}

  private void feed(
      Iterator<? extends Callable<Prepared<P>>> sources,
      ExecutorService preparing,
      BlockingQueue<Pending<P>> pending) {
    try {
      while (!isEnding() && sources.hasNext()) {
        hand(pending, new Pending<>(preparing.submit(sources.next())));
      }
    } catch (Throwable e) {
      fail(e);
    } finally {
      hand(pending, new Pending<>(null));
    }
  }

  private void encode(BlockingQueue<Pending<P>> pending, BlockingQueue<Mail> findings) {
    BatchEncoding<P> batches =
        new BatchEncoding<>(encoder, batchSize, finding -> put(findings, new Mail(finding)));
    try {
      for (Future<Prepared<P>> next = next(pending); next != null; next = next(pending)) {
        if (isEnding()) {
          next.cancel(false);
        } else {
          try {
            Prepared<P> prepared = await(next);
            if (prepared != null) {
              batches.accept(prepared);
            }
          } catch (ExecutionException e) {
            fail(e.getCause() == null ? e : e.getCause());
          } catch (Throwable e) {
            fail(e);
          }
        }
      }
      if (!isEnding()) {
        batches.flush();
      }
    } catch (Throwable e) {
      fail(e);
    } finally {
      put(findings, Mail.END);
    }
  }

  /** Takes findings until the end mark. */
  private void write(BlockingQueue<Mail> findings, Consumer<Finding> writer, Runnable idle) {
    boolean writing = true;
    while (true) {
      Mail mail = poll(findings);
      if (mail != null && mail.isEnd()) {
        return;
      }
      try {
        Finding finding = mail == null ? null : mail.finding();
        if (writing && finding != null) {
          writer.accept(finding);
        } else if (writing) {
          idle.run();
        }
      } catch (Throwable e) {
        writing = false;
        fail(e);
      }
    }
  }

  private boolean isEnding() {
    return abandoned || stopped.getAsBoolean();
  }

  private void fail(Throwable cause) {
    failure.compareAndSet(null, cause);
    abandoned = true;
  }

  private void rethrow() {
    Throwable cause = failure.get();
    switch (cause) {
      case null -> {}
      case RuntimeException unchecked -> throw unchecked;
      case Error error -> throw error;
      default ->
          throw new DiptychException(
              ErrorCode.INTERNAL,
              "a stage of the indexing run failed: " + IoReason.of(cause),
              cause);
    }
  }

  /** Whether the run is to end, and whoever has not followed by now hangs. */
  private boolean isPatienceOver() {
    if (!isEnding()) {
      return false;
    }
    if (endingSince == 0) {
      endingSince = System.nanoTime() | 1;
    }
    return System.nanoTime() - endingSince > StoppableStep.PATIENCE_MILLIS * 1_000_000;
  }

  /** {@return the next source; null after the last, and where the feeding thread hangs} */
  private @Nullable Future<Prepared<P>> next(BlockingQueue<Pending<P>> pending) {
    while (true) {
      Pending<P> next = uninterrupted(() -> pending.poll(POLL_MILLIS, TimeUnit.MILLISECONDS));
      if (next != null) {
        return next.source();
      }
      if (isPatienceOver()) {
        return null;
      }
    }
  }

  /** {@return the prepared source; null where its preparation hangs while the run is to end} */
  private @Nullable Prepared<P> await(Future<Prepared<P>> source)
      throws ExecutionException, InterruptedException {
    while (true) {
      try {
        return source.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (isPatienceOver()) {
          return null;
        }
      }
    }
  }

  /** Hands on, as long as there is somebody to take it. */
  private void hand(BlockingQueue<Pending<P>> pending, Pending<P> next) {
    boolean handed = false;
    while (!handed && !over) {
      handed = uninterrupted(() -> pending.offer(next, POLL_MILLIS, TimeUnit.MILLISECONDS));
    }
  }

  /** {@return whether a thread ends; false where it hangs while the run is to end} */
  private boolean awaits(Thread thread) {
    while (thread.isAlive()) {
      if (isPatienceOver()) {
        return false;
      }
      uninterrupted(() -> thread.join(Duration.ofMillis(POLL_MILLIS)));
    }
    return true;
  }

  private void awaitEnd(ExecutorService threads) {
    boolean ended = false;
    while (!ended && !isPatienceOver()) {
      ended = uninterrupted(() -> threads.awaitTermination(POLL_MILLIS, TimeUnit.MILLISECONDS));
    }
  }

  private static <T> void put(BlockingQueue<T> queue, T element) {
    uninterrupted(
        () -> {
          queue.put(element);
          return element;
        });
  }

  private static @Nullable Mail poll(BlockingQueue<Mail> queue) {
    return uninterrupted(() -> Optional.ofNullable(queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS)))
        .orElse(null);
  }

  private static void join(Thread thread) {
    uninterrupted(
        () -> {
          thread.join();
          return thread;
        });
  }

  /** A wait for another stage. */
  @FunctionalInterface
  private interface Waiting<T> {
    T get() throws InterruptedException;
  }

  /** Stages end when their input does, and for no other reason. */
  private static <T> T uninterrupted(Waiting<T> waiting) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return waiting.get();
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
}
