package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.internal.hub.FakeHub;
import dev.diptych.encoders.internal.hub.HubScenes;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A hub that answers as huggingface.co does today. */
class ModelHubTodayTest extends PullTestCase {

  private FakeHub storage;

  @BeforeEach
  void startStorage() throws IOException {
    storage = new FakeHub("storage/of-weights");
  }

  @AfterEach
  void stopStorage() {
    storage.close();
  }

  private String listingWithoutHashes() {
    return "{\"sha\":\"%s\",\"siblings\":[{\"rfilename\":\"config.json\"},{\"rfilename\":\"vocab.txt\"},{\"rfilename\":\"model.safetensors\"}]}"
        .formatted("a".repeat(40));
  }

  private String asToday() {
    for (String file :
        new String[] {
          "config.json", "preprocessor_config.json", "tokenizer_config.json", "vocab.txt"
        }) {
      HubScenes.smallFileThroughTheCache(scene.hub, "main", file);
    }
    String signed = HubScenes.largeFileElsewhere(scene.hub, storage, "main", "model.safetensors");
    storage.always(signed, HubScenes.foreignTags(weights));
    return signed;
  }

  @Test
  void pull_redirectsOfToday_bringsEveryFile() {
    asToday();
    scene.token = "hf_good";
    assertWhole(scene.pull());
    assertThat(storage.requests())
        .isNotEmpty()
        .allMatch(request -> request.header("Authorization").isEmpty());
    assertThat(scene.hub.requests())
        .allMatch(request -> request.header("Authorization").equals("Bearer hf_good"));
  }

  @Test
  void pull_redirectsOfTodayAndNoHashInTheList_takesThemFromTheRedirectAlone() throws IOException {
    asToday();
    scene.hub.always(
        scene.hub.listing("main"),
        (request, out) -> FakeHub.status(out, 200, listingWithoutHashes()));
    PulledCheckpoint pulled = scene.pull();
    assertWhole(pulled);
    assertThat(Files.readString(pulled.folder().resolve("source.json")))
        .contains(FakeHub.sha256(weights), "SHA256", "GIT_BLOB")
        .doesNotContain("\"SIZE\"");
    assertThat(storage.requests()).as("a HEAD there tells nothing").hasSize(1);
  }

  @Test
  void pull_foreignTagsThatChange_neverRestartADownload() {
    String signed = asToday();
    for (int i = 1; i < 4; i++) {
      int end = i * 70_000;
      String tag = "ETag: \"" + String.valueOf(i).repeat(64) + "\"";
      storage.next(
          signed,
          (request, out) -> {
            String range = request.header("Range");
            int from = range.isEmpty() ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
            String all = "Content-Length: " + (weights.length - from);
            if (from == 0) {
              FakeHub.head(out, 200, all, tag);
            } else {
              FakeHub.head(
                  out,
                  206,
                  all,
                  tag,
                  "Content-Range: bytes %s-%s/%s"
                      .formatted(from, weights.length - 1, weights.length));
            }
            out.write(weights, from, end - from);
          });
    }
    assertWhole(scene.pull());
    assertThat(storage.requests().stream().map(request -> request.header("Range")))
        .containsExactly("", "bytes=70000-", "bytes=140000-", "bytes=210000-");
  }

  @Test
  void pull_partOfAnEarlierProcessAndAnotherTagNow_isGoneOnWith() {
    String signed = asToday();
    scene.attempts = 1;
    storage.next(signed, first(HALF));
    assertFails(ErrorCode.UNAVAILABLE);
    assertWhole(scene.pull());
    assertThat(storage.requests().getLast().header("Range")).isEqualTo("bytes=" + HALF + "-");
  }

  @Test
  void pull_quotaUsedUp_waitsAsLongAsTheQuotaSaysAndTellsIt() {
    scene.hub.next(scene.hub.listing("main"), HubScenes.quotaUsedUp(299));
    nextWeights(HubScenes.quotaUsedUp(0));
    assertWhole(scene.pull());
    assertThat(scene.pauses).containsExactly(Duration.ofMinutes(5), Duration.ofSeconds(1));
    assertThat(scene.events(PullEvent.Retrying.class).getFirst())
        .satisfies(
            retry -> {
              assertThat(retry.pause()).isEqualTo(Duration.ofMinutes(5));
              assertThat(retry.reason()).contains("429", "too many requests");
            });
  }

  @Test
  void pull_quotaUsedUpAgainAndAgain_isBoundedInAll() {
    scene.attempts = 100;
    scene.hub.always(scene.weightsPath(), HubScenes.quotaUsedUp(299));
    assertFails(ErrorCode.UNAVAILABLE)
        .hasMessageContaining("30 minutes")
        .hasMessageContaining("goes on where it stopped");
    assertThat(scene.pauses).hasSize(6).allMatch(Duration.ofMinutes(5)::equals);
  }

  @Test
  void pull_tokenThatTheHubRefuses_fetchesAPublicCheckpointWithoutIt() {
    scene.token = "hf_stale";
    scene.hub.alwaysBelow("/", HubScenes.tokenRefused(scene.hub));
    assertWhole(scene.pull());
    assertThat(scene.events(PullEvent.TokenRefused.class))
        .singleElement()
        .satisfies(
            refused -> {
              assertThat(refused.origin()).isEqualTo("HF_TOKEN");
              assertThat(refused.reason()).contains("Invalid credentials");
            });
    assertThat(scene.hub.requests())
        .as("tried once with it, never again")
        .filteredOn(request -> !request.header("Authorization").isEmpty())
        .hasSize(1);
  }

  @Test
  void pull_tokenThatAMirrorRefusesWithoutWords_fetchesAPublicCheckpointWithoutIt() {
    scene.token = "hf_stale";
    scene.hub.alwaysBelow(
        "/",
        (request, out) -> {
          if (request.header("Authorization").isEmpty()) {
            scene.hub.behave(request, out);
          } else {
            FakeHub.status(out, 401, "");
          }
        });
    assertWhole(scene.pull());
    assertThat(scene.events(PullEvent.TokenRefused.class)).hasSize(1);
  }

  @Test
  void pull_refusedTokenAndNothingPublic_saysThatTheTokenIsRefusedAndWhereItCameFrom() {
    scene.token = "hf_stale";
    scene.hub.always(
        scene.hub.listing("main"),
        (request, out) -> {
          boolean sent = !request.header("Authorization").isEmpty();
          HubScenes.refused(
                  401,
                  sent ? "" : "RepoNotFound",
                  sent ? "Invalid credentials in Authorization header" : "Repository not found")
              .send(request, out);
        });
    assertFails(ErrorCode.NOT_FOUND)
        .hasMessageContaining("refuses the token from HF_TOKEN")
        .hasMessageNotContaining("set HF_TOKEN")
        .hasMessageNotContaining("hf_stale");
  }

  @ParameterizedTest
  @CsvSource({
    "401, RepoNotFound, Repository not found, has no public Salesforce/blip-itm-base-coco",
    "404, RepoNotFound, Repository not found, has no public Salesforce/blip-itm-base-coco",
    "401, GatedRepo, Access to model x is restricted, accepted its terms",
    "403, GatedRepo, Access to model x is restricted, accepted its terms",
    "404, RevisionNotFound, Invalid rev id: main, no revision \"main\"",
    "403, DisabledRepo, , has disabled Salesforce/blip-itm-base-coco",
    "403, '', Access to this resource is disabled., has disabled Salesforce/blip-itm-base-coco",
    "404, EntryNotFound, Entry not found, no such file"
  })
  void pull_errorCodeOfTheHub_choosesTheMessage(
      int status, String code, String words, String expected) {
    scene.hub.always(
        scene.hub.listing("main"), HubScenes.refused(status, code, words == null ? "" : words));
    assertFails(ErrorCode.NOT_FOUND).hasMessageContaining(expected);
    assertThat(scene.pauses).isEmpty();
  }

  @Test
  void pull_gatedFileWithATokenThatHasNoAccess_namesTheToken() {
    scene.token = "hf_mine";
    scene.hub.always(scene.weightsPath(), HubScenes.refused(403, "GatedRepo", "restricted"));
    assertFails(ErrorCode.NOT_FOUND)
        .hasMessageContaining("accept them at " + scene.base + "/Salesforce/blip-itm-base-coco")
        .hasMessageContaining("the token from HF_TOKEN")
        .hasMessageNotContaining("hf_mine");
  }

  @Test
  void pull_listedFileThatIsNot_namesTheFile() {
    scene.hub.always(scene.weightsPath(), HubScenes.refused(404, "EntryNotFound", "no entry"));
    assertFails(ErrorCode.NOT_FOUND).hasMessageContaining("no model.safetensors in it");
  }

  @Test
  void pull_mirrorThatSendsOnToTheHub_isFollowedForHeadersToo() throws IOException {
    scene.token = "hf_secret";
    scene.hub.always(
        scene.hub.listing("main"),
        (request, out) -> FakeHub.status(out, 200, listingWithoutHashes()));
    asToday();
    try (FakeHub mirror = new FakeHub("a/mirror")) {
      mirror.alwaysBelow(
          "/",
          (request, out) ->
              FakeHub.head(
                  out,
                  308,
                  "Location: http://localhost:%s%s"
                      .formatted(scene.hub.uri().getPort(), request.path()),
                  "ETag: \"" + "e".repeat(64) + "\"",
                  "Content-Length: 26"));
      scene.base = mirror.uri();
      PulledCheckpoint pulled = scene.pull();
      assertWhole(pulled);
      assertThat(Files.readString(pulled.folder().resolve("source.json")))
          .contains(FakeHub.sha256(weights));
    }
    assertThat(scene.hub.requests())
        .as("a token for the mirror is not one for where it sends on to")
        .isNotEmpty()
        .allMatch(request -> request.header("Authorization").isEmpty());
  }
}
