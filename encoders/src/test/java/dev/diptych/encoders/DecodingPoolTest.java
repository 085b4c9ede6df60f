package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.internal.image.HeapBudget;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DecodingPoolTest {

  private static final ImageLimits LIMITS = ImageLimits.DEFAULT;
  private static final Duration LONG = Duration.ofMinutes(1);

  @Test
  void decode_soundPicture_isUsedOnAPlatformThreadOfThePool() throws InterruptedException {
    byte[] file = ScanBombs.progressive(40, 30);
    AtomicReference<Thread> seen = new AtomicReference<>();
    AtomicReference<DecodedImage> decoded = new AtomicReference<>();

    Thread.ofVirtual()
        .start(
            () ->
                decoded.set(
                    DecodingPool.forQueries()
                        .decode(
                            file,
                            "picture",
                            LIMITS,
                            image -> {
                              seen.set(Thread.currentThread());
                              return image;
                            })))
        .join();

    assertThat(decoded.get().width()).isEqualTo(40);
    assertThat(decoded.get().pixels().height()).isEqualTo(30);
    assertThat(seen.get().isVirtual()).isFalse();
  }

  @Test
  void run_moreProcessorTimeThanAllowed_endsAndSaysSo() {
    DecodingPool pool = pool(1, 1, LONG, Duration.ofMillis(300));

    DiptychException refused =
        catchThrowableOfType(
            DiptychException.class,
            () ->
                pool.run(
                    "slow.jpg",
                    LIMITS,
                    decoding -> {
                      while (!decoding.isStopped()) {
                        Thread.onSpinWait();
                      }
                      return 1;
                    }));

    assertThat(refused.code()).isEqualTo(ErrorCode.TOO_LARGE);
    assertThat(refused).hasMessageContaining("slow.jpg").hasMessageContaining("took longer than");
    assertThat(pool.lostThreads()).isZero();
    assertThat(pool.<Integer>run("next", LIMITS, decoding -> 2)).isEqualTo(2);
  }

  @Test
  void run_decoderThatDoesNotEnd_isLeftBehindAndReplaced() {
    DecodingPool pool = pool(1, 1, LONG, Duration.ofMillis(100));
    CountDownLatch released = new CountDownLatch(1);
    try {
      assertThatThrownBy(
              () ->
                  pool.run(
                      "endless.jpg",
                      LIMITS,
                      decoding -> {
                        while (released.getCount() > 0) {
                          Thread.onSpinWait();
                        }
                        return 1;
                      }))
          .hasMessageContaining("its thread was left behind");

      assertThat(pool.lostThreads()).isEqualTo(1);
      assertThat(pool.<Integer>run("next", LIMITS, decoding -> 2)).isEqualTo(2);
    } finally {
      released.countDown();
    }
  }

  @Test
  void run_queueFull_isRefusedAsOverload() throws InterruptedException {
    DecodingPool pool = pool(1, 0, LONG, LONG);
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    Thread busy = occupy(pool, running, released);
    running.await();

    assertThatThrownBy(() -> pool.run("next.jpg", LIMITS, decoding -> 2))
        .isInstanceOfSatisfying(
            DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED))
        .hasMessageContaining("next.jpg");

    released.countDown();
    busy.join();
  }

  @Test
  void run_waitedLongerThanPatience_isRefusedAsOverload() throws InterruptedException {
    DecodingPool pool = pool(1, 5, Duration.ZERO, LONG);
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    Thread busy = occupy(pool, running, released);
    running.await();

    assertThatThrownBy(() -> pool.run("next.jpg", LIMITS, decoding -> 2))
        .isInstanceOfSatisfying(
            DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED));

    released.countDown();
    busy.join();
  }

  @Test
  void run_callerInterrupted_returnsAndStopsTheDecoder() throws InterruptedException {
    DecodingPool pool = pool(1, 1, LONG, LONG);
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    pool.run(
                        "unwanted.jpg",
                        LIMITS,
                        decoding -> {
                          running.countDown();
                          while (!decoding.isStopped()) {
                            Thread.onSpinWait();
                          }
                          ended.countDown();
                          return 1;
                        });
                  } catch (DiptychException e) {
                    thrown.set(e);
                  }
                });
    running.await();

    caller.interrupt();
    caller.join();
    ended.await();

    assertThat(thrown.get()).hasMessageContaining("has gone");
  }

  @Test
  void run_memoryShortOnce_isTriedAgainAlone() {
    DecodingPool pool = pool(2, 1, LONG, LONG);
    AtomicInteger tries = new AtomicInteger();

    int result =
        pool.run(
            "large.png",
            LIMITS,
            decoding -> {
              if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException(new OutOfMemoryError("Java heap space"));
              }
              return 7;
            });

    assertThat(result).isEqualTo(7);
  }

  @Test
  void run_memoryShortTwice_isWantOfMemoryAndNoDamage() {
    DecodingPool pool = pool(2, 1, LONG, LONG);

    DiptychException refused =
        catchThrowableOfType(
            DiptychException.class,
            () ->
                pool.run(
                    "large.png",
                    LIMITS,
                    decoding -> {
                      throw new OutOfMemoryError("Java heap space");
                    }));

    assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(refused)
        .hasMessageContaining("not enough memory now")
        .hasMessageContaining("large.png")
        .hasMessageContaining("-Xmx");
  }

  private static Thread occupy(DecodingPool pool, CountDownLatch running, CountDownLatch released) {
    return Thread.ofVirtual()
        .start(
            () ->
                pool.run(
                    "busy",
                    LIMITS,
                    decoding -> {
                      running.countDown();
                      try {
                        released.await();
                      } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                      return 1;
                    }));
  }

  private static DecodingPool pool(int threads, int queue, Duration patience, Duration time) {
    return new DecodingPool(
        new DecodingRules(threads, queue, patience, time), HeapBudget.OF_PROCESS);
  }
}
