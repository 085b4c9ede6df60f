package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.diptych.core.ContentHash;
import dev.diptych.core.Embedding;
import dev.diptych.core.ItmScore;
import dev.diptych.encoders.CaptionOptions;
import dev.diptych.encoders.ImageEncoding;
import dev.diptych.encoders.ImageReader;
import dev.diptych.encoders.MatchEncoder;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelStore;
import dev.diptych.encoders.TextEncoder;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded model against values of its own, with the picture from a hub on this machine. */
final class ModelProveCommandTest {

  private static final String TEXT = "a red circle on the left";
  private static final String PLACE = "me/pictures/resolve/main/scene.png";

  @TempDir private Path home;

  @SuppressWarnings("NullAway.Init") // JUnit calls load first
  private static Model model;

  private final AtomicInteger requests = new AtomicInteger();
  private byte[] picture = new byte[0];
  private HttpServer hub;

  @BeforeAll
  static void load(@TempDir Path models) {
    ModelStore store = ModelStore.at(models);
    model = store.load(store.embedded());
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @BeforeEach
  void serve() throws IOException {
    try (Stream<Path> files = Files.list(Fixtures.path("scenes-eval/images"))) {
      picture = Files.readAllBytes(files.sorted().findFirst().orElseThrow());
    }
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
    boolean known = exchange.getRequestURI().getPath().equals("/" + PLACE);
    exchange.sendResponseHeaders(known ? 200 : 404, known ? picture.length : -1);
    if (known) {
      exchange.getResponseBody().write(picture);
    }
    exchange.close();
  }

  private String address() {
    return "http://127.0.0.1:" + hub.getAddress().getPort();
  }

  private CapturedRun prove(Path values, String... more) {
    Map<String, String> environment = new HashMap<>();
    environment.put("DIPTYCH_HOME", home.toString());
    environment.put("DIPTYCH_HUB", address());
    return CapturedRun.of(
        environment,
        Stream.concat(
                Stream.of("model", "prove", "scenes-blip", "--values", values.toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  /**
   * @param where of the picture, as JSON members
   * @param off how far the match is written beside the true one
   */
  private Path values(String where, double off) throws IOException {
    ImageEncoding encoding =
        model
            .imageEncoder()
            .encode(
                List.of(
                    model
                        .imageEncoder()
                        .preprocess(ImageReader.standard().read(picture, "scene.png"))))
            .getFirst();
    TextEncoder texts = model.textEncoder().orElseThrow();
    Embedding words = texts.encode(List.of(texts.tokenize(TEXT))).getFirst();
    MatchEncoder matching = model.matchEncoder().orElseThrow();
    ItmScore score =
        matching.scoreImages(matching.tokenize(TEXT), List.of(encoding.features())).getFirst();
    double match = 1 / (1 + Math.exp((double) score.noMatch() - score.match()));
    String caption =
        model
            .captioner()
            .orElseThrow()
            .describe(encoding.features(), new CaptionOptions("", 1, 20, 0, 1f));
    return Files.writeString(
        home.resolve("values.json"),
        String.format(
            Locale.ROOT,
            """
            {"pictures": {"scene": {"name": "a scene", %s}},
             "models": [{"model": "other", "picture": "scene", "source": "this test",
               "values": [{"kind": "cosine", "text": "%s", "value": %.6f, "tolerance": 0.0001},
                          {"kind": "match", "text": "%s", "value": %.6f, "tolerance": 0.0001},
                          {"kind": "caption", "words": "%s"}]}]}
            """,
            where,
            TEXT,
            encoding.vector().dot(words).value(),
            TEXT,
            match + off,
            caption));
  }

  @Test
  void prove_valuesOfTheModel_agree() throws IOException {
    CapturedRun run = prove(values("\"hub\": \"" + PLACE + "\"", 0));
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(run.out().lines().filter(line -> line.endsWith("ok"))).hasSize(3);
    assertThat(run.err()).contains("published in: this test", "says here what was published");
    assertThat(requests).hasValue(1);
  }

  @Test
  void prove_otherValue_isTold() throws IOException {
    CapturedRun run = prove(values("\"hub\": \"" + PLACE + "\"", 0.001));
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.out()).contains("TOO FAR");
    assertThat(run.err())
        .contains("1 of 3 values is too far off: match with \"" + TEXT + "\"")
        .contains("nobody published its hash");
  }

  @Test
  void prove_pictureWithAHash_isComparedWhereverItIsFrom() throws IOException {
    String hash = ContentHash.of(picture);
    String where = "\"address\": \"%s/%s\", \"sha256\": \"%s\"";
    Path right = values(where.formatted(address(), PLACE, hash), 0);
    assertThat(prove(right).code()).isZero();
    Path file = Files.write(home.resolve("scene.png"), picture);
    assertThat(prove(right, "--image", file.toString()).code()).isZero();
    assertThat(requests).hasValue(1);

    Path other = Fixtures.path("scenes-near-miss/eval.json");
    CapturedRun refused = prove(right, "--image", other.toString());
    assertThat(refused.code()).isEqualTo(3);
    assertThat(refused.err()).contains(hash, ContentHash.of(Files.readAllBytes(other)), "--image");
    CapturedRun lied = prove(values(where.formatted(address(), PLACE, "0".repeat(64)), 0));
    assertThat(lied.code()).isEqualTo(3);
    assertThat(lied.err()).contains(hash, "0".repeat(64));
  }

  @Test
  void prove_pictureThatIsGone_saysHowToGiveIt() throws IOException {
    CapturedRun run = prove(values("\"hub\": \"me/gone.png\"", 0));
    assertThat(run.code()).isEqualTo(4);
    assertThat(run.err()).contains("404", "--image FILE");
  }

  @Test
  void prove_modelOfWhichNothingIsPublished_namesThoseThatAreKnown() {
    CapturedRun run =
        CapturedRun.of(Map.of("DIPTYCH_HOME", home.toString()), "model", "prove", "scenes-blip");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("blip-itm-base-coco", "--as", "--values");
  }

  @Test
  void prove_fileOfAnotherForm_isRefusedByRule() throws IOException {
    Path file = home.resolve("values.json");
    for (String json :
        List.of(
            "{}",
            "[",
            "{\"models\": [{\"model\": \"x\"}]}",
            "{\"models\": [{\"model\": \"x\", \"values\": [{\"kind\": \"odd\"}]}]}")) {
      Files.writeString(file, json);
      CapturedRun run = prove(file);
      assertThat(run.code()).as(json).isEqualTo(3);
      assertThat(run.err()).as(json).contains("values.json").hasLineCount(1);
    }
  }
}
