package dev.diptych.encoders;

import static dev.diptych.encoders.internal.hub.FakeHub.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.ErrorCode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a pull waits, how long, and when it gives up. */
class ModelHubWaitTest extends PullTestCase {

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
