package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of other sites get nothing, whichever way they try. */
final class RequestGuardTest {

  private final FakeEngine engine = new FakeEngine();
  private final WebServer server = WebServer.start(engine, WebOptions.DEFAULT.withPort(0));
  private final ApiClient api = new ApiClient(server.address());

  @AfterEach
  void stop() {
    api.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST",
        "localhost:1234",
        "127.0.0.1",
        "127.0.0.1:9",
        "[::1]",
        "[::1]:80"
      })
  void get_hostOfThisMachine_answered(String host) {
    assertThat(getAs(host, "/api/v1/status").status()).isEqualTo(200);
    assertThat(getAs(host, "/").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:7878",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evil.localhost",
        "192.168.0.1",
        "10.0.0.1:7878",
        "[fe80::1]",
        "xlocalhost"
      })
  void get_anotherHost_403Everywhere(String host) {
    for (String path : new String[] {"/", "/app.js", "/api/v1/status", "/health/live", "/no"}) {
      getAs(host, path).assertProblem(403, "FORBIDDEN_HOST");
    }
  }

  @Test
  void get_noHost_refused() {
    assertThat(api.raw("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").status()).isEqualTo(400);
    api.raw("GET / HTTP/1.0\r\n\r\n").assertProblem(403, "FORBIDDEN_HOST");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "http://evil.example",
        "https://127.0.0.1.evil.example",
        "http://127.0.0.1:1",
        "http://localhost",
        "file://",
        "%%%"
      })
  void post_foreignOrigin_403(String origin) {
    api.postJson("{\"q\":\"x\"}", "Origin", origin).assertProblem(403, "FORBIDDEN_ORIGIN");
    api.postForm(new ApiClient.Form().field("q", "x"), "Origin", origin)
        .assertProblem(403, "FORBIDDEN_ORIGIN");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site"})
  void post_crossSiteWithoutOrigin_403(String site) {
    api.postJson("{\"q\":\"x\"}", "Sec-Fetch-Site", site).assertProblem(403, "FORBIDDEN_ORIGIN");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site"})
  void get_madeByAnotherSite_403AndNothingIsComputed(String site) {
    engine.answer.set(
        request -> {
          throw new AssertionError("another site made the server compute");
        });
    for (String path :
        new String[] {"/api/v1/search?q=x", "/api/v1/status", "/app.js", "/health/live", "/no"}) {
      api.get(path, "Sec-Fetch-Site", site).assertProblem(403, "FORBIDDEN_ORIGIN");
    }
    api.get("/api/v1/search?q=x", "Origin", "http://evil.example")
        .assertProblem(403, "FORBIDDEN_ORIGIN");
  }

  @Test
  void get_linkToThePageFromAnotherSite_opensThePageAndNothingElse() {
    assertThat(navigation("/?q=x", "document").status()).isEqualTo(200);
    assertThat(navigation("/index.html", "document").status()).isEqualTo(200);
    navigation("/?q=x", "iframe").assertProblem(403, "FORBIDDEN_ORIGIN");
    navigation("/api/v1/search?q=x", "document").assertProblem(403, "FORBIDDEN_ORIGIN");
  }

  private Answer navigation(String path, String destination) {
    return api.raw(
        "GET %s HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: %s\r\nConnection: close\r\n\r\n"
            .formatted(path, destination));
  }

  @ParameterizedTest
  @ValueSource(strings = {"same-origin", "none"})
  void get_byThePageItselfOrByAPerson_answered(String site) {
    assertThat(api.get("/api/v1/search?q=x", "Sec-Fetch-Site", site).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-HTTP-Method-Override",
        "x-http-method-override",
        "X-HTTP-Method",
        "X-Method-Override"
      })
  void method_anotherInAHeader_isNotObeyed(String header) {
    assertThat(api.get("/api/v1/status", header, "POST").status()).isEqualTo(200);
    assertThat(api.get("/api/v1/search?q=x", header, "DELETE").status()).isEqualTo(200);
    // A foreign page's POST stays one, whatever it says.
    api.postJson("{\"q\":\"x\"}", "Origin", "http://evil.example", header, "GET")
        .assertProblem(403, "FORBIDDEN_ORIGIN");
    api.post("/api/v1/search?_method=GET&q=x", "application/json", new byte[0])
        .assertProblem(400, "INVALID_REQUEST");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.2", "localhost", "127.0.0.1"})
  void start_loopbackAddress_answersWhereItSaysItIs(String host) {
    try (WebServer other =
            WebServer.start(new FakeEngine(), WebOptions.DEFAULT.withHost(host).withPort(0));
        ApiClient client = new ApiClient(other.address())) {
      assertThat(other.address().getHost()).isEqualTo(host);
      assertThat(client.get("/").status()).isEqualTo(200);
      client
          .raw("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
          .assertProblem(403, "FORBIDDEN_HOST");
    }
  }

  @Test
  void post_ownOriginOrNone_answered() {
    String own = "http://127.0.0.1:" + server.address().getPort();
    assertThat(api.postJson("{\"q\":\"x\"}", "Origin", own).status()).isEqualTo(200);
    assertThat(api.postJson("{\"q\":\"x\"}").status()).isEqualTo(200);
  }

  @Test
  void start_boundToAllAddresses_anyHostAnswered() {
    try (WebServer open =
            WebServer.start(new FakeEngine(), WebOptions.DEFAULT.withHost("0.0.0.0").withPort(0));
        ApiClient client = new ApiClient(open.address())) {
      Answer answer =
          client.raw("GET /api/v1/status HTTP/1.1\r\nHost: nas.home\r\nConnection: close\r\n\r\n");
      assertThat(answer.status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/api/v1/status", "/nothing", "/api/v1/search"})
  void get_anything_securityHeaders(String path) {
    Answer answer = api.get(path);
    assertThat(answer.header("Content-Security-Policy"))
        .startsWith("default-src '")
        .contains("frame-ancestors 'none'")
        .doesNotContain("unsafe-eval", "*", "http:", "https:");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
    assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
    assertThat(answer.header("Server")).isEmpty();
  }

  private Answer getAs(String host, String path) {
    return api.raw(
        "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(path, host));
  }
}
