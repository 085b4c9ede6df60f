package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.internal.hub.FakeHub;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files a pull takes, what it remembers of them, and when it asks nobody. */
class ModelHubTest extends PullTestCase {

  @Test
  void pull_safetensorsOnMain_bringsTheFilesOfACheckpointAndNoOthers() throws IOException {
    PulledCheckpoint pulled = scene.pull();
    assertThat(pulled)
        .isEqualTo(
            new PulledCheckpoint(
                scene.target(),
                PullScene.NAME,
                "main",
                "a".repeat(40),
                "model.safetensors",
                "main"));
    assertThat(PullScene.hashes(pulled.folder()).keySet())
        .containsExactly(
            "config.json",
            "model.safetensors",
            "preprocessor_config.json",
            "source.json",
            "tokenizer_config.json",
            "vocab.txt");
    for (String file : List.of("config.json", "model.safetensors", "vocab.txt")) {
      assertThat(pulled.folder().resolve(file)).hasBinaryContent(scene.main.bytes(file));
    }
    assertThat(scene.growing()).doesNotExist();
    assertThat(scene.pauses).isEmpty();
  }

  @Test
  void pull_openClipsFilesAlone_bringsThemWithTheirConfiguration() throws IOException {
    scene.main = scene.hub.branch("main", 'a');
    scene
        .main
        .file("open_clip_config.json", "{\"model_cfg\": {}}")
        .file("open_clip_model.safetensors", PullScene.weights(5))
        .file("open_clip_pytorch_model.bin", PullScene.weights(6))
        .file("tokenizer.json", "{}");
    PulledCheckpoint pulled = scene.pull();
    assertThat(pulled.weights()).isEqualTo("open_clip_model.safetensors");
    assertThat(PullScene.hashes(pulled.folder()).keySet())
        .containsExactly(
            "open_clip_config.json",
            "open_clip_model.safetensors",
            "source.json",
            "tokenizer.json");
  }

  @Test
  void pull_openClipsFilesBesideOthers_leavesThemOut() throws IOException {
    scene
        .main
        .file("open_clip_config.json", "{\"model_cfg\": {}}")
        .file("open_clip_model.safetensors", PullScene.weights(5));
    assertThat(PullScene.hashes(scene.pull().folder()).keySet())
        .contains("model.safetensors")
        .noneMatch(file -> file.startsWith("open_clip"));
  }

  @Test
  void pull_anything_asksForTheCommitAndNeverForTheBranch() {
    scene.pull();
    assertThat(scene.hub.requests())
        .filteredOn(request -> request.path().contains("/resolve/"))
        .hasSize(5)
        .allMatch(request -> request.path().contains("/resolve/" + "a".repeat(40) + "/"));
  }

  @Test
  void pull_knownName_isTheReleasedCheckpoint() {
    assertThat(scene.pull("blip-itm-base-coco").repository()).isEqualTo(PullScene.NAME);
    assertThat(ModelHub.knownNames())
        .containsExactlyInAnyOrder(
            "blip-itm-base-coco",
            "blip-itm-base-flickr",
            "blip-itm-large-coco",
            "blip-itm-large-flickr",
            "blip-image-captioning-base",
            "blip-image-captioning-large",
            "clip-vit-base-patch32",
            "clip-vit-base-patch16",
            "clip-vit-large-patch14",
            "clip-vit-large-patch14-336",
            "CLIP-ViT-B-32-laion2B-s34B-b79K",
            "siglip2-base-patch16-256",
            "siglip2-base-patch16-384",
            "siglip2-large-patch16-256",
            "siglip2-large-patch16-384",
            "blip2-itm-vit-g",
            "blip2-itm-vit-g-coco");
  }

  @Test
  void licence_knownCheckpoint_isSaidAndByWhom() {
    assertThat(ModelHub.licence("google/siglip2-base-patch16-256").orElseThrow())
        .contains("Apache-2.0");
    assertThat(ModelHub.licence("Salesforce/blip2-itm-vit-g").orElseThrow()).contains("MIT");
    assertThat(ModelHub.licence("somebody/siglip2-base-patch16-256")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"imagebind", "ImageBind-huge", "edje", "edje-vl-image-retrieval-reranker"})
  void pull_modelThatNoRepositoryHoldsWhole_saysTheLicenceAndTheWay(String name) {
    assertRefused(ErrorCode.INVALID_REQUEST, name)
        .hasMessageContainingAll("licence", "by hand", "diptych model import DIR");
    assertThat(scene.hub.requests()).isEmpty();
  }

  @Test
  void pull_sourceRecord_saysCommitAndHashOfEachFile() throws IOException {
    String record = Files.readString(scene.pull().folder().resolve("source.json"));
    assertThat(record)
        .contains(
            "\"commit\" : \"" + "a".repeat(40) + "\"",
            "\"repository\" : \"Salesforce/blip-itm-base-coco\"",
            FakeHub.sha256(scene.main.bytes("model.safetensors")),
            FakeHub.sha256(scene.main.bytes("config.json")),
            FakeHub.gitBlob(scene.main.bytes("config.json")),
            "\"checkedBy\" : \"SHA256\"",
            "\"checkedBy\" : \"GIT_BLOB\"");
  }

  @Test
  void pull_listener_seesEveryByteInOrderAndTheWholeAtTheEnd() {
    scene.pull();
    List<PullEvent.Advanced> steps = scene.events(PullEvent.Advanced.class);
    assertThat(steps).isSortedAccordingTo((a, b) -> Long.compare(a.done(), b.done()));
    long total = scene.events(PullEvent.Resolved.class).getFirst().bytes();
    assertThat(steps).allMatch(step -> step.total() == total);
    assertThat(steps.getLast().done()).isEqualTo(total).isGreaterThan(PullScene.WEIGHT_BYTES);
  }

  @Test
  void pull_safetensorsOnAConversionBranch_takesOnlyTheWeightsFromThere() throws IOException {
    scene.main = PullScene.companions(scene.hub.branch("main", 'a'));
    scene.main.file("pytorch_model.bin", PullScene.weights(2));
    PullScene.companions(scene.hub.branch("refs/pr/3", '3'));
    FakeHub.Branch conversion = PullScene.companions(scene.hub.branch("refs/pr/5", '5'));
    conversion.file("model.safetensors", PullScene.weights(3)).file("config.json", "{\"old\": 1}");
    scene.hub.branch("refs/pr/12", 'c').file("model.safetensors", PullScene.weights(4));
    PulledCheckpoint pulled = scene.pull();
    assertThat(pulled.weightsRevision()).isEqualTo("refs/pr/5");
    assertThat(pulled.commit()).isEqualTo("a".repeat(40));
    assertThat(pulled.folder().resolve("model.safetensors")).hasBinaryContent(PullScene.weights(3));
    assertThat(pulled.folder().resolve("config.json"))
        .hasBinaryContent(scene.main.bytes("config.json"));
    assertThat(pulled.folder().resolve("pytorch_model.bin")).doesNotExist();
    assertThat(scene.hub.requests())
        .anyMatch(request -> request.path().contains("/revision/refs%2Fpr%2F5"));
  }

  @Test
  void pull_hubThatTellsAuthors_trustsOnlyTheConversionAccount() throws IOException {
    scene.main = PullScene.companions(scene.hub.branch("main", 'a'));
    scene.main.file("pytorch_model.bin", PullScene.weights(2));
    scene.hub.branch("refs/pr/1", '1').file("model.safetensors", PullScene.weights(6));
    scene.hub.branch("refs/pr/2", '2').file("model.safetensors", PullScene.weights(7));
    String path =
        "/api/models/%s/discussions?type=pull_request&author=SFconvertbot"
            .formatted(PullScene.NAME);
    String stranger = "{\"num\": 1, \"author\": {\"name\": \"stranger\"}, \"status\": \"open\"}";
    String account = "{\"num\": 2, \"author\": {\"name\": \"SFconvertbot\"}, \"status\": \"open\"}";
    scene.hub.always(
        path,
        (request, out) ->
            FakeHub.status(out, 200, "{\"discussions\": [" + stranger + "," + account + "]}"));
    assertThat(scene.pull().weightsRevision()).isEqualTo("refs/pr/2");
    scene.hub.always(
        path, (request, out) -> FakeHub.status(out, 200, "{\"discussions\": [" + stranger + "]}"));
    ModelHub elsewhere = ModelHub.with(scene.settings(), downloads.resolve("elsewhere"));
    assertThat(elsewhere.pull(PullScene.NAME, event -> {}).weights())
        .isEqualTo("pytorch_model.bin");
  }

  @Test
  void pull_noSafetensorsAnywhere_takesThePickle() throws IOException {
    scene.main = PullScene.companions(scene.hub.branch("main", 'a'));
    scene.main.file("pytorch_model.bin", PullScene.weights(2));
    PulledCheckpoint pulled = scene.pull();
    assertThat(pulled.weights()).isEqualTo("pytorch_model.bin");
    assertThat(pulled.folder().resolve("pytorch_model.bin")).hasBinaryContent(PullScene.weights(2));
  }

  @Test
  void pull_namedRevision_isEncodedAndLooksNowhereElse() {
    PullScene.companions(scene.hub.branch("refs/pr/5", '5'))
        .file("model.safetensors", PullScene.weights(3));
    PulledCheckpoint pulled = scene.pull(PullScene.NAME + "@refs/pr/5");
    assertThat(pulled.commit()).isEqualTo("5".repeat(40));
    assertThat(pulled.folder().getFileName()).hasToString("blip-itm-base-coco");
    assertThat(scene.hub.requests().getFirst().path()).contains("/revision/refs%2Fpr%2F5?");
    assertThat(scene.hub.requests()).noneMatch(request -> request.path().contains("/refs?"));
  }

  @Test
  void pull_unknownRevisionOrRepository_isNotFoundAndNamesBoth() {
    assertRefused(ErrorCode.NOT_FOUND, PullScene.NAME + "@nosuch").hasMessageContaining("nosuch");
    assertRefused(ErrorCode.NOT_FOUND, "someone/else").hasMessageContaining("someone/else");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nosuch",
        "a/b/c",
        "../b",
        "a/..",
        "a/b@",
        "a/b@../x",
        "a/b@x/../y",
        "a b/c",
        "/b",
        "a/",
        "a/b@refs//x",
        "a/b@\n",
        "https://huggingface.co/a/b",
        "a/.b"
      })
  void pull_malformedName_isRefusedBeforeAnyRequest(String name) {
    assertRefused(ErrorCode.INVALID_REQUEST, name);
    assertThat(scene.hub.requests()).isEmpty();
    assertThat(downloads).isEmptyDirectory();
  }

  @Test
  void pull_secondTimePinned_asksNobody() {
    PulledCheckpoint first = scene.pull(PullScene.NAME + "@" + "a".repeat(40));
    int requests = scene.hub.requests().size();
    assertThat(scene.pull(PullScene.NAME + "@" + "a".repeat(40))).isEqualTo(first);
    assertThat(scene.hub.requests()).hasSize(requests);
  }

  @Test
  void pull_secondTimeWithoutNetwork_usesWhatIsHereAndSaysSo() throws IOException {
    PulledCheckpoint first = scene.pull();
    scene.hub.close();
    assertThat(scene.pull()).isEqualTo(first);
    assertThat(scene.events(PullEvent.NotAsked.class)).hasSize(1);
    assertThat(scene.pauses).as("no waiting for a hub that is not needed").isEmpty();
  }

  @Test
  void pull_secondTimeUnchanged_fetchesNoFile() {
    PulledCheckpoint first = scene.pull();
    int requests = scene.hub.requests().size();
    assertThat(scene.pull()).isEqualTo(first);
    assertThat(scene.hub.requests()).hasSize(requests + 1);
  }

  @Test
  void pull_fileChangedOnTheHubSince_isRefusedNamingBothHashesAndTheFix() throws IOException {
    PulledCheckpoint first = scene.pull();
    byte[] before = scene.main.bytes("model.safetensors");
    FakeHub.Branch moved = PullScene.companions(scene.hub.branch("main", 'b'));
    moved.file("model.safetensors", PullScene.weights(9));
    assertRefused(ErrorCode.INVALID_CHECKPOINT, PullScene.NAME)
        .hasMessageContaining(FakeHub.sha256(before))
        .hasMessageContaining(FakeHub.sha256(PullScene.weights(9)))
        .hasMessageContaining("diptych model pull " + PullScene.NAME + "@" + "b".repeat(40));
    assertThat(first.folder().resolve("model.safetensors")).hasBinaryContent(before);
  }

  @Test
  void pull_smallFileChangedOnTheHubSince_isRefused() {
    scene.pull();
    PullScene.companions(scene.hub.branch("main", 'b'))
        .file("model.safetensors", PullScene.weights(1))
        .file("config.json", "{\"model_type\": \"pilb\"}");
    assertRefused(ErrorCode.INVALID_CHECKPOINT, PullScene.NAME)
        .hasMessageContaining("config.json")
        .hasMessageContaining(FakeHub.gitBlob(scene.main.bytes("config.json")));
  }

  @Test
  void pull_onlyOtherFilesChangedSince_isFine() {
    PulledCheckpoint first = scene.pull();
    PullScene.companions(scene.hub.branch("main", 'b'))
        .file("README.md", "words")
        .file("model.safetensors", PullScene.weights(1));
    assertThat(scene.pull()).isEqualTo(first);
  }

  @Test
  void pull_pinnedCommitThatServesOtherBytesNow_isRefusedAndKeepsTheRecord() throws IOException {
    String pinned = PullScene.NAME + "@" + "a".repeat(40);
    PulledCheckpoint first = scene.pull(pinned);
    byte[] before = scene.main.bytes("model.safetensors");
    Files.delete(first.folder().resolve("model.safetensors"));
    scene.main.file("model.safetensors", PullScene.weights(9));
    assertRefused(ErrorCode.INVALID_CHECKPOINT, pinned)
        .hasMessageContaining(FakeHub.sha256(before))
        .hasMessageContaining(FakeHub.sha256(PullScene.weights(9)));
    scene.main.file("model.safetensors", before);
    assertThat(scene.pull(pinned).folder().resolve("model.safetensors")).hasBinaryContent(before);
  }

  @Test
  void pull_damagedFileHere_isFetchedAgain() throws IOException {
    Path weights = scene.pull().folder().resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[1000] ^= 1;
    Files.write(weights, bytes);
    scene.pull();
    assertThat(weights).hasBinaryContent(scene.main.bytes("model.safetensors"));
  }

  @Test
  void pull_fromManyThreads_fetchesEachFileOnce() throws Exception {
    List<Callable<PulledCheckpoint>> pulls = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      pulls.add(() -> scene.pull());
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<PulledCheckpoint> pulled : threads.invokeAll(pulls)) {
        assertThat(pulled.get().folder()).isEqualTo(scene.target());
      }
    }
    assertThat(scene.hub.requestsFor("model.safetensors")).hasSize(1);
  }

  @Test
  void pull_tooLittleSpace_isSaidBeforeTheFirstFile() {
    scene.freeBytes = 1 << 20;
    assertRefused(ErrorCode.UNAVAILABLE, PullScene.NAME).hasMessageContaining("1 MiB are free");
    assertThat(scene.hub.requests()).noneMatch(request -> request.path().contains("/resolve/"));
    assertThat(scene.target()).doesNotExist();
  }

  @Test
  void discardDownloads_wholeAndPartial_deletesBothAndTheRecord() {
    scene.pull();
    scene.attempts = 1;
    PullScene.companions(scene.hub.branch("dev", 'd')).file("model.safetensors", new byte[100]);
    scene.hub.always(
        scene.hub.resolve("dev", "model.safetensors"),
        (request, out) -> FakeHub.status(out, 500, ""));
    assertRefused(ErrorCode.UNAVAILABLE, PullScene.NAME + "@dev");
    assertThat(ModelHub.downloadedBytes(downloads, "blip-itm-base-coco"))
        .isGreaterThan(PullScene.WEIGHT_BYTES);
    assertThat(ModelHub.downloadedBytes(downloads, "other")).isZero();
    ModelHub.discardDownloads(downloads, "blip-itm-base-coco");
    assertThat(ModelHub.downloadedBytes(downloads, "blip-itm-base-coco")).isZero();
    assertThat(scene.target()).doesNotExist();
    assertThat(downloads.resolve("Salesforce/dev/.blip-itm-base-coco.part")).doesNotExist();
  }

  @Test
  void at_addressThatIsNone_isRefused() {
    for (String base :
        List.of("ftp://hub.example", "hub.example", "http://u:p@hub.example", "x:y")) {
      assertThatThrownBy(() -> ModelHub.at(URI.create(base), downloads))
          .isInstanceOf(DiptychException.class)
          .hasMessageContaining("http");
    }
  }
}
