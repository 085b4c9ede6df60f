package dev.diptych.indexer.internal.captioning;

import static dev.diptych.testkit.StrangeServer.bytes;
import static dev.diptych.testkit.StrangeServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.indexer.CaptionEndpoint;
import dev.diptych.indexer.internal.captioning.EndpointClient.Outcome;
import dev.diptych.testkit.StrangeServer;
import dev.diptych.testkit.jvm.NoThreadLeft;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(NoThreadLeft.class)
@Timeout(60)
final class EndpointClientTest {

  private static final String PATH = "/v1/chat/completions";
  private static final byte[] JPEG = {1, 2, 3};
  private static final byte[] ANSWER =
      "{\"choices\":[{\"message\":{\"content\":\"A red circle.\"}}]}"
          .getBytes(StandardCharsets.UTF_8);

  private static final EndpointClient.Patience USUAL = patience(Duration.ofSeconds(20));

  private final CountDownLatch over = new CountDownLatch(1);
  private StrangeServer server;

  private static EndpointClient.Patience patience(Duration answer) {
    return new EndpointClient.Patience(answer, Duration.ofMillis(1), Duration.ofSeconds(5), 3);
  }

  @BeforeEach
  void start() throws IOException {
    server = new StrangeServer();
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.close();
  }

  private Outcome ask(EndpointClient.Patience patience) {
    CaptionEndpoint endpoint =
        CaptionEndpoint.of(server.at("/v1#llava:13b"), Optional.of("s3cret"));
    try (EndpointClient client = new EndpointClient(endpoint, patience)) {
      return client.ask(JPEG, 2, () -> false).join();
    }
  }

  @Test
  void ask_picture_sendsPixelsModelAndKeyAlone() throws Exception {
    List<String> sent = Collections.synchronizedList(new ArrayList<>());
    server.on(
        PATH,
        exchange -> {
          sent.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          sent.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          bytes(ANSWER).to(exchange);
        });
    assertThat(ask(USUAL)).isEqualTo(new Outcome.Captions(List.of("A red circle")));
    assertThat(sent.get(0)).isEqualTo("Bearer s3cret");
    JsonNode body = JsonMapper.builder().build().readTree(sent.get(1));
    assertThat(body.get("model").stringValue()).isEqualTo("llava:13b");
    JsonNode content = body.get("messages").get(0).get("content");
    assertThat(content.get(0).get("text").stringValue()).contains("2 different");
    assertThat(content.get(1).get("image_url").get("url").stringValue())
        .isEqualTo("data:image/jpeg;base64,AQID");
    assertThat(body.get("max_tokens").intValue()).isPositive();
  }

  @Test
  void ask_redirect_isNotFollowed_soThatTheKeyStays() throws IOException {
    try (StrangeServer other = new StrangeServer()) {
      server.on(PATH, status(307, "Location", other.at(PATH)));
      assertThat(ask(USUAL))
          .isInstanceOfSatisfying(
              Outcome.Over.class, o -> assertThat(o.reason()).contains("HTTP 307"));
      assertThat(other.asked()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"429", "500", "502", "503"})
  void ask_troubleThatPasses_isAskedAgain(int status) {
    AtomicInteger times = new AtomicInteger();
    server.on(
        PATH,
        exchange ->
            (times.incrementAndGet() < 3 ? status(status, "Retry-After", "0") : bytes(ANSWER))
                .to(exchange));
    assertThat(ask(USUAL)).isInstanceOf(Outcome.Captions.class);
    assertThat(times).hasValue(3);
  }

  @Test
  void ask_troubleThatStays_isGivenUp() {
    server.on(PATH, status(500));
    assertThat(ask(USUAL)).isEqualTo(new Outcome.Over("it answers HTTP 500"));
    assertThat(server.asked()).hasSize(3);
    server.on(PATH, status(429, "Retry-After", "3600"));
    assertThat(ask(USUAL))
        .isEqualTo(new Outcome.Over("it answers HTTP 429 and asks to be left alone for 3600 s"));
    assertThat(server.asked()).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource({"401, DIPTYCH_CAPTIONER_KEY", "403, DIPTYCH_CAPTIONER_KEY", "404, llava:13b"})
  void ask_refusedForGood_isNotRepeated(int status, String hint) {
    server.on(PATH, status(status));
    assertThat(ask(USUAL))
        .isInstanceOfSatisfying(Outcome.Over.class, o -> assertThat(o.reason()).contains(hint));
    assertThat(server.asked()).hasSize(1);
  }

  @Test
  void ask_lies_areOfNoUse_andNotRepeated() {
    server.on(PATH, bytes("{\"choices\": \"yes\"}".getBytes(StandardCharsets.UTF_8)));
    assertThat(ask(USUAL)).isInstanceOf(Outcome.Unusable.class);
    server.on(PATH, status(400));
    assertThat(ask(USUAL)).isEqualTo(new Outcome.Unusable("it answers HTTP 400"));
    assertThat(server.asked()).hasSize(2);
  }

  @Test
  void ask_endlessAnswer_isBrokenOff() {
    server.on(
        PATH,
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          OutputStream out = exchange.getResponseBody();
          byte[] more = new byte[100_000];
          while (over.getCount() > 0) {
            out.write(more);
          }
        });
    assertThat(ask(USUAL)).isInstanceOf(Outcome.Over.class);
  }

  @Test
  void ask_stall_beforeOrInTheAnswer_endsInTime() {
    server.on(PATH, exchange -> await());
    Outcome late = new Outcome.Over("no whole answer came within 0 s");
    assertThat(ask(patience(Duration.ofMillis(300)))).isEqualTo(late);
    server.on(
        PATH,
        exchange -> {
          exchange.sendResponseHeaders(200, ANSWER.length);
          exchange.getResponseBody().write(ANSWER, 0, 10);
          exchange.getResponseBody().flush();
          await();
        });
    assertThat(ask(patience(Duration.ofMillis(300)))).isEqualTo(late);
  }

  @Test
  void ask_nobodyThere_isGivenUp() {
    CaptionEndpoint endpoint = CaptionEndpoint.of(server.at("/v1#llava"), Optional.empty());
    server.close();
    try (EndpointClient client = new EndpointClient(endpoint, USUAL)) {
      assertThat(client.ask(JPEG, 1, () -> false).join())
          .isEqualTo(new Outcome.Over("it does not accept connections"));
    }
  }

  @Test
  void ask_runStopped_returnsSoon() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    server.on(
        PATH,
        exchange -> {
          asked.countDown();
          await();
        });
    AtomicBoolean stopped = new AtomicBoolean();
    CaptionEndpoint endpoint = CaptionEndpoint.of(server.at("/v1#llava"), Optional.empty());
    try (EndpointClient client = new EndpointClient(endpoint, USUAL)) {
      var outcome = client.ask(JPEG, 1, stopped::get);
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
      stopped.set(true);
      assertThat(outcome.get(10, TimeUnit.SECONDS)).isInstanceOf(Outcome.Over.class);
    }
  }

  private void await() {
    try {
      assertThat(over.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
