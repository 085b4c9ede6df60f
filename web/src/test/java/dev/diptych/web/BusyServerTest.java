package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Cancellation;
import dev.diptych.searcher.SearchQueue;
import dev.diptych.searcher.SearchRequest;
import dev.diptych.searcher.SearchResponse;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More searches than the server takes on, and askers that leave. */
@Timeout(120)
final class BusyServerTest {

  private static final int RUNNING = 2;
  private static final int WAITING = 3;

  private final ComputingEngine engine = new ComputingEngine();
  private final WebServer server =
      WebServer.start(
          engine.fake,
          WebOptions.DEFAULT.withPort(0),
          new SearchQueue.Limits(RUNNING, WAITING, Duration.ofMinutes(1)),
          ClientPace.DEFAULT);
  private final ApiClient api = new ApiClient(server.address());
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    engine.finish.set(true);
    api.close();
    server.close();
    threads.shutdownNow();
  }

  @Test
  void search_beyondTheQueue_503WithRetryAfterAndTheOthersAreAnswered() throws Exception {
    List<Future<Answer>> taken = new ArrayList<>();
    for (int i = 0; i < RUNNING + WAITING; i++) {
      taken.add(threads.submit(() -> api.get("/api/v1/search?q=x")));
    }
    engine.begun.acquire(RUNNING);
    Answer refused = untilRefused();

    refused.assertProblem(503, "OVERLOADED");
    assertThat(refused.header("Retry-After")).isEqualTo("1");
    assertThat(api.get("/health/live").status()).isEqualTo(200);
    assertThat(api.get("/api/v1/status").status()).isEqualTo(200);
    assertThat(api.get("/").status()).isEqualTo(200);

    engine.finish.set(true);
    for (Future<Answer> answer : taken) {
      assertThat(answer.get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
    }
  }

  /** The last of the first ones may still be on their way; what they do not fill, this fills. */
  private Answer untilRefused() {
    while (true) {
      Future<Answer> one = threads.submit(() -> api.get("/api/v1/search?q=x"));
      try {
        return one.get(500, TimeUnit.MILLISECONDS);
      } catch (Exception e) {
        // It waits in the queue.
      }
    }
  }

  @Test
  void search_clientLeavesWhileItRuns_computingEnds() throws Exception {
    try (Socket client = ask("/api/v1/search?q=x")) {
      engine.begun.acquire();
      client.setSoLinger(true, 0); // resets, as a killed browser does
    }
    await(() -> engine.cancelled.get() == 1);

    try (Socket client = ask("/api/v1/search?q=x")) {
      engine.begun.acquire();
      assertThat(client.isConnected()).isTrue();
    }
    await(() -> engine.cancelled.get() == 2);
  }

  @Test
  void search_clientsLeaveWhileTheyWait_neverBegin() throws Exception {
    List<Future<Answer>> running = new ArrayList<>();
    for (int i = 0; i < RUNNING; i++) {
      running.add(threads.submit(() -> api.get("/api/v1/search?q=x")));
    }
    engine.begun.acquire(RUNNING);
    for (int i = 0; i < 2 * WAITING; i++) {
      ask("/api/v1/search?q=x").close();
    }
    // Their places are free again while those that run still do.
    List<Future<Answer>> waiting = new ArrayList<>();
    for (int i = 0; i < WAITING; i++) {
      waiting.add(threads.submit(this::askUntilTaken));
    }
    await(() -> engine.begun.availablePermits() == 0);
    engine.finish.set(true);
    for (Future<Answer> answer : waiting) {
      assertThat(answer.get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
    }
    for (Future<Answer> answer : running) {
      assertThat(answer.get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
    }
    assertThat(engine.searches.get()).isEqualTo(RUNNING + WAITING);
  }

  private Answer askUntilTaken() {
    while (true) {
      Answer answer = api.get("/api/v1/search?q=x");
      if (answer.status() != 503) {
        return answer;
      }
    }
  }

  @Test
  void search_nextRequestComesMeanwhile_bothAreAnswered() throws Exception {
    try (Socket client = ask("/api/v1/search?q=x")) {
      engine.begun.acquire();
      client.getOutputStream().write(head("/health/live", "close"));
      client.getOutputStream().flush();
      await(() -> engine.looks.get() > 100);
      engine.finish.set(true);

      String answers = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answers).contains("\"hits\"", "{\"status\":\"live\"}");
    }
    assertThat(engine.cancelled.get()).isZero();
  }

  @Test
  void close_searchThatGoesOn_isCutOffAndCounted() throws Exception {
    Future<?> cut =
        threads.submit(
            () -> {
              try (Socket client = ask("/api/v1/search?q=x")) {
                return client.getInputStream().readAllBytes();
              }
            });
    try (Socket idle = new Socket(server.address().getHost(), server.address().getPort());
        Socket slow = new Socket(server.address().getHost(), server.address().getPort())) {
      slow.getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: local".getBytes(StandardCharsets.UTF_8));
      engine.begun.acquire();

      server.close();

      assertThat(idle.isConnected()).isTrue();
    }
    assertThat(server.cutOff()).isEqualTo(1);
    await(() -> engine.cancelled.get() == 1);
    cut.get(60, TimeUnit.SECONDS);
  }

  private Socket ask(String path) throws IOException {
    Socket socket = new Socket(server.address().getHost(), server.address().getPort());
    socket.setSoTimeout(60_000);
    socket.getOutputStream().write(head(path, "keep-alive"));
    socket.getOutputStream().flush();
    return socket;
  }

  private static byte[] head(String path, String connection) {
    return "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: %s\r\n\r\n"
        .formatted(path, connection)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  /** An engine that computes until it is told to finish or nobody waits for it. */
  private static final class ComputingEngine {

    final Semaphore begun = new Semaphore(0);
    final AtomicBoolean finish = new AtomicBoolean();
    final AtomicInteger searches = new AtomicInteger();
    final AtomicInteger cancelled = new AtomicInteger();
    final AtomicInteger looks = new AtomicInteger();
    final FakeEngine fake = new FakeEngine();

    ComputingEngine() {
      fake.cancellableAnswer.set(this::search);
    }

    private SearchResponse search(SearchRequest request, Cancellation cancellation) {
      searches.incrementAndGet();
      begun.release();
      while (!finish.get()) {
        looks.incrementAndGet();
        if (cancellation.isRequested()) {
          cancelled.incrementAndGet();
          cancellation.check();
        }
      }
      return FakeEngine.response(List.of(), Optional.empty());
    }
  }
}
