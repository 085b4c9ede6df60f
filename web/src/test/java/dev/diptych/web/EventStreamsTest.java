package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How streams of events begin and end; {@link PageJobsTest} has what they tell of an update. */
final class EventStreamsTest {

  private static final String EVENTS = "/api/v1/jobs/events";

  private final WebServer server =
      WebServer.start(new FakeEngine(), WebOptions.DEFAULT.withPort(0));

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void stream_opened_tellsTheStateAtOnceAndEndsWithTheServer() throws IOException {
    try (Events events = Events.open(server.address())) {
      assertThat(events.status()).isEqualTo(200);
      assertThat(Objects.requireNonNull(events.next()).get("allowed").booleanValue()).isFalse();

      server.close();

      assertThat(events.next()).isNull();
      assertThat(server.cutOff()).as("streams that had to be cut off").isZero();
    }
  }

  @Test
  void stream_moreThanTheServerTakesOn_refusedUntilOneLeaves() throws IOException {
    List<Events> open = new ArrayList<>();
    try {
      for (int i = 0; i < EventStreams.MOST; i++) {
        open.add(Events.open(server.address()));
        assertThat(open.getLast().status()).isEqualTo(200);
      }
      try (ApiClient api = new ApiClient(server.address())) {
        api.get(EVENTS).assertProblem(503, "OVERLOADED");
      }
      open.removeLast().close();
      assertThat(statusOnceThereIsRoom()).isEqualTo(200);
    } finally {
      for (Events each : open) {
        each.close();
      }
    }
  }

  private int statusOnceThereIsRoom() throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (true) {
      try (Events again = Events.open(server.address())) {
        if (again.status() == 200 || System.nanoTime() > end) {
          return again.status();
        }
      }
    }
  }

  @Test
  void stream_onlyItsHeadOrWithParameters_endsAtOnce() {
    try (ApiClient api = new ApiClient(server.address())) {
      assertThat(api.method("HEAD", EVENTS).status()).isEqualTo(200);
      assertThat(api.get(EVENTS + "?x=1").status()).isEqualTo(400);
    }
  }
}
