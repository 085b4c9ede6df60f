package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Item;
import dev.diptych.core.MatchProbability;
import dev.diptych.searcher.AuditReport;
import dev.diptych.searcher.AuditReport.Rejected;
import dev.diptych.searcher.AuditRequest;
import dev.diptych.searcher.GeneratedText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What a client writes is the audit that is made; what it finds is what a client reads. */
final class AuditRoutesTest {

  private final FakeEngine engine = new FakeEngine();
  private final BlockingQueue<AuditRequest> asked = new LinkedBlockingQueue<>();
  private static final Optional<Duration> MOST = Optional.of(Duration.ofSeconds(10));

  private final WebServer server =
      WebServer.start(engine, WebOptions.DEFAULT.withPort(0).withLongestBudget(MOST));
  private final ApiClient api = new ApiClient(server.address());
  private final Item image = engine.addImage("0123456789", "file:///p/cat.png");
  private final Item text = engine.addText("9876543210", "a dog");

  @BeforeEach
  void answer() {
    engine.auditAnswer.set(
        (request, cancellation) -> {
          asked.add(request);
          Rejected rejected =
              new Rejected(
                  text,
                  image,
                  new MatchProbability(0.03, true),
                  Optional.of(new GeneratedText("a cat", "blip", 0.99)));
          return new AuditReport(9, 7, 5, 6, 1, true, 4, List.of(rejected));
        });
  }

  @AfterEach
  void stop() {
    api.close();
    server.close();
  }

  @Test
  void get_noFields_defaultsWithinTheServersBudget() {
    Answer answer = api.get("/api/v1/audit");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(asked.remove()).isEqualTo(new AuditRequest(0.5, true, 50, 0, MOST));
    JsonNode json = answer.json();
    assertThat(json.get("looked").intValue()).isEqualTo(7);
    assertThat(json.get("images").intValue()).isEqualTo(9);
    assertThat(json.get("unread").intValue()).isEqualTo(1);
    assertThat(json.get("found").intValue()).isEqualTo(4);
    assertThat(json.get("outOfTime").booleanValue()).isTrue();
    JsonNode rejected = json.get("rejected").get(0);
    assertThat(rejected.get("item").stringValue()).isEqualTo("0123456789");
    assertThat(rejected.get("text").stringValue()).isEqualTo("a dog");
    assertThat(rejected.at("/better/text").stringValue()).isEqualTo("a cat");
  }

  @Test
  void get_allFields_areTheAuditThatIsMade() {
    Answer answer =
        api.get("/api/v1/audit?threshold=10%25&suggest=off&limit=7&offset=3&budget=300ms");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(asked.remove())
        .isEqualTo(new AuditRequest(0.1, false, 7, 3, Optional.of(Duration.ofMillis(300))));
    assertThat(answer.json().get("offset").intValue()).isEqualTo(3);
    api.get("/api/v1/audit?budget=600s");
    assertThat(asked.remove().budget()).isEqualTo(MOST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "threshold=off",
        "threshold=auto",
        "threshold=2",
        "threshold=0",
        "suggest=yes",
        "limit=0",
        "limit=1001",
        "limit=x",
        "offset=-1",
        "budget=1h",
        "q=cat"
      })
  void get_impossible_refusedByName(String query) {
    Answer answer = api.get("/api/v1/audit?" + query);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().get("detail").stringValue())
        .contains(query.substring(0, query.indexOf('=')));
    assertThat(asked).isEmpty();
  }
}
