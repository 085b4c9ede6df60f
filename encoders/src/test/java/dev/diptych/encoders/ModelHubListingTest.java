package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.internal.hub.FakeHub;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hub may say of a repository, and what is refused. */
class ModelHubListingTest extends PullTestCase {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil",
        "a/../../evil",
        "/etc/passwd",
        "a\\\\..\\\\b",
        "C:evil",
        "a//b",
        "\\u0000"
      })
  void pull_listingWithANameThatLeavesTheRepository_isRefused(String name) {
    scene.hub.always(
        scene.hub.listing("main"),
        (request, out) ->
            FakeHub.status(
                out,
                200,
                "{\"sha\":\"%s\",\"siblings\":[{\"rfilename\":\"config.json\",\"size\":1},{\"rfilename\":\"%s\",\"size\":1}]}"
                    .formatted("a".repeat(40), name)));
    assertRefused(ErrorCode.INVALID_CHECKPOINT, PullScene.NAME).hasMessageContaining("inside");
    assertThat(scene.target()).doesNotExist();
  }

  @Test
  void pull_listingWithoutSizesAndHashes_asksForEachFilesHeaders() throws IOException {
    scene.hub.always(
        scene.hub.listing("main"),
        (request, out) ->
            FakeHub.status(
                out,
                200,
                "{\"sha\":\"%s\",\"siblings\":[{\"rfilename\":\"config.json\"},{\"rfilename\":\"vocab.txt\"},{\"rfilename\":\"model.safetensors\"}]}"
                    .formatted("a".repeat(40))));
    Path folder = scene.pull().folder();
    assertThat(folder.resolve("model.safetensors"))
        .hasBinaryContent(scene.main.bytes("model.safetensors"));
    assertThat(Files.readString(folder.resolve("source.json"))).doesNotContain("GIT_BLOB", "SIZE");
  }

  @Test
  void pull_redirectWithALengthOfItsOwn_isNotTakenForTheFile() throws IOException {
    scene.hub.always(
        scene.hub.listing("main"),
        (request, out) ->
            FakeHub.status(
                out,
                200,
                "{\"sha\":\"%s\",\"siblings\":[{\"rfilename\":\"config.json\",\"size\":%s},{\"rfilename\":\"vocab.txt\"},{\"rfilename\":\"model.safetensors\"}]}"
                    .formatted("a".repeat(40), scene.main.bytes("config.json").length)));
    try (FakeHub storage = new FakeHub("some/where")) {
      byte[] config = scene.main.bytes("config.json");
      storage.always("/c", (request, out) -> FakeHub.file(request, out, config, "\"x\""));
      scene.hub.always(
          scene.hub.resolve("main", "config.json"),
          (request, out) ->
              FakeHub.status(
                  out,
                  302,
                  "elsewhere",
                  "Location: http://localhost:%s/c".formatted(storage.uri().getPort())));
      assertThat(scene.pull().folder().resolve("config.json")).hasBinaryContent(config);
    }
  }

  @Test
  void pull_weightsWithoutAnyHash_areRefused() {
    scene.hub.always(
        scene.hub.listing("main"),
        (request, out) ->
            FakeHub.status(
                out,
                200,
                "{\"sha\":\"%s\",\"siblings\":[{\"rfilename\":\"config.json\",\"size\":1},{\"rfilename\":\"vocab.txt\",\"size\":1},{\"rfilename\":\"model.safetensors\",\"size\":5}]}"
                    .formatted("a".repeat(40))));
    scene.hub.always(scene.weightsPath(), (request, out) -> FakeHub.status(out, 405, ""));
    assertRefused(ErrorCode.UNAVAILABLE, PullScene.NAME)
        .hasMessageContaining("model.safetensors")
        .hasMessageContaining("mirror");
  }

  @Test
  void pull_weightsInParts_bringsAllOfThemAndTheIndex() throws IOException {
    PullScene.companions(scene.hub.branch("main", 'a'))
        .file("model-00001-of-00002.safetensors", PullScene.weights(1))
        .file("model-00002-of-00002.safetensors", PullScene.weights(2))
        .file("model.safetensors.index.json", "{}")
        .file("pytorch_model.bin", PullScene.weights(3));
    PulledCheckpoint pulled = scene.pull();
    assertThat(pulled.weights()).isEqualTo("model.safetensors.index.json");
    assertThat(PullScene.hashes(pulled.folder()).keySet())
        .contains(
            "model-00001-of-00002.safetensors",
            "model-00002-of-00002.safetensors",
            "model.safetensors.index.json")
        .doesNotContain("pytorch_model.bin");
  }

  @Test
  void pull_onlySentencePiecesOwnFile_isRefusedWithWhatToDo() {
    scene
        .hub
        .branch("main", 'a')
        .file("config.json", "{}")
        .file("spiece.model", "x")
        .file("model.safetensors", PullScene.weights(1));
    assertRefused(ErrorCode.INVALID_CHECKPOINT, PullScene.NAME)
        .hasMessageContaining("spiece.model")
        .hasMessageContaining("google/siglip-base-patch16-256");
  }

  @Test
  void pull_weightsInPartsOfWhichOneIsMissing_isRefusedWithTheNumbers() throws IOException {
    PullScene.companions(scene.hub.branch("main", 'a'))
        .file("pytorch_model-00002-of-00003.bin", PullScene.weights(1))
        .file("pytorch_model.bin.index.json", "{}");
    assertRefused(ErrorCode.INVALID_CHECKPOINT, PullScene.NAME)
        .hasMessageContaining(PullScene.NAME)
        .hasMessageContaining("announces 3, but 1 are there");
  }

  @Test
  void pull_answerThatIsNoListing_isRefusedWithAHintAtLoginPages() {
    for (String body :
        List.of("<html>please log in</html>", "[]", "{}", "{\"sha\":\"main\"}", "[".repeat(5000))) {
      scene.hub.next(scene.hub.listing("main"), (request, out) -> FakeHub.status(out, 200, body));
      assertRefused(ErrorCode.UNAVAILABLE, PullScene.NAME).hasMessageContaining("DIPTYCH_HUB");
    }
  }

  @Test
  void pull_endlessListing_isCutOff() {
    scene.hub.always(
        scene.hub.listing("main"),
        (request, out) -> {
          FakeHub.head(out, 200);
          byte[] blanks = " ".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
          while (true) {
            out.write(blanks);
          }
        });
    assertRefused(ErrorCode.UNAVAILABLE, PullScene.NAME).hasMessageContaining("larger than");
  }
}
