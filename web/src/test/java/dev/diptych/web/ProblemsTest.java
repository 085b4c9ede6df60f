package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.web.ApiClient.Form;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Every error is problem+json with the right status, and says no more than it should. */
final class ProblemsTest {

  private static final int UPLOAD_LIMIT = 100_000;

  private final FakeEngine engine = new FakeEngine();
  private final WebServer server =
      WebServer.start(engine, new WebOptions("127.0.0.1", 0, UPLOAD_LIMIT));
  private final ApiClient api = new ApiClient(server.address());

  @BeforeEach
  void addItems() {
    engine.addImage("image0001", "file:///c/one.png");
    engine.addText("text00001", "a red circle");
  }

  @AfterEach
  void stop() {
    api.close();
    server.close();
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void search_engineFailsWithCode_statusFollowsKind(ErrorCode code) {
    engine.answer.set(
        request -> {
          throw new DiptychException(code, "the secret of /home/someone/pictures");
        });
    int expected =
        switch (code) {
          case INVALID_REQUEST -> 400;
          case NOT_FOUND -> 404;
          case TOO_LARGE -> 413;
          case UNREADABLE_IMAGE,
              INVALID_CHECKPOINT,
              INVALID_REFERENCE,
              MODEL_MISMATCH,
              CORRUPT_INDEX,
              INCOMPATIBLE_INDEX,
              INCOMPLETE ->
              422;
          case LOCKED, IO, UNAVAILABLE, OVERLOADED -> 503;
          case INTERNAL -> 500;
        };

    Answer answer = api.get("/api/v1/search?q=x");

    answer.assertProblem(expected, code.name());
    assertThat(answer.text().contains("someone")).isEqualTo(code != ErrorCode.INTERNAL);
  }

  @Test
  void search_engineThrowsUnexpectedly_500WithoutTraceOrMessage() {
    engine.answer.set(
        request -> {
          throw new IllegalStateException("at dev.diptych.Secret(/home/someone)");
        });

    Answer answer = api.get("/api/v1/search?q=x");

    JsonNode problem = answer.assertProblem(500, "INTERNAL");
    assertThat(problem.get("reference").stringValue()).hasSize(8);
    assertThat(answer.text()).doesNotContain("Secret", "someone", "java", "dev.diptych");
  }

  @Test
  void search_machineError_500AndServerGoesOn() {
    engine.answer.set(
        request -> {
          throw new OutOfMemoryError("a test says so");
        });
    Answer answer = api.get("/api/v1/search?q=x");
    answer.assertProblem(500, "INTERNAL");
    assertThat(answer.text()).doesNotContain("a test says so");

    engine.answer.set(request -> FakeEngine.response(FakeEngine.hits(List.of()), Optional.empty()));
    assertThat(api.get("/api/v1/search?q=x").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "q=",
        "q=%20%09",
        "q=x&item=image0001%5Ex",
        "item=BAD",
        "item=..%2F..%2Fetc%2Fpasswd",
        "q=x&target=video",
        "q=x&target=",
        "q=x&target=IMAGE",
        "q=x&limit=0",
        "q=x&limit=-1",
        "q=x&limit=1001",
        "q=x&limit=1e3",
        "q=x&limit=12.0",
        "q=x&limit=%2B5",
        "q=x&limit=99999999999999999999",
        "q=x&limit=",
        "q=x&limit=%D9%A3",
        "q=x&offset=-1",
        "q=x&offset=10001",
        "q=x&rerank=-1",
        "q=x&rerank=1001",
        "q=x&rerank=OFF",
        "q=x&rerank=true",
        "q=x&budget=300",
        "q=x&budget=0ms",
        "q=x&budget=0.5ms",
        "q=x&budget=11m",
        "q=x&budget=300MS",
        "q=x&budget=-5ms",
        "q=x&budget=601s",
        "q=x&budget=1h",
        "q=x&budget=9999999999999999999999ms",
        "q=x&q=y",
        "q=x&limit=3&limit=3",
        "q=x&colour=red",
        "q=x&image=x",
        "q=x&Q=x",
        "q=%zz",
        "q=%",
        "q=%ff%fe",
        "q=%c0%af",
        "=x"
      })
  void searchGet_badParameters_400(String query) {
    // The engine must not be asked: an answer would be 200.
    Answer answer = api.rawGet("/api/v1/search?" + query);
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.json().get("code").stringValue()).isEqualTo("INVALID_REQUEST");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "nonsense",
        "null",
        "[]",
        "\"q\"",
        "{}",
        "{\"q\":\"x\"} {}",
        "{\"q\":\"x\",\"q\":\"y\"}",
        "{\"q\":5}",
        "{\"q\":[\"x\"]}",
        "{\"q\":\"x\",\"limit\":\"5\"}",
        "{\"q\":\"x\",\"limit\":5.5}",
        "{\"q\":\"x\",\"limit\":1e400}",
        "{\"q\":\"x\",\"limit\":123456789012345678901234567890}",
        "{\"q\":\"x\",\"offset\":true}",
        "{\"q\":\"x\",\"rerank\":{}}",
        "{\"q\":\"x\",\"budget\":300}",
        "{\"q\":\"x\",\"colour\":\"red\"}",
        "{\"q\":\"x\",\"colour\":null}",
        "{\"q\":\"x\",\"image\":\"/etc/passwd\"}",
        "{\"item\":\"../../etc/passwd\"}",
        "{\"q\":\"x\",\"item\":\"image0001^x\"}"
      })
  void searchPost_badJson_400(String body) {
    api.postJson(body).assertProblem(400, "INVALID_REQUEST");
  }

  @Test
  void searchPost_deeplyNestedJson_400() {
    api.postJson("{\"q\":" + "[".repeat(200_000)).assertProblem(400, "INVALID_REQUEST");
  }

  @Test
  void searchPost_bodyIsNotUtf8_400() {
    byte[] body = "{\"q\":\"caf\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
    api.post("/api/v1/search", "application/json", body).assertProblem(400, "INVALID_REQUEST");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "image/png",
        "application/xml",
        "nonsense"
      })
  void searchPost_otherContentType_415(String type) {
    Answer answer = api.post("/api/v1/search", type, "q=x".getBytes(StandardCharsets.UTF_8));
    answer.assertProblem(415, "UNSUPPORTED_MEDIA_TYPE");
  }

  @Test
  void searchPost_noContentType_415() {
    HttpRequest request =
        HttpRequest.newBuilder(server.address().resolve("/api/v1/search"))
            .POST(HttpRequest.BodyPublishers.ofString("{\"q\":\"x\"}"))
            .build();
    api.send(request).assertProblem(415, "UNSUPPORTED_MEDIA_TYPE");
  }

  @Test
  void searchPost_parametersInAddressToo_400() {
    Answer answer =
        api.post("/api/v1/search?q=x", "application/json", "{}".getBytes(StandardCharsets.UTF_8));
    answer.assertProblem(400, "INVALID_REQUEST");
  }

  @Test
  void searchPost_jsonAboveCap_413() {
    api.postJson("{\"q\":\"" + "x".repeat(2 << 20) + "\"}").assertProblem(413, "TOO_LARGE");
  }

  @Test
  void searchForm_pictureAboveCap_413() {
    api.postForm(new Form().file("image", new byte[UPLOAD_LIMIT + 1]))
        .assertProblem(413, "TOO_LARGE");
  }

  @Test
  void searchForm_wholeFormAboveCap_413() {
    Form form = new Form();
    for (int i = 0; i < 30; i++) {
      form.file("image" + i, new byte[UPLOAD_LIMIT]);
    }
    api.postForm(form).assertProblem(413, "TOO_LARGE");
  }

  @Test
  void searchForm_ninePictures_400() {
    Form form = new Form();
    for (int i = 1; i <= 9; i++) {
      form.file("image", new byte[i]);
    }
    api.postForm(form).assertProblem(400, "INVALID_REQUEST");
  }

  @Test
  void searchForm_unknownPart_400() {
    Form form = new Form().file("image", new byte[3]).file("picture", new byte[3]);
    api.postForm(form).assertProblem(400, "INVALID_REQUEST");
  }

  @Test
  void searchForm_noPartsAtAll_400() {
    api.postForm(new Form()).assertProblem(400, "INVALID_REQUEST");
  }

  @Test
  void searchForm_noBoundary_400() {
    Answer answer = api.post("/api/v1/search", "multipart/form-data", new byte[10]);
    answer.assertProblem(400, "INVALID_REQUEST");
  }

  @Test
  void searchForm_cutOff_400() {
    Form form = new Form().file("image", new byte[300]);
    byte[] cut = Arrays.copyOf(form.bytes(), form.bytes().length - 40);
    api.post("/api/v1/search", form.type(), cut).assertProblem(400, "INVALID_REQUEST");
  }

  @ParameterizedTest
  @CsvSource({
    "/nothing, 404",
    "/api/v1, 404",
    "/api/v1/searches, 404",
    "/api/v2/search?q=x, 404",
    "/api/v1/items, 404",
    "/api/v1/items/unknown00, 404",
    "/api/v1/items/unknown00/image, 404",
    "/api/v1/items/unknown00/thumbnail, 404",
    "/api/v1/items/x, 404",
    "/api/v1/items/IMAGE0001, 404",
    "/api/v1/items/image0001/image, 404",
    "/api/v1/items/image0001/thumbnail, 404",
    "/api/v1/items/image0001/original, 404",
    "/api/v1/items/text00001/image, 404",
    "/api/v1/items/text00001/thumbnail, 404",
    "/index.html.bak, 404",
    "/WEB-INF/web.xml, 404",
    "/dev/diptych/web/WebServer.class, 404"
  })
  void get_nothingThere_404(String path, int status) {
    api.get(path).assertProblem(status, "NOT_FOUND");
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE, /api/v1/search",
    "PUT, /api/v1/search",
    "PATCH, /api/v1/search",
    "POST, /api/v1/status",
    "POST, /api/v1/items/image0001",
    "DELETE, /api/v1/items/image0001",
    "POST, /health/ready"
  })
  void method_notTaken_405WithAllow(String method, String path) {
    Answer answer = api.method(method, path);
    answer.assertProblem(405, "METHOD_NOT_ALLOWED");
    assertThat(answer.header("Allow")).contains("GET");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../../../etc/passwd",
        "/..%2f..%2f..%2fetc%2fpasswd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/.%2e/.%2e/etc/passwd",
        "//etc/passwd",
        "/..;/..;/etc/passwd",
        "/..\\..\\etc\\passwd",
        "/%5c..%5c..%5cetc%5cpasswd",
        "/index.html%00.png",
        "/api/v1/items/..%2f..%2fetc%2fpasswd/image",
        "/api/v1/items/%2e%2e%2f%2e%2e%2fetc/image",
        "/api/v1/items/../../../../etc/passwd",
        "/api/v1/items/file:%2f%2f%2fetc%2fpasswd/image",
        "/WEB-INF/../index.html%23",
        "/page/../../openapi.yaml"
      })
  void get_pathTraversal_refusedWithoutContent(String path) {
    Answer answer = api.rawGet(path);
    assertThat(answer.status()).as(path + " " + answer.text()).isIn(400, 404);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.text()).doesNotContain("root:", "openapi:");
  }

  @Test
  void get_addressAboveHeaderCap_414InProblemForm() {
    Answer answer = api.rawGet("/api/v1/search?q=" + "x".repeat(100_000));
    assertThat(answer.status()).isEqualTo(414);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.json().get("detail").stringValue()).contains("POST");
  }

  @Test
  void ready_beforeWarm_503ThenReady() {
    engine.warm.set(false);
    Answer answer = api.get("/health/ready");
    answer.assertProblem(503, "WARMING_UP");
    assertThat(answer.header("Retry-After")).isEqualTo("1");
    assertThat(api.get("/health/live").status()).isEqualTo(200);

    engine.warm.set(true);
    assertThat(api.get("/health/ready").json().get("status").stringValue()).isEqualTo("ready");
  }
}
