package dev.diptych.encoders;

import static dev.diptych.encoders.internal.hub.FakeHub.file;
import static dev.diptych.encoders.internal.hub.FakeHub.head;
import static dev.diptych.encoders.internal.hub.FakeHub.sha256;
import static dev.diptych.encoders.internal.hub.FakeHub.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.internal.hub.FakeHub;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hub that stalls, cuts, lies and forgets; the checkpoint comes whole or not at all. */
class ModelHubFailureTest extends PullTestCase {

  @Test
  void pull_connectionDropped_goesOnWithTheNextByte() {
    nextWeights(first(HALF));
    assertWhole(scene.pull());
    assertThat(rangesAsked()).containsExactly("", "bytes=" + HALF + "-");
    assertThat(scene.pauses).containsExactly(Duration.ofSeconds(1));
    assertThat(scene.events(PullEvent.Retrying.class).getFirst().what())
        .isEqualTo("model.safetensors");
  }

  @Test
  void pull_droppedAtRandomPlaces_alwaysBecomesWhole() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    scene.attempts = 100;
    for (int i = 0; i < 40; i++) {
      int more = random.nextInt(PullScene.WEIGHT_BYTES / 40);
      nextWeights(
          (request, out) -> {
            String range = request.header("Range");
            int from = range.isEmpty() ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
            if (from == 0) {
              head(out, 200, "Content-Length: " + weights.length);
            } else {
              head(
                  out,
                  206,
                  "Content-Range: bytes %s-%s/%s"
                      .formatted(from, weights.length - 1, weights.length));
            }
            out.write(weights, from, Math.min(more, weights.length - from));
          });
    }
    PulledCheckpoint pulled = scene.pull();
    assertThat(pulled.folder().resolve("model.safetensors"))
        .as("seed %s", seed)
        .hasBinaryContent(weights);
  }

  @Test
  void pull_serverSendsShorterRangesThanAsked_asksForTheRestWithoutWaiting() {
    scene.hub.always(
        scene.weightsPath(),
        (request, out) -> {
          String range = request.header("Range");
          int from = range.isEmpty() ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
          if (from == 0) {
            first(HALF).send(request, out);
          } else {
            int end = Math.min(from + 40_000, weights.length);
            head(
                out,
                206,
                "Content-Length: " + (end - from),
                "Content-Range: bytes %s-%s/%s".formatted(from, end - 1, weights.length));
            out.write(weights, from, end - from);
          }
        });
    assertWhole(scene.pull());
    assertThat(scene.pauses).hasSize(1);
  }

  @Test
  void pull_largeFileAlwaysCutAndNeverResumed_isGivenUp() {
    byte[] large = new byte[3 << 20];
    scene.main.file("model.safetensors", large);
    scene.hub.always(
        scene.weightsPath(),
        (request, out) -> {
          if (request.header("Range").isEmpty()) {
            head(out, 200, "Content-Length: " + large.length);
            out.write(large, 0, 2 << 20);
          } else {
            status(out, 416, "");
          }
        });
    assertFails(ErrorCode.UNAVAILABLE).hasMessageContaining("tried 5 times");
  }

  @Test
  void pull_rangeIgnored_startsAgainCleanly() {
    nextWeights(first(HALF));
    nextWeights(
        (request, out) -> {
          head(out, 200, "Content-Length: " + weights.length);
          out.write(weights);
        });
    assertWhole(scene.pull());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes 0-299999/300000",
        "bytes 149999-299999/300000",
        "bytes 150001-299999/300000",
        "bytes 150000-300000/300000",
        "bytes 150000-149999/300000",
        "bytes */300000",
        "",
        "garbage",
        "items 150000-299999/300000"
      })
  void pull_wrongContentRange_isNotAppendedAndTheFileComesWhole(String range) {
    nextWeights(first(HALF));
    nextWeights(
        (request, out) -> {
          head(out, 206, "Content-Range: " + range);
          out.write(weights, HALF, HALF);
        });
    assertWhole(scene.pull());
    assertThat(rangesAsked()).containsExactly("", "bytes=150000-", "");
  }

  @Test
  void pull_partialAnswerThatWasNotAskedFor_isNotTaken() {
    nextWeights(
        (request, out) -> {
          head(out, 206, "Content-Range: bytes 0-299999/300000");
          out.write(weights);
        });
    assertWhole(scene.pull());
    assertThat(rangesAsked()).containsExactly("", "");
  }

  @Test
  void pull_contentRangeOfAnotherSize_saysThatTheFileChanged() {
    nextWeights(first(HALF));
    nextWeights(
        (request, out) -> {
          head(out, 206, "Content-Range: bytes 150000-299999/300001");
          out.write(weights, HALF, HALF);
        });
    assertFails(ErrorCode.INVALID_CHECKPOINT).hasMessageContaining("300001");
    assertWhole(scene.pull());
  }

  @Test
  void pull_rangeNotSatisfiable_startsAgain() {
    nextWeights(first(HALF));
    nextWeights((request, out) -> status(out, 416, "", "Content-Range: bytes */300000"));
    assertWhole(scene.pull());
    assertThat(rangesAsked()).containsExactly("", "bytes=150000-", "");
  }

  @Test
  void pull_fileChangedBetweenTwoPartsButHonest_isRefusedNamingBothHashes() {
    byte[] other = PullScene.weights(8);
    nextWeights(first(HALF));
    scene.hub.always(
        scene.weightsPath(),
        (request, out) -> file(request, out, other, "\"" + sha256(other) + "\""));
    assertFails(ErrorCode.INVALID_CHECKPOINT)
        .hasMessageContaining(sha256(weights))
        .hasMessageContaining(sha256(other));
  }

  @Test
  void pull_sameBytesUnderAnotherTagOrNone_areGoneOnWith() {
    for (String tag : List.of("ETag: \"" + "b".repeat(64) + "\"", "X-No-Tag: 1")) {
      nextWeights(first(HALF));
      nextWeights(
          (request, out) -> {
            assertThat(request.header("If-Range")).isEmpty();
            head(out, 206, "Content-Range: bytes 150000-299999/300000", tag);
            out.write(weights, HALF, HALF);
          });
      assertWhole(scene.pull());
      assertThat(rangesAsked()).containsExactly("", "bytes=150000-");
      ModelHub.discardDownloads(downloads, "blip-itm-base-coco");
      scene.hub.forgetRequests();
    }
  }

  @Test
  void pull_fileChangedBetweenTwoPartsWithAnotherTag_isNoticedByItsHash() {
    nextWeights(first(HALF));
    nextWeights(
        (request, out) -> {
          head(out, 206, "Content-Range: bytes 150000-299999/300000", "ETag: \"other\"");
          out.write(PullScene.weights(8), HALF, HALF);
        });
    assertWhole(scene.pull());
    assertThat(rangesAsked()).containsExactly("", "bytes=150000-", "");
  }

  @Test
  void pull_fileChangedBetweenTwoPartsUnderTheSameTag_isNoticedAndFetchedAnew() {
    nextWeights(first(HALF));
    nextWeights(
        (request, out) -> {
          head(out, 206, "Content-Range: bytes 150000-299999/300000");
          out.write(PullScene.weights(8), HALF, HALF);
        });
    assertWhole(scene.pull());
    assertThat(rangesAsked()).containsExactly("", "bytes=150000-", "");
  }

  @Test
  void pull_announcedHashIsNotTheFiles_isRefusedAndNothingStays() throws IOException {
    scene.main.announce("model.safetensors", "f".repeat(64));
    assertFails(ErrorCode.INVALID_CHECKPOINT)
        .hasMessageContaining("f".repeat(64))
        .hasMessageContaining(sha256(weights))
        .hasMessageContaining("DIPTYCH_HUB");
    assertThat(PullScene.hashes(scene.growing()).keySet()).doesNotContain("model.safetensors");
    assertThat(rangesAsked()).as("the same lie is not asked for twice").hasSize(1);
  }

  @Test
  void pull_smallFileWithAnotherGitHash_isRefused() {
    byte[] config = scene.main.bytes("config.json");
    byte[] flipped = config.clone();
    flipped[3] ^= 1;
    scene.hub.always(
        scene.hub.resolve("main", "config.json"),
        (request, out) -> file(request, out, flipped, "\"x\""));
    assertFails(ErrorCode.INVALID_CHECKPOINT)
        .hasMessageContaining("config.json")
        .hasMessageContaining(FakeHub.gitBlob(config))
        .hasMessageContaining(FakeHub.gitBlob(flipped));
  }

  @Test
  void pull_hubNamesAnotherCommitOrHashWhileFetching_isRefused() {
    for (String header :
        List.of(
            "X-Repo-Commit: " + "d".repeat(40),
            "X-Linked-Size: 299999",
            "X-Linked-ETag: \"" + "e".repeat(64) + "\"")) {
      nextWeights((request, out) -> file(request, out, weights, "\"x\"", header));
      assertFails(ErrorCode.INVALID_CHECKPOINT)
          .hasMessageContaining(header.replaceAll(".*: |\"", ""));
    }
    assertWhole(scene.pull());
  }

  @Test
  void pull_loginPageInsteadOfTheFile_isRefused() {
    nextWeights((request, out) -> status(out, 200, "<html>please log in</html>"));
    assertFails(ErrorCode.INVALID_CHECKPOINT).hasMessageContaining("300000 bytes, but sends 26");
  }

  @Test
  void pull_moreBytesThanAnnounced_isCutOff() {
    nextWeights(
        (request, out) -> {
          head(out, 200);
          out.write(weights);
          out.write(weights);
        });
    assertFails(ErrorCode.INVALID_CHECKPOINT).hasMessageContaining("more than the 300000 bytes");
  }

  @Test
  void pull_packedAnswer_isRefused() {
    nextWeights((request, out) -> file(request, out, weights, "\"x\"", "Content-Encoding: gzip"));
    assertFails(ErrorCode.UNAVAILABLE).hasMessageContaining("gzip");
    assertThat(scene.hub.requestsFor("model.safetensors").getFirst().header("Accept-Encoding"))
        .isEqualTo("identity");
  }

  @Test
  void pull_failedMidway_nextPullGoesOnWithTheNextByte() throws IOException {
    scene.attempts = 1;
    nextWeights(first(HALF));
    assertFails(ErrorCode.UNAVAILABLE).hasMessageContaining("goes on where it stopped");
    assertWhole(scene.pull());
    assertThat(rangesAsked()).containsExactly("", "bytes=" + HALF + "-");
    assertThat(scene.hub.requestsFor("config.json")).as("whole ones stay").hasSize(1);
  }

  @Test
  void pull_failedMidwayAndTheBranchMoved_startsTheChangedFileAnew() throws IOException {
    scene.attempts = 1;
    nextWeights(first(HALF));
    assertFails(ErrorCode.UNAVAILABLE);
    weights = PullScene.weights(5);
    scene.main = PullScene.companions(scene.hub.branch("main", 'b'));
    scene.main.file("model.safetensors", weights);
    PulledCheckpoint pulled = scene.pull();
    assertWhole(pulled);
    assertThat(pulled.commit()).isEqualTo("b".repeat(40));
    assertThat(rangesAsked()).containsExactly("", "");
  }

  @Test
  void pull_interruptedWhileWaiting_stopsAndKeepsTheInterrupt() {
    Thread.currentThread().interrupt();
    assertFails(ErrorCode.UNAVAILABLE).hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }
}
