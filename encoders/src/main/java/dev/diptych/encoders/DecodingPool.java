package dev.diptych.encoders;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.ShortMemory;
import dev.diptych.encoders.internal.image.Decoding;
import dev.diptych.encoders.internal.image.HeapBudget;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where pictures are decoded that nobody has looked at before: on a few platform threads, within a
 * budget of memory and of time, so that no picture takes the processors or the heap from everything
 * else. Callers may be virtual threads; they wait without holding their carrier. All pools of a
 * process share one memory budget.
 *
 * <p>A caller that is interrupted returns at once, and its picture is decoded no further.
 *
 * <p>Thread-safe; lives as long as the process.
 */
public final class DecodingPool {

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  private static final DecodingPool FOR_QUERIES =
      new DecodingPool(
          new DecodingRules(
              Math.clamp(PROCESSORS, 1, 4), 32, Duration.ofSeconds(10), Duration.ofSeconds(20)),
          HeapBudget.OF_PROCESS);

  private static final DecodingPool FOR_INDEXING =
      new DecodingPool(
          new DecodingRules(
              Math.clamp(PROCESSORS, 2, 8),
              Integer.MAX_VALUE,
              Duration.ofDays(365),
              Duration.ofMinutes(3)),
          HeapBudget.OF_PROCESS);

  private static final Duration LOOK = Duration.ofMillis(100);

  private final DecodingRules rules;
  private final HeapBudget heap;
  private final DecodingThreads threads;

  DecodingPool(DecodingRules rules, HeapBudget heap) {
    this.rules = rules;
    this.heap = heap;
    this.threads = new DecodingThreads(rules);
  }

  /** {@return the pool for people who wait for an answer: it refuses what it cannot do soon} */
  public static DecodingPool forQueries() {
    return FOR_QUERIES;
  }

  /** {@return the pool for runs over many pictures: it takes its time} */
  public static DecodingPool forIndexing() {
    return FOR_INDEXING;
  }

  /** {@return threads that still run although their decoders were told to end} */
  public int lostThreads() {
    return threads.lost();
  }

  /**
   * Decodes a file's bytes and makes something of the picture, both on a thread of the pool and
   * within its memory budget. A picture that fails for want of memory is tried once more, alone and
   * after a collection.
   *
   * @param file the bytes; not changed
   * @param name what messages call it
   * @param limits how large it may be
   * @param use what to make of the picture; should keep nothing of its size
   * @throws DiptychException UNREADABLE_IMAGE when it is no picture of a known format, damaged or
   *     cut short; TOO_LARGE above a limit of size, work or time; OVERLOADED when too many other
   *     pictures are before it; UNAVAILABLE when there is too little memory for it even alone, and
   *     when the caller is interrupted; and what {@code use} throws
   */
  public <T> T decode(byte[] file, String name, ImageLimits limits, Function<DecodedImage, T> use) {
    return run(name, limits, decoding -> use.apply(ImageReader.decode(file, decoding)));
  }

  /** As {@link #decode}, for work of any kind that may take as much memory or time. */
  <T> T run(String name, ImageLimits limits, Function<Decoding, T> work) {
    Outcome<T> outcome = attempt(name, limits, work, false);
    if (outcome.failure() != null && ShortMemory.isBehind(outcome.failure())) {
      outcome = attempt(name, limits, work, true);
    }
    return outcome.get();
  }

  /** How an attempt ended: with a value or with a failure. */
  private record Outcome<T>(DecodingTask<T> task, Decoding decoding) {

    @Nullable Throwable failure() {
      return task.failure();
    }

    T get() {
      Throwable failure = task.failure();
      if (failure == null) {
        return task.result();
      }
      if (ShortMemory.isBehind(failure)) {
        throw decoding.neverFits(failure);
      }
      switch (failure) {
        case RuntimeException unchecked -> throw unchecked;
        case Error error -> throw error;
        default ->
            throw new DiptychException(ErrorCode.INTERNAL, "decoding failed: " + failure, failure);
      }
    }
  }

  private <T> Outcome<T> attempt(
      String name, ImageLimits limits, Function<Decoding, T> work, boolean alone) {
    DecodingThreads.Place place = threads.take(name);
    Decoding decoding = Decoding.weighed(name, limits, heap, patienceFromNow());
    DecodingTask<T> task =
        new DecodingTask<>(
            () -> {
              if (alone) {
                decoding.reserveAll();
              }
              return work.apply(decoding);
            },
            () -> {
              decoding.close();
              place.leave();
            });
    try {
      task.start();
    } catch (OutOfMemoryError e) { // no further thread
      place.leave();
      throw DecodingThreads.overloaded(name, e);
    }
    await(task, decoding, place);
    return new Outcome<>(task, decoding);
  }

  private void await(DecodingTask<?> task, Decoding decoding, DecodingThreads.Place place) {
    try {
      while (!task.await(LOOK)) {
        if (task.processorTime().compareTo(rules.processorTime()) > 0) {
          decoding.stop();
          boolean ended = task.await(DecodingThreads.GRACE) || !place.abandon();
          throw tookTooLong(decoding, ended);
        }
      }
    } catch (InterruptedException e) {
      decoding.stop();
      Thread.currentThread().interrupt();
      throw new DiptychException(
          ErrorCode.UNAVAILABLE,
          "\"%s\" was not decoded: whoever asked for it has gone".formatted(decoding.name()),
          e);
    }
  }

  private DiptychException tookTooLong(Decoding decoding, boolean ended) {
    return new DiptychException(
        ErrorCode.TOO_LARGE,
        "cannot read \"%s\": decoding took longer than %s s of the processor's time%s; save it anew, smaller or as a plain JPEG"
            .formatted(
                decoding.name(),
                rules.processorTime().toSeconds(),
                ended ? "" : " and did not end when told to, so its thread was left behind"));
  }

  private BooleanSupplier patienceFromNow() {
    long end = System.nanoTime() + rules.patience().toNanos();
    return () -> System.nanoTime() - end > 0;
  }
}
