package dev.diptych.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.benchmarks.Turns.Spent;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class TurnsTest {

  private static void waitAWhile() {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  @Test
  void medians_oneWaits_itTakesTimeByTheClockAlone() throws Exception {
    Spent spent = Turns.medians(3, List.of(TurnsTest::waitAWhile)).getFirst();

    assertThat(spent.millis()).isGreaterThanOrEqualTo(200);
    assertThat(spent.processorMillis()).isBetween(0.0, 150.0);
  }

  @Test
  void medians_oneWorks_theProcessorsTimeIsTold() throws Exception {
    long[] sum = new long[1];
    Spent spent =
        Turns.medians(
                1,
                List.of(
                    () -> {
                      long before = ProcessorTime.nanos();
                      while (ProcessorTime.nanos() - before < 20_000_000) {
                        sum[0]++;
                      }
                    }))
            .getFirst();

    assertThat(spent.processorMillis()).isGreaterThanOrEqualTo(20);
    assertThat(sum[0]).isPositive();
  }
}
