package dev.diptych.reranker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TurnsTest {

  private static final int SEARCHES = 8;
  private static final int CHUNKS = 5;

  @Test
  void take_eachWantsAnotherTurnAtOnce_goRoundInOneOrder() throws Exception {
    Turns turns = new Turns(1);
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    try (ExecutorService threads = Executors.newFixedThreadPool(SEARCHES)) {
      List<Future<?>> searches = new ArrayList<>();
      turns.take(
          () -> {
            for (int i = 0; i < SEARCHES; i++) {
              int search = i;
              searches.add(threads.submit(() -> search(turns, search, order)));
              awaitWaiting(turns, i + 1);
            }
            return true;
          });
      for (Future<?> search : searches) {
        search.get();
      }
    }

    assertThat(order).hasSize(SEARCHES * CHUNKS);
    for (int i = 0; i < order.size(); i++) {
      assertThat(order.get(i)).as("turn %s of %s", i, order).isEqualTo(i % SEARCHES);
    }
  }

  /** Whoever has the turn keeps it until the one before has queued up again. */
  private static void search(Turns turns, int search, List<Integer> order) {
    for (int chunk = 0; chunk < CHUNKS; chunk++) {
      boolean lastRound = chunk == CHUNKS - 1;
      turns.take(
          () -> {
            if (!lastRound) {
              awaitWaiting(turns, SEARCHES - 1);
            }
            return order.add(search);
          });
    }
  }

  private static void awaitWaiting(Turns turns, int count) {
    while (turns.waiting() < count) {
      Thread.onSpinWait();
    }
  }

  @Test
  void take_severalAtOnce_runSideBySideAndNoMore() throws Exception {
    Turns turns = new Turns(2);
    AtomicInteger running = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(SEARCHES)) {
      List<Future<Integer>> seen = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        seen.add(
            threads.submit(
                () ->
                    turns.take(
                        () -> {
                          int now = running.incrementAndGet();
                          Thread.onSpinWait();
                          running.decrementAndGet();
                          return now;
                        })));
      }
      for (Future<Integer> now : seen) {
        assertThat(now.get()).isBetween(1, 2);
      }
    }
  }

  @Test
  void take_chunkFails_givesTheTurnBack() {
    Turns turns = new Turns(1);
    try {
      turns.take(
          () -> {
            throw new IllegalStateException("no memory");
          });
    } catch (IllegalStateException expected) {
      assertThat(expected).hasMessage("no memory");
    }

    assertThat(turns.<String>take(() -> "next")).isEqualTo("next");
  }

  @Test
  void hurriedAndPatient_countSearchesPerPlace() {
    Turns turns = new Turns(2);
    assertThat(turns.hurried()).isZero();
    turns.enter(true);
    turns.enter(true);
    turns.enter(true);
    turns.enter(false);
    assertThat(turns.hurried()).isEqualTo(2);
    assertThat(turns.patient()).isEqualTo(1);
    turns.leave(true);
    turns.leave(false);
    assertThat(turns.hurried()).isEqualTo(1);
    assertThat(turns.patient()).isZero();
  }
}
