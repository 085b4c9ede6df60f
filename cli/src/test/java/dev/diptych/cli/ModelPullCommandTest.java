package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pull, verify, remove, as a person would, against a hub on this machine. */
final class ModelPullCommandTest {

  private static final String COMMIT = "c0ffee".repeat(7).substring(0, 40);

  @TempDir private Path home;

  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer hub;
  private boolean lie;

  @BeforeEach
  void start() throws IOException {
    for (String file : new String[] {"config.json", "model.safetensors"}) {
      files.put(file, Files.readAllBytes(Fixtures.path("blip-itm-tiny/" + file)));
    }
    files.put("preprocessor_config.json", "{}".getBytes(StandardCharsets.UTF_8));
    String pieces =
        IntStream.range(5, 200).mapToObj(i -> "w" + i + "\n").collect(Collectors.joining());
    files.put(
        "vocab.txt",
        ("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n" + pieces).getBytes(StandardCharsets.UTF_8));
    hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    hub.createContext("/", this::answer);
    hub.start();
  }

  @AfterEach
  void stop() {
    hub.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    if (exchange.getRequestHeaders().containsKey("Authorization")) {
      exchange
          .getResponseHeaders()
          .set("X-Error-Message", "Invalid credentials in Authorization header");
      exchange.sendResponseHeaders(401, -1);
      exchange.close();
      return;
    }
    String path = exchange.getRequestURI().getPath();
    String prefix = "/me/tiny-blip/resolve/" + COMMIT + "/";
    byte[] body =
        path.equals("/api/models/me/tiny-blip/revision/main")
            ? listing().getBytes(StandardCharsets.UTF_8)
            : path.startsWith(prefix) ? files.get(path.substring(prefix.length())) : null;
    exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
    if (body != null) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private String listing() {
    String siblings =
        files.entrySet().stream()
            .map(
                file ->
                    "{\"rfilename\":\"%s\",\"size\":%s,\"lfs\":{\"sha256\":\"%s\"}}"
                        .formatted(file.getKey(), file.getValue().length, hash(file.getValue())))
            .collect(Collectors.joining(","));
    return "{\"sha\":\"%s\",\"siblings\":[%s]}".formatted(COMMIT, siblings);
  }

  private String hash(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return lie ? "0".repeat(64) : HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private CapturedRun run(String... arguments) {
    Map<String, String> environment = new HashMap<>();
    environment.put("DIPTYCH_HOME", home.toString());
    environment.put("DIPTYCH_HUB", "http://127.0.0.1:" + hub.getAddress().getPort());
    return CapturedRun.of(environment, arguments);
  }

  @Test
  void pull_storedTokenThatTheHubRefuses_isNamedByItsFileAndLeftOut() throws IOException {
    Path stored = home.resolve(".cache/huggingface/token");
    Files.createDirectories(stored.resolveSibling("."));
    Files.writeString(stored, "hf_stale");
    CapturedRun pulled =
        CapturedRun.of(
            Map.of(
                "HOME", home.toString(),
                "DIPTYCH_HOME", home.resolve("diptych").toString(),
                "HF_ENDPOINT", "http://127.0.0.1:" + hub.getAddress().getPort()),
            "model",
            "pull",
            "me/tiny-blip");
    assertThat(pulled.code()).as(pulled.err()).isZero();
    assertThat(pulled.err())
        .contains("refuses the token from " + stored, "Invalid credentials", "without it")
        .doesNotContain("hf_stale");
  }

  @Test
  void pull_offline_saysWhatForbidsTheNetwork() {
    CapturedRun pulled =
        CapturedRun.of(
            Map.of(
                "DIPTYCH_HOME",
                home.toString(),
                "HF_HUB_OFFLINE",
                "1",
                "DIPTYCH_HUB",
                "http://127.0.0.1:" + hub.getAddress().getPort()),
            "model",
            "pull",
            "me/tiny-blip");
    assertThat(pulled.code()).isEqualTo(ExitStatus.RESOURCE);
    assertThat(pulled.err()).contains("HF_HUB_OFFLINE=1 forbids");
    assertThat(requests).hasValue(0);
  }

  @Test
  void pull_repository_endsLikeImportAndNeedsNoNetworkAfterwards() {
    CapturedRun pulled = run("model", "pull", "me/tiny-blip");
    assertThat(pulled.code()).as(pulled.err()).isZero();
    assertThat(pulled.out()).matches("tiny-blip  [0-9a-f]{8}  \\(recall, rerank\\)\\R");
    assertThat(pulled.err())
        .contains("commit " + COMMIT, "4 files", "model.safetensors from main")
        .contains("diptych index PATH... --model tiny-blip");
    hub.stop(0);
    CapturedRun again = run("model", "pull", "me/tiny-blip");
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.out()).isEqualTo(pulled.out());
    assertThat(again.err()).contains("using what is on this machine");
    assertThat(run("model", "show", "tiny-blip").code()).isZero();
  }

  @Test
  void pull_withChoices_importsWithThem() {
    CapturedRun pulled = run("model", "pull", "me/tiny-blip", "--itm-token", "cls");
    assertThat(pulled.code()).as(pulled.err()).isZero();
    assertThat(run("model", "show", "tiny-blip").out()).contains("[CLS]");
  }

  @Test
  void pull_hubThatLies_isBadDataAndLeavesNoModel() throws IOException {
    lie = true;
    CapturedRun run = run("model", "pull", "me/tiny-blip");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err().lines().toList().getLast())
        .startsWith("diptych: config.json of me/tiny-blip")
        .contains("0".repeat(64));
    assertThat(run("model", "list").out()).doesNotContain("tiny-blip");
    try (Stream<Path> all = Files.walk(home.resolve("downloads"))) {
      assertThat(all.map(Path::getFileName).map(Path::toString))
          .doesNotContain("tiny-blip", "model.safetensors");
    }
  }

  @Test
  void pull_unknownName_isWrongUseAndListsTheKnownOnes() {
    CapturedRun run = run("model", "pull", "blip");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("blip-itm-base-coco", "OWNER/REPO").hasLineCount(1);
    assertThat(requests).hasValue(0);
  }

  @Test
  void pull_repositoryThatIsNotThere_isWrongUse() {
    CapturedRun run = run("model", "pull", "me/other");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("me/other");
  }

  @Test
  void verify_untouchedAndChanged_tellsThemApart() throws IOException {
    run("model", "pull", "me/tiny-blip");
    CapturedRun sound = run("model", "verify", "tiny-blip");
    assertThat(sound.code()).isZero();
    assertThat(sound.out()).startsWith("sound: tiny-blip");
    Path vocabulary;
    try (Stream<Path> all = Files.walk(home.resolve("models"))) {
      vocabulary = all.filter(file -> file.endsWith("vocab.txt")).findFirst().orElseThrow();
    }
    Files.writeString(vocabulary, Files.readString(vocabulary).replace("w7", "v7"));
    CapturedRun changed = run("model", "verify", "tiny-blip");
    assertThat(changed.code()).isEqualTo(3);
    assertThat(changed.out()).startsWith("damage: vocab.txt has SHA-256 ");
    assertThat(changed.err()).contains("diptych model remove");
    assertThat(run("model", "verify", "scenes-blip").out()).startsWith("sound: scenes-blip");
    assertThat(run("model", "verify", "nosuch").code()).isEqualTo(2);
  }

  @Test
  void remove_model_keepsDownloadsUnlessToldOtherwise() throws IOException {
    run("model", "pull", "me/tiny-blip");
    CapturedRun removed = run("model", "remove", "tiny-blip");
    assertThat(removed.out()).startsWith("removed: tiny-blip").hasLineCount(1);
    assertThat(removed.err()).contains("--downloads");
    assertThat(run("model", "list").out()).doesNotContain("tiny-blip");
    int before = requests.get();
    run("model", "pull", "me/tiny-blip");
    assertThat(requests).as("only asks whether it changed").hasValue(before + 1);
    assertThat(run("model", "remove", "tiny-blip", "--downloads").out()).hasLineCount(2);
    try (Stream<Path> all = Files.walk(home.resolve("downloads"))) {
      assertThat(all.map(Path::getFileName).map(Path::toString)).doesNotContain("tiny-blip");
    }
    assertThat(run("model", "remove", "tiny-blip").code()).isEqualTo(2);
  }

  @Test
  void remove_int8Model_findsTheDownloadsOfItsCheckpoint() throws IOException {
    CapturedRun pulled = run("model", "pull", "me/tiny-blip", "--precision", "int8");
    assertThat(pulled.code()).as(pulled.err()).isZero();
    assertThat(run("model", "remove", "tiny-blip-int8", "--downloads").out()).hasLineCount(2);
    try (Stream<Path> all = Files.walk(home.resolve("downloads"))) {
      assertThat(all.map(Path::getFileName).map(Path::toString)).doesNotContain("tiny-blip");
    }
  }
}
