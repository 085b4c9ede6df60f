package dev.diptych.encoders;

import static dev.diptych.encoders.internal.hub.FakeHub.head;
import static dev.diptych.encoders.internal.hub.FakeHub.sha256;
import static dev.diptych.encoders.internal.hub.FakeHub.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.internal.hub.FakeHub.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a pull waits, how long, and when it gives up. */
class ModelHubWaitTest {

  private static final int HALF = PullScene.WEIGHT_BYTES / 2;

  @TempDir Path downloads;
  private PullScene scene;
  private byte[] weights;

  @BeforeEach
  void start() throws IOException {
    scene = new PullScene(downloads);
    weights = scene.main.bytes("model.safetensors");
  }

  @AfterEach
  void stop() {
    scene.close();
  }

  /** Sends the first bytes of a file that is announced in full, then ends the connection. */
  private Reply first(int bytes) {
    return (request, out) -> {
      head(out, 200, "Content-Length: " + weights.length, "ETag: \"" + sha256(weights) + "\"");
      out.write(weights, 0, bytes);
    };
  }

  private void nextWeights(Reply reply) {
    scene.hub.next(scene.weightsPath(), reply);
  }

  private List<String> rangesAsked() {
    return scene.hub.requestsFor("model.safetensors").stream()
        .map(request -> request.header("Range"))
        .toList();
  }

  private void assertWhole(PulledCheckpoint pulled) {
    assertThat(pulled.folder().resolve("model.safetensors")).hasBinaryContent(weights);
    assertThat(scene.growing()).doesNotExist();
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertFails(ErrorCode code) {
    AbstractThrowableAssert<?, ? extends Throwable> failed =
        assertThatThrownBy(() -> scene.pull())
            .isInstanceOfSatisfying(
                DiptychException.class,
                e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
    assertThat(scene.target()).as("half a model").doesNotExist();
    return failed;
  }

  @Test
  void pull_tooManyRequests_waitsAsLongAsAsked() {
    nextWeights((request, out) -> status(out, 429, "", "Retry-After: 17"));
    nextWeights(
        (request, out) -> status(out, 503, "", "Retry-After: Fri, 01 May 2026 12:01:30 GMT"));
    nextWeights(
        (request, out) -> status(out, 503, "", "Retry-After: Fri, 01 May 2026 11:00:00 GMT"));
    nextWeights((request, out) -> status(out, 429, "", "Retry-After: soon"));
    assertWhole(scene.pull());
    assertThat(scene.pauses)
        .containsExactly(
            Duration.ofSeconds(17), Duration.ofSeconds(90), Duration.ZERO, Duration.ofSeconds(8));
  }

  @Test
  void pull_tooManyRequestsForTheListing_waitsAsWell() {
    scene.hub.next(
        scene.hub.listing("main"), (request, out) -> status(out, 429, "", "Retry-After: 3"));
    assertWhole(scene.pull());
    assertThat(scene.pauses).containsExactly(Duration.ofSeconds(3));
  }

  @Test
  void pull_askedToWaitForHours_saysSoInsteadOfWaiting() {
    nextWeights((request, out) -> status(out, 429, "", "Retry-After: 7200"));
    assertFails(ErrorCode.UNAVAILABLE).hasMessageContaining("120 minutes");
    assertThat(scene.pauses).isEmpty();
  }

  @Test
  void pull_serverErrorsForEver_givesUpAfterDoublingWaitsUpToAMinute() {
    scene.attempts = 9;
    scene.hub.always(scene.weightsPath(), (request, out) -> status(out, 500, ""));
    assertFails(ErrorCode.UNAVAILABLE)
        .hasMessageContaining("status 500")
        .hasMessageContaining("tried 9 times");
    assertThat(scene.pauses.stream().map(Duration::toSeconds))
        .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
  }

  @Test
  void pull_missingFileThatWasListed_isNotTriedAgain() {
    scene.hub.always(scene.weightsPath(), (request, out) -> status(out, 404, ""));
    assertFails(ErrorCode.NOT_FOUND).hasMessageContaining("model.safetensors");
    assertThat(scene.pauses).isEmpty();
  }

  @Test
  void pull_stalledBody_isGivenUpAndGoneOnWith() {
    scene.stallTimeout = Duration.ofMillis(500);
    nextWeights(
        (request, out) -> {
          first(HALF).send(request, out);
          out.flush();
          scene.hub.stall();
        });
    assertWhole(scene.pull());
    assertThat(scene.events(PullEvent.Retrying.class).getFirst().reason())
        .contains("nothing came for 500 ms");
    assertThat(rangesAsked()).contains("bytes=" + HALF + "-");
  }

  @Test
  void pull_noAnswerAtAll_isGivenUp() {
    scene.stallTimeout = Duration.ofMillis(500);
    nextWeights((request, out) -> scene.hub.stall());
    assertWhole(scene.pull());
    assertThat(scene.events(PullEvent.Retrying.class).getFirst().reason())
        .contains("did not answer within 500 ms");
  }

  @Test
  void pull_hubNotThere_isUnavailableAndNamesTheWaysOut() {
    scene.hub.close();
    assertFails(ErrorCode.UNAVAILABLE)
        .hasMessageContaining("127.0.0.1")
        .hasMessageContaining("DIPTYCH_HUB")
        .hasMessageContaining("https_proxy");
  }
}
