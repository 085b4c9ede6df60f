package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.internal.hub.FakeHub;
import dev.diptych.encoders.internal.hub.HubCache;
import dev.diptych.encoders.internal.hub.HubScenes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Hugging Face's tools have fetched already, and pulls that may not use the network. */
class ModelHubCacheTest extends PullTestCase {

  private static final List<String> FILES =
      List.of("config.json", "vocab.txt", "preprocessor_config.json", "model.safetensors");

  @TempDir Path cacheRoot;
  private Path repository;

  @BeforeEach
  void useCache() {
    scene.cache = new HubCache(cacheRoot);
    repository = cacheRoot.resolve("models--Salesforce--blip-itm-base-coco");
  }

  private void fetched(boolean links) throws IOException {
    fetched(scene.main, "main", FILES, links);
  }

  /** Lays files out as huggingface_hub does. */
  private void fetched(FakeHub.Branch branch, String revision, List<String> files, boolean links)
      throws IOException {
    Path snapshot = Files.createDirectories(repository.resolve("snapshots/" + branch.commit()));
    Path blobs = Files.createDirectories(repository.resolve("blobs"));
    for (String file : files) {
      byte[] bytes = branch.bytes(file);
      boolean large = file.endsWith(".safetensors") || file.endsWith(".bin");
      String hash = large ? FakeHub.sha256(bytes) : FakeHub.gitBlob(bytes);
      Path target = snapshot.resolve(file);
      Files.write(links ? blobs.resolve(hash) : target, bytes);
      if (links) {
        Files.createSymbolicLink(target, Path.of("../../blobs/" + hash));
      }
    }
    Path ref = repository.resolve("refs").resolve(revision);
    Files.createDirectories(ref.resolveSibling("."));
    Files.writeString(ref, branch.commit());
  }

  private Path weightsBlob() {
    return repository.resolve("blobs").resolve(FakeHub.sha256(weights));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void pull_fetchedByOtherTools_asksTheHubAndTakesTheBytesFromThere(boolean links)
      throws IOException {
    scene.main.file("tokenizer_config.json", "{\"do_lower_case\": true}");
    fetched(links);
    assertWhole(scene.pull());
    assertThat(scene.hub.requestsFor("model.safetensors")).isEmpty();
    assertThat(scene.hub.requestsFor("config.json")).isEmpty();
    assertThat(scene.events(PullEvent.Found.class).stream().map(PullEvent.Found::file))
        .containsExactlyInAnyOrderElementsOf(FILES);
    assertThat(scene.hub.requestsFor("tokenizer_config.json")).as("not there").hasSize(1);
  }

  @Test
  void pull_copyThatIsDamaged_isFetchedAndTheCopyLeftAsItIs() throws IOException {
    fetched(true);
    byte[] damaged = weights.clone();
    damaged[7] ^= 1;
    Files.write(weightsBlob(), damaged);
    assertWhole(scene.pull());
    assertThat(scene.events(PullEvent.CopyUnfit.class))
        .containsExactly(new PullEvent.CopyUnfit("model.safetensors", weightsBlob()));
    assertThat(weightsBlob()).hasBinaryContent(damaged);
  }

  @Test
  void pull_copyOfAnotherSizeOrNone_isNoCopy() throws IOException {
    fetched(true);
    Files.write(weightsBlob(), new byte[10]);
    Files.delete(repository.resolve("blobs").resolve(gitBlob("config.json")));
    assertWhole(scene.pull());
    assertThat(scene.events(PullEvent.CopyUnfit.class)).isEmpty();
  }

  private String gitBlob(String file) {
    return FakeHub.gitBlob(scene.main.bytes(file));
  }

  @Test
  void pull_branchMovedSince_takesOnlyWhatIsStillTheSame() throws IOException {
    fetched(true);
    scene.main = PullScene.companions(scene.hub.branch("main", 'b'));
    byte[] newer = PullScene.weights(5);
    scene.main.file("model.safetensors", newer);
    PulledCheckpoint pulled = scene.pull();
    assertThat(pulled.commit()).isEqualTo("b".repeat(40));
    assertThat(pulled.folder().resolve("model.safetensors")).hasBinaryContent(newer);
    assertThat(scene.hub.requestsFor("config.json")).isEmpty();
  }

  @Test
  void pull_partOfADownloadAndAWholeCopy_takesTheCopyAndLeavesNoPart() throws IOException {
    scene.attempts = 1;
    nextWeights(first(HALF));
    assertFails(ErrorCode.UNAVAILABLE);
    fetched(true);
    PulledCheckpoint pulled = scene.pull();
    assertWhole(pulled);
    assertThat(PullScene.hashes(pulled.folder()).keySet()).noneMatch(name -> name.contains("part"));
  }

  @Test
  void pull_offline_takesWhatIsThereAndAsksNobody() throws IOException {
    fetched(true);
    scene.offline = "HF_HUB_OFFLINE=1";
    PulledCheckpoint pulled = scene.pull();
    assertWhole(pulled);
    assertThat(pulled.commit()).isEqualTo("a".repeat(40));
    assertThat(Files.readString(pulled.folder().resolve("source.json")))
        .contains("SHA256", "GIT_BLOB")
        .doesNotContain("\"SIZE\"");
    assertThat(scene.pull()).as("once it is here").isEqualTo(pulled);
    assertThat(scene.hub.requests()).isEmpty();
    assertThat(scene.pauses).isEmpty();
  }

  @Test
  void pull_offlineByTheEnvironment_findsTheCacheThere() throws IOException {
    fetched(true);
    Map<String, String> environment =
        Map.of(
            "DIPTYCH_HUB", scene.hub.uri().toString(),
            "HF_HUB_OFFLINE", "1",
            "HF_HUB_CACHE", cacheRoot.toString());
    assertWhole(ModelHub.of(environment, downloads).pull(PullScene.NAME, event -> {}));
    assertThat(scene.hub.requests()).isEmpty();
  }

  @Test
  void pull_offlineAndDamaged_isRefused() throws IOException {
    fetched(true);
    byte[] damaged = weights.clone();
    damaged[7] ^= 1;
    Files.write(weightsBlob(), damaged);
    scene.offline = "HF_HUB_OFFLINE=1";
    assertFails(ErrorCode.UNAVAILABLE).hasMessageContaining("HF_HUB_OFFLINE=1");
    assertThat(scene.events(PullEvent.CopyUnfit.class)).hasSize(1);
    assertThat(scene.hub.requests()).isEmpty();
  }

  @Test
  void pull_offlineAndNothingHere_saysWhatForbidsTheNetwork() {
    scene.offline = "TRANSFORMERS_OFFLINE=1";
    assertFails(ErrorCode.UNAVAILABLE)
        .hasMessageContaining("TRANSFORMERS_OFFLINE=1 forbids")
        .hasMessageContaining("diptych model import");
    assertThat(scene.hub.requests()).isEmpty();
  }

  @Test
  void pull_offlineAndCopiesWithoutAHash_namesTheFolderToImport() throws IOException {
    fetched(false);
    scene.offline = "HF_HUB_OFFLINE=1";
    assertFails(ErrorCode.UNAVAILABLE)
        .hasMessageContaining("checked by a hash")
        .hasMessageContaining(
            "diptych model import " + repository.resolve("snapshots/" + "a".repeat(40)));
  }

  @Test
  void pull_offlineAndCopiesBesideTheirBlobs_areCheckedByThose() throws IOException {
    fetched(true);
    Path snapshot = repository.resolve("snapshots/" + "a".repeat(40));
    for (String file : FILES) {
      Files.delete(snapshot.resolve(file));
      Files.write(snapshot.resolve(file), scene.main.bytes(file));
    }
    scene.offline = "HF_HUB_OFFLINE=1";
    assertWhole(scene.pull());
  }

  @Test
  void pull_commitThatIsThere_asksNobody() throws IOException {
    fetched(true);
    String name = PullScene.NAME + "@" + "a".repeat(40);
    assertThat(scene.pull(name).folder().resolve("model.safetensors")).hasBinaryContent(weights);
    assertThat(scene.hub.requests()).isEmpty();
  }

  @Test
  void pull_hubNotReached_takesWhatIsThereAtOnceAndSaysSo() throws IOException {
    fetched(true);
    scene.hub.close();
    assertWhole(scene.pull());
    assertThat(scene.events(PullEvent.NotAsked.class)).hasSize(1);
    assertThat(scene.pauses).isEmpty();
  }

  @Test
  void pull_gatedNow_stillTakesTheBytesThatAreHere() throws IOException {
    fetched(scene.main, "main", List.of("config.json", "vocab.txt", "model.safetensors"), true);
    scene.hub.always(scene.weightsPath(), HubScenes.refused(401, "GatedRepo", "restricted"));
    assertWhole(scene.pull());
  }

  @Test
  void pull_offlineAndOnlyAConversionHasSafetensors_takesItFromThere() throws IOException {
    fetched(scene.main, "main", List.of("config.json", "vocab.txt"), true);
    FakeHub.Branch conversion = scene.hub.branch("refs/pr/5", '5');
    conversion.file("model.safetensors", weights);
    fetched(conversion, "refs/pr/5", List.of("model.safetensors"), true);
    scene.offline = "HF_HUB_OFFLINE=1";
    assertThat(scene.pull().weightsRevision()).isEqualTo("refs/pr/5");
  }

  @Test
  void pull_linkThatLeadsNowhereOrToAnythingElse_isNotTaken() throws IOException {
    fetched(true);
    Path link = repository.resolve("snapshots/" + "a".repeat(40)).resolve("config.json");
    Path other = Files.writeString(cacheRoot.resolve("other"), "{\"model_type\": \"evil\"}");
    Files.delete(link);
    Files.createSymbolicLink(link, other);
    scene.offline = "HF_HUB_OFFLINE=1";
    assertFails(ErrorCode.UNAVAILABLE);
    Files.delete(other);
    assertFails(ErrorCode.UNAVAILABLE);
  }

  @Test
  void pull_cacheThatCannotBeRead_isPassedOver() throws IOException {
    fetched(true);
    Path blob = weightsBlob();
    Files.setPosixFilePermissions(blob, java.util.Set.of());
    assumeThat(Files.isReadable(blob)).as("whoever runs this reads every file").isFalse();
    assertWhole(scene.pull());
  }
}
