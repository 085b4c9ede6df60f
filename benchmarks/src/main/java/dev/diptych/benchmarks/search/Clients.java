package dev.diptych.benchmarks.search;

import dev.diptych.benchmarks.Turns;
import dev.diptych.searcher.SearchEngine;
import dev.diptych.searcher.SearchRequest;
import dev.diptych.searcher.SearchResponse;
import dev.diptych.searcher.SearchResponse.Timings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * What concurrent clients of one engine saw: each asks, waits for the answer, and asks again.
 *
 * @param timings of every search
 * @param wall from the first question to the last answer
 */
record Clients(List<Timings> timings, Duration wall) {

  /**
   * Runs searches on virtual threads, as a server does.
   *
   * @param count how many clients at once
   * @param searches how many in all
   * @param requests the request of each number, from 0
   */
  static Clients run(
      SearchEngine engine, int count, int searches, IntFunction<SearchRequest> requests)
      throws Exception {
    AtomicInteger next = new AtomicInteger();
    Callable<List<Timings>> client =
        () -> {
          List<Timings> seen = new ArrayList<>();
          for (int i = next.getAndIncrement(); i < searches; i = next.getAndIncrement()) {
            seen.add(search(engine, requests.apply(i)));
          }
          return seen;
        };
    List<Timings> all = new ArrayList<>();
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Timings>>> running = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        running.add(threads.submit(client));
      }
      for (Future<List<Timings>> each : running) {
        all.addAll(each.get());
      }
    }
    return new Clients(all, Duration.ofNanos(System.nanoTime() - start));
  }

  private static Timings search(SearchEngine engine, SearchRequest request) {
    SearchResponse response = engine.search(request);
    if (response.rerank().depthReached() != response.rerank().depth()) {
      throw new IllegalStateException(
          "%s pictures were to be reranked, but %s were: %s"
              .formatted(
                  response.rerank().depth(),
                  response.rerank().depthReached(),
                  response.rerank().degraded()));
    }
    return response.timings();
  }

  /** {@return the quantile of one stage in milliseconds} */
  double millis(Function<Timings, Duration> stage, double share) {
    return Turns.quantile(
        timings.stream().mapToDouble(each -> stage.apply(each).toNanos() / 1e6).toArray(), share);
  }

  double searchesPerSecond() {
    return timings.size() / (wall.toNanos() / 1e9);
  }
}
