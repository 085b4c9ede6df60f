package dev.diptych.indexer.internal.captioning;

import dev.diptych.core.IoReason;
import dev.diptych.indexer.CaptionEndpoint;
import dev.diptych.indexer.internal.remote.RetryAfter;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks a vision-language model for captions: a few pictures at a time, again where it is busy, and
 * never for longer than a bound. Redirects are not followed, so that neither picture nor key goes
 * where the user did not send it. Thread-safe.
 */
final class EndpointClient implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int LARGEST_ANSWER = 1 << 20;
  private static final int TOKENS_PER_CAPTION = 60;
  private static final int AT_ONCE = 4;
  private static final long POLL_MILLIS = 50;

  private final CaptionEndpoint endpoint;
  private final Patience patience;
  private final HttpClient http;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          AT_ONCE, Thread.ofPlatform().daemon().name("diptych-caption-", 0).factory());
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicReference<@Nullable String> over = new AtomicReference<>();

  /**
   * How long is waited.
   *
   * @param answer for a whole answer; models on a processor alone take their time
   * @param pause between two tries, where the endpoint names no time
   * @param longestPause the longest that the endpoint may name
   * @param tries how often a picture is asked for
   */
  record Patience(Duration answer, Duration pause, Duration longestPause, int tries) {

    static final Patience USUAL =
        new Patience(Duration.ofMinutes(3), Duration.ofSeconds(2), Duration.ofSeconds(60), 3);
  }

  /** What became of asking for one picture. */
  sealed interface Outcome {

    /** Captions, perhaps none. */
    record Captions(List<String> captions) implements Outcome {}

    /** Nothing that is of use; another picture may fare better. */
    record Unusable(String reason) implements Outcome {}

    /** The endpoint is of no use in this run. */
    record Over(String reason) implements Outcome {}
  }

  EndpointClient(CaptionEndpoint endpoint, Patience patience) {
    this.endpoint = endpoint;
    this.patience = patience;
    this.http =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
  }

  /** Asks for captions of a picture, on another thread. */
  CompletableFuture<Outcome> ask(byte[] jpeg, int count, BooleanSupplier stopped) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            Outcome outcome = askNow(request(jpeg, count), count, stopped);
            if (outcome instanceof Outcome.Over(String reason)) {
              over.compareAndSet(null, reason);
            }
            return outcome;
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Over("the run was stopped");
          }
        },
        threads);
  }

  private HttpRequest request(byte[] jpeg, int count) {
    String wish =
        count == 1
            ? "Describe this picture in one short English sentence. Answer with the sentence alone."
            : "Describe this picture in %s different short English sentences, one a line, without numbers. Answer with the sentences alone."
                .formatted(count);
    Map<String, Object> body =
        Map.of(
            "model",
            endpoint.model(),
            "messages",
            List.of(
                Map.of(
                    "role",
                    "user",
                    "content",
                    List.of(
                        Map.of("type", "text", "text", wish),
                        Map.of(
                            "type",
                            "image_url",
                            "image_url",
                            Map.of(
                                "url",
                                "data:image/jpeg;base64,"
                                    + Base64.getEncoder().encodeToString(jpeg)))))),
            "max_tokens",
            TOKENS_PER_CAPTION * count,
            "temperature",
            0.2,
            "stream",
            false);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint.chat())
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .header("User-Agent", "diptych")
            .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    endpoint.key().ifPresent(key -> request.header("Authorization", "Bearer " + key));
    return request.build();
  }

  private Outcome askNow(HttpRequest request, int count, BooleanSupplier stopped)
      throws InterruptedException {
    String reason = "it was not asked";
    int lateTries = 0;
    for (int tries = 1; tries <= patience.tries(); tries++) {
      if (isClosed() || stopped.getAsBoolean()) {
        return new Outcome.Over("the run was stopped");
      }
      String given = over.get(); // to another picture: there is no use in asking on
      if (given != null) {
        return new Outcome.Over(given);
      }
      Duration pause = patience.pause().multipliedBy(tries);
      try {
        HttpResponse<byte[]> response = send(request, stopped);
        int status = response.statusCode();
        if (status == 200) {
          return read(response.body(), count);
        }
        if (status / 100 == 3) {
          return new Outcome.Over(
              "it answers HTTP %s, and redirects are not followed; name the address where it leads"
                  .formatted(status));
        }
        if (status == 401 || status == 403) {
          return new Outcome.Over(
              "it answers HTTP %s; a key goes into the environment as DIPTYCH_CAPTIONER_KEY"
                  .formatted(status));
        }
        if (status == 404 || status == 405) {
          return new Outcome.Over(
              "it answers HTTP %s: there is no %s, or no model %s"
                  .formatted(status, endpoint.chat().getPath(), endpoint.model()));
        }
        reason = "it answers HTTP " + status;
        if (status != 429 && status / 100 != 5) {
          return new Outcome.Unusable(reason);
        }
        pause = pause(response, pause);
      } catch (TimeoutException e) {
        lateTries++;
        reason = "no whole answer came within %s s".formatted(patience.answer().toSeconds());
      } catch (ExecutionException e) {
        reason = reason(e.getCause());
      }
      if (lateTries > 1) {
        return new Outcome.Over(reason);
      }
      if (tries < patience.tries() && pause.compareTo(patience.longestPause()) > 0) {
        return new Outcome.Over(
            "%s and asks to be left alone for %s s".formatted(reason, pause.toSeconds()));
      }
      if (tries < patience.tries()) {
        pause(pause, stopped);
      }
    }
    return new Outcome.Over(reason);
  }

  private static Outcome read(byte[] body, int count) {
    try {
      return new Outcome.Captions(EndpointAnswer.captions(body, count));
    } catch (EndpointAnswer.MalformedException e) {
      return new Outcome.Unusable(String.valueOf(e.getMessage()));
    }
  }

  /** Waits for the whole answer: the client's own limit ends with its headers. */
  private HttpResponse<byte[]> send(HttpRequest request, BooleanSupplier stopped)
      throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<HttpResponse<byte[]>> sent =
        http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_ANSWER));
    long deadline = System.nanoTime() + patience.answer().toNanos();
    try {
      while (true) {
        try {
          return sent.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          if (isClosed() || stopped.getAsBoolean() || System.nanoTime() - deadline > 0) {
            throw e;
          }
        }
      }
    } finally {
      sent.cancel(true);
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private static Duration pause(HttpResponse<?> response, Duration otherwise) {
    return response
        .headers()
        .firstValue("Retry-After")
        .flatMap(value -> RetryAfter.of(value, InstantSource.system()))
        .orElse(otherwise);
  }

  private void pause(Duration pause, BooleanSupplier stopped) throws InterruptedException {
    long end = System.nanoTime() + pause.toNanos();
    boolean ended = false;
    while (!ended && !stopped.getAsBoolean() && System.nanoTime() - end < 0) {
      ended = closed.await(POLL_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private static String reason(@Nullable Throwable cause) {
    return switch (cause) {
      case HttpConnectTimeoutException _ -> "it does not accept connections in time";
      case ConnectException _ -> "it does not accept connections";
      case IOException broken -> "it broke off: " + IoReason.of(broken);
      case null -> "it failed";
      default -> "it failed: " + IoReason.of(cause);
    };
  }

  @Override
  public void close() {
    closed.countDown();
    threads.shutdownNow();
    http.shutdownNow();
  }
}
