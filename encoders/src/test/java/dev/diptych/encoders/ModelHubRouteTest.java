package dev.diptych.encoders;

import static dev.diptych.encoders.internal.hub.FakeHub.file;
import static dev.diptych.encoders.internal.hub.FakeHub.head;
import static dev.diptych.encoders.internal.hub.FakeHub.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.internal.hub.FakeHub;
import dev.diptych.encoders.internal.hub.FakeHub.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways to the bytes: redirects, who sees the token, mirrors and proxies. */
class ModelHubRouteTest {

  @TempDir Path downloads;
  private PullScene scene;
  private FakeHub storage;
  private byte[] weights;

  @BeforeEach
  void start() throws IOException {
    scene = new PullScene(downloads);
    storage = new FakeHub("storage/of-weights");
    weights = scene.main.bytes("model.safetensors");
    storage.always("/w?signature=1", (request, out) -> file(request, out, weights, "\"stored\""));
  }

  @AfterEach
  void stop() {
    scene.close();
    storage.close();
  }

  private static Reply redirect(int status, String location) {
    return (request, out) ->
        head(
            out,
            status,
            "Location: " + location,
            "X-Linked-Size: " + PullScene.WEIGHT_BYTES,
            "Content-Length: 0");
  }

  @Test
  void pull_redirectToStorage_isFollowedAndTheTokenStaysWithTheHub() {
    scene.token = "hf_secret";
    scene.hub.always(scene.weightsPath(), redirect(302, storage.uri() + "/w?signature=1"));
    Path folder = scene.pull().folder();
    assertThat(folder.resolve("model.safetensors")).hasBinaryContent(weights);
    assertThat(scene.hub.requests())
        .allMatch(request -> request.header("Authorization").equals("Bearer hf_secret"));
    assertThat(storage.requests())
        .isNotEmpty()
        .allMatch(request -> request.header("Authorization").isEmpty());
  }

  @Test
  void pull_withoutToken_sendsNone() {
    scene.pull();
    assertThat(scene.hub.requests()).allMatch(request -> request.header("Authorization").isEmpty());
  }

  @Test
  void pull_storageDropsTheConnection_resumesThroughTheHub() {
    scene.hub.always(scene.weightsPath(), redirect(302, storage.uri() + "/w?signature=1"));
    storage.next(
        "/w?signature=1",
        (request, out) -> {
          head(out, 200, "Content-Length: " + weights.length, "ETag: \"stored\"");
          out.write(weights, 0, 1000);
        });
    assertThat(scene.pull().folder().resolve("model.safetensors")).hasBinaryContent(weights);
    assertThat(storage.requests()).hasSize(2);
    assertThat(storage.requests().getLast().header("Range")).isEqualTo("bytes=1000-");
    assertThat(scene.hub.requestsFor("model.safetensors")).hasSize(2);
  }

  @Test
  void pull_signatureRanOut_asksTheHubForANewOne() {
    scene.hub.next(scene.weightsPath(), redirect(302, storage.uri() + "/w?signature=0"));
    scene.hub.next(scene.weightsPath(), redirect(302, storage.uri() + "/w?signature=1"));
    storage.next("/w?signature=0", (request, out) -> status(out, 403, "expired"));
    assertThat(scene.pull().folder().resolve("model.safetensors")).hasBinaryContent(weights);
  }

  @Test
  void pull_relativeRedirectsOfEveryKind_areFollowed() {
    String path = scene.weightsPath();
    scene.hub.next(path, redirect(301, "/one"));
    scene.hub.next("/one", redirect(303, "two"));
    scene.hub.next("/two", redirect(307, "/three"));
    scene.hub.next("/three", redirect(308, storage.uri() + "/w?signature=1"));
    assertThat(scene.pull().folder().resolve("model.safetensors")).hasBinaryContent(weights);
  }

  @Test
  void pull_redirectsInACircle_endInAnError() {
    scene.attempts = 1;
    scene.hub.always(scene.weightsPath(), redirect(302, scene.weightsPath()));
    assertUnavailable("more than 8 times");
  }

  @Test
  void pull_redirectToSomethingElseThanHttp_isNotFollowed() {
    scene.attempts = 1;
    for (String location : List.of("file:///etc/passwd", "ftp://x.example/", "", "http://u@h/")) {
      scene.hub.next(scene.weightsPath(), redirect(302, location));
      assertUnavailable("not followed");
    }
  }

  private void assertUnavailable(String text) {
    assertThatThrownBy(() -> scene.pull())
        .isInstanceOfSatisfying(
            DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .hasMessageContaining(text);
  }

  @Test
  void pull_mirrorBelowAPath_asksBelowThatPath() throws IOException {
    try (FakeHub mirror = new FakeHub("x/y")) {
      for (FakeHub.Request request : requestsOfAPull()) {
        mirror.always(
            "/hf/mirror" + request.path(),
            (asked, out) ->
                scene.hub.behave(
                    new FakeHub.Request(asked.method(), request.path(), asked.headers()), out));
      }
      ModelHub hub =
          ModelHub.of(
              Map.of("DIPTYCH_HUB", mirror.uri() + "/hf/mirror/"), downloads.resolve("mirrored"));
      assertThat(hub.pull(PullScene.NAME, event -> {}).folder().resolve("model.safetensors"))
          .hasBinaryContent(weights);
    }
  }

  private List<FakeHub.Request> requestsOfAPull() {
    scene.pull();
    return scene.hub.requests();
  }

  @Test
  void of_bothAddressVariables_prefersOurOwn() {
    Map<String, String> environment =
        Map.of("DIPTYCH_HUB", scene.hub.uri().toString(), "HF_ENDPOINT", "http://127.0.0.1:1");
    ModelHub.of(environment, downloads).pull(PullScene.NAME, event -> {});
    assertThat(scene.hub.requests()).isNotEmpty();
    int before = scene.hub.requests().size();
    ModelHub.of(Map.of("HF_ENDPOINT", scene.hub.uri().toString()), downloads.resolve("b"))
        .pull(PullScene.NAME, event -> {});
    assertThat(scene.hub.requests()).hasSizeGreaterThan(before);
  }

  @Test
  void of_settingsThatCannotBeUsed_areRefusedByName() {
    for (String name : List.of("DIPTYCH_HUB", "HF_ENDPOINT")) {
      assertThatThrownBy(() -> ModelHub.of(Map.of(name, "hub.example"), downloads))
          .isInstanceOf(DiptychException.class)
          .hasMessageContaining(name)
          .hasMessageContaining("hub.example");
    }
    assertThatThrownBy(() -> ModelHub.of(Map.of("HF_TOKEN", "a\nb"), downloads))
        .hasMessageContaining("HF_TOKEN")
        .hasMessageNotContaining("a\nb");
  }

  /** A proxy passes plain requests on that name the whole address. */
  private FakeHub proxyTo(String origin, String credentials) throws IOException {
    FakeHub proxy = new FakeHub("no/repository");
    for (FakeHub.Request request : requestsOfAPull()) {
      proxy.always(
          origin + request.path(),
          (asked, out) -> {
            if (!credentials.isEmpty()
                && !asked.header("Proxy-Authorization").equals(credentials)) {
              status(out, 407, "", "Proxy-Authenticate: Basic realm=\"p\"");
              return;
            }
            scene.hub.behave(
                new FakeHub.Request(asked.method(), request.path(), asked.headers()), out);
          });
    }
    return proxy;
  }

  @Test
  void of_proxyInTheEnvironment_isUsed() throws IOException {
    String origin = "http://hub.invalid";
    try (FakeHub proxy = proxyTo(origin, "")) {
      Map<String, String> environment =
          Map.of("DIPTYCH_HUB", origin, "http_proxy", proxy.uri().toString());
      PulledCheckpoint pulled =
          ModelHub.of(environment, downloads.resolve("p")).pull(PullScene.NAME, event -> {});
      assertThat(pulled.folder().resolve("model.safetensors")).hasBinaryContent(weights);
      assertThat(proxy.requests()).hasSize(6);
    }
  }

  @Test
  void of_proxyThatWantsASignIn_getsItFromTheEnvironment() throws IOException {
    String origin = "http://hub.invalid";
    String basic =
        "Basic " + Base64.getEncoder().encodeToString("me:pa ss".getBytes(StandardCharsets.UTF_8));
    try (FakeHub proxy = proxyTo(origin, basic)) {
      Map<String, String> environment =
          Map.of(
              "DIPTYCH_HUB",
              origin,
              "ALL_PROXY",
              "http://me:pa%20ss@127.0.0.1:" + proxy.uri().getPort());
      PulledCheckpoint pulled =
          ModelHub.of(environment, downloads.resolve("p")).pull(PullScene.NAME, event -> {});
      assertThat(pulled.folder().resolve("model.safetensors")).hasBinaryContent(weights);
    }
  }

  @Test
  void of_hostInNoProxy_isReachedDirectly() {
    Map<String, String> environment =
        Map.of(
            "DIPTYCH_HUB",
            scene.hub.uri().toString(),
            "HTTP_PROXY",
            "http://127.0.0.1:1",
            "NO_PROXY",
            "hub.example, 127.0.0.1:" + scene.hub.uri().getPort());
    assertThat(
            ModelHub.of(environment, downloads)
                .pull(PullScene.NAME, event -> {})
                .folder()
                .resolve("model.safetensors"))
        .hasBinaryContent(weights);
  }

  @Test
  void of_proxyOfAnotherKind_isRefusedWithoutShowingItsPassword() {
    Map<String, String> environment =
        Map.of("DIPTYCH_HUB", "http://hub.invalid", "all_proxy", "socks5://me:secret@p:1080");
    assertThatThrownBy(() -> ModelHub.of(environment, downloads).pull(PullScene.NAME, event -> {}))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining("all_proxy")
        .hasMessageNotContaining("secret");
  }
}
