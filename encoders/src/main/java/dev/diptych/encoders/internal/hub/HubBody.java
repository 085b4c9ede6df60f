package dev.diptych.encoders.internal.hub;

import dev.diptych.core.IoReason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an answer, pulled part by part; a pause between two of them that is longer than the
 * stall timeout is an error. The client's own timeout ends with the headers. For one thread.
 */
final class HubBody implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {

  /** What the network said: bytes, the end, or a failure. */
  private sealed interface Signal {
    record Bytes(List<ByteBuffer> buffers) implements Signal {}

    record End() implements Signal {}

    record Failure(Throwable cause) implements Signal {}
  }

  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
  private final Deque<ByteBuffer> arrived = new ArrayDeque<>();
  private final Duration stallTimeout;
  private volatile Flow.@Nullable Subscription subscription;
  private boolean taken;
  private boolean ended;

  HubBody(Flow.Publisher<List<ByteBuffer>> publisher, Duration stallTimeout) {
    this.stallTimeout = stallTimeout;
    publisher.subscribe(this);
  }

  /**
   * {@return the next bytes, or null at the end}
   *
   * @throws IOException when the connection broke or stalled
   */
  @Nullable ByteBuffer next() throws IOException, InterruptedException {
    while (arrived.isEmpty() && !ended) {
      Flow.Subscription source = subscription;
      if (taken && source != null) {
        taken = false;
        source.request(1);
      }
      Signal signal = signals.poll(stallTimeout.toNanos(), TimeUnit.NANOSECONDS);
      switch (signal) {
        case null ->
            throw new HttpTimeoutException("nothing came for %s".formatted(text(stallTimeout)));
        case Signal.Bytes bytes -> {
          taken = true;
          arrived.addAll(bytes.buffers());
        }
        case Signal.End _ -> ended = true;
        case Signal.Failure failure ->
            throw new IOException(
                "the connection broke: " + IoReason.of(failure.cause()), failure.cause());
      }
    }
    return arrived.poll();
  }

  /**
   * {@return all bytes}
   *
   * @throws IOException also when there are more than {@code most}
   */
  byte[] all(int most) throws IOException, InterruptedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (ByteBuffer next = next(); next != null; next = next()) {
      if (bytes.size() + next.remaining() > most) {
        throw new OversizeException(most);
      }
      byte[] part = new byte[next.remaining()];
      next.get(part);
      bytes.write(part, 0, part.length);
    }
    return bytes.toByteArray();
  }

  static String text(Duration time) {
    return time.toMillis() < 1000 ? time.toMillis() + " ms" : time.toSeconds() + " s";
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(1); // the next one is asked for when this one was taken
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    signals.add(new Signal.Bytes(buffers));
  }

  @Override
  public void onError(Throwable error) {
    signals.add(new Signal.Failure(error));
  }

  @Override
  public void onComplete() {
    signals.add(new Signal.End());
  }

  /** Gives the connection up where the answer is not at its end. */
  @Override
  public void close() {
    Flow.Subscription source = subscription;
    if (source != null && !ended) {
      source.cancel();
    }
  }

  /** An answer larger than it may be. */
  static final class OversizeException extends IOException {
    private static final long serialVersionUID = 1L;

    OversizeException(int most) {
      super("the answer is larger than %s bytes".formatted(most));
    }
  }
}
