package dev.diptych.web;

import dev.diptych.core.Cancellation;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answers that go on, as {@code text/event-stream} (HTML Living Standard, server-sent events):
 * one event for each change, and a comment now and then so that both sides see that the other is
 * there. Each takes the virtual thread of its request. Thread-safe. Closing ends all of them at
 * once, between two events.
 */
final class EventStreams implements AutoCloseable {

  /** Most of them at a time; each holds a connection. */
  static final int MOST = 32;

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  /** Below the half minute after which a silent connection counts as left. */
  private static final Duration BETWEEN_BEATS = Duration.ofSeconds(10);

  /** When a browser whose stream broke off asks again. */
  private static final int RETRY_MILLIS = 3000;

  private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);

  private final Semaphore room = new Semaphore(MOST);
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * Answers with events until the client leaves or this closes.
   *
   * @param name what the events are called
   * @param next the data of the next event, one line; empty where nothing has changed since the
   *     last one; asked twice a second
   * @throws HttpProblem OVERLOADED where there are {@link #MOST} already, or this is closed
   */
  void stream(Context ctx, String name, Supplier<Optional<String>> next) {
    if (closed.getCount() == 0) {
      throw overloaded("the server is stopping; ask again when it is back");
    }
    if (!room.tryAcquire()) {
      throw overloaded(
          "%s streams of events are open, which is as many as this server takes on; ask for the state now and then instead"
              .formatted(MOST));
    }
    try {
      write(ctx, name, next);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.debug("the client of a stream of events left", e);
    } finally {
      room.release();
    }
  }

  private static HttpProblem overloaded(String detail) {
    return new HttpProblem(503, "OVERLOADED", detail);
  }

  private void write(Context ctx, String name, Supplier<Optional<String>> next)
      throws IOException, InterruptedException {
    ctx.contentType("text/event-stream");
    ctx.header("Cache-Control", "no-store");
    // nginx hands on what comes when it comes.
    ctx.header("X-Accel-Buffering", "no");
    Cancellation client = RequestEntry.client(ctx);
    // Before anything is sent: what goes wrong here is still answered as a problem.
    Optional<String> data = next.get();
    OutputStream out = ctx.res().getOutputStream();
    send(out, "retry: %s\n\n".formatted(RETRY_MILLIS));
    long beat = System.nanoTime();
    while (true) {
      if (data.isPresent()) {
        send(out, "event: %s\ndata: %s\n\n".formatted(name, data.get()));
        beat = System.nanoTime();
      } else if (System.nanoTime() - beat >= BETWEEN_BEATS.toNanos()) {
        send(out, ":\n\n");
        beat = System.nanoTime();
      }
      if (closed.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS) || client.isRequested()) {
        return;
      }
      data = next.get();
    }
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
