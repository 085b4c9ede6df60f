package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a reverse proxy changes of a request, as the server sees it. */
final class ReverseProxyTest {

  private static final String PUBLIC = "https://photos.example/pictures";

  private final FakeEngine engine = new FakeEngine();
  private WebServer server = start(PUBLIC);
  private ApiClient api = new ApiClient(server.address());

  private WebServer start(@Nullable String publicUrl, String... trusted) {
    return WebServer.start(
        engine,
        WebOptions.DEFAULT
            .withPort(0)
            .withProxy(
                new ReverseProxy(
                    Optional.ofNullable(publicUrl).map(PublicUrl::parse),
                    TrustedProxies.of(List.of(trusted)))));
  }

  private void restart(@Nullable String publicUrl, String... trusted) {
    stop();
    server = start(publicUrl, trusted);
    api = new ApiClient(server.address());
  }

  @AfterEach
  void stop() {
    api.close();
    server.close();
  }

  private Answer raw(String path, String... headers) {
    return api.raw(
        "GET %s HTTP/1.1\r\n%s\r\nConnection: close\r\n\r\n"
            .formatted(path, String.join("\r\n", headers)));
  }

  @Test
  void get_publicHost_answeredAndOthersStayOut() {
    assertThat(raw("/api/v1/status", "Host: photos.example").status()).isEqualTo(200);
    assertThat(raw("/api/v1/status", "Host: 127.0.0.1").status()).isEqualTo(200);
    raw("/api/v1/status", "Host: evil.example").assertProblem(403, "FORBIDDEN_HOST");
  }

  @Test
  void get_pathLeftOnOrTakenOff_sameAnswer() {
    for (String path : List.of("/", "/app.js", "/api/v1/status")) {
      Answer takenOff = raw(path, "Host: photos.example");
      Answer leftOn = raw("/pictures" + path, "Host: photos.example");
      assertThat(takenOff.status()).as(path).isEqualTo(200);
      assertThat(leftOn.status()).as(path).isEqualTo(200);
      assertThat(leftOn.text()).as(path).isEqualTo(takenOff.text());
    }
    assertThat(raw("/picturesque", "Host: photos.example").status()).isEqualTo(404);
  }

  @Test
  void get_pathWithoutSlash_redirected() {
    Answer answer = raw("/pictures", "Host: photos.example");
    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("Location")).asString().endsWith("/pictures/");
  }

  @Test
  void get_items_linksAreBelowThePublicPath() {
    var item = engine.addImage("image0001", "file:///photos/one.png");
    engine.answer.set(
        request -> FakeEngine.response(FakeEngine.hits(List.of(item)), Optional.empty()));
    for (String path : List.of("/api/v1/items/image0001", "/api/v1/search?q=x")) {
      assertThat(raw(path, "Host: photos.example").text())
          .contains("\"/pictures/api/v1/items/image0001/image?");
    }
  }

  @Test
  void post_originOfThePublicPage_allowedAndNoOther() {
    assertThat(api.postJson("{\"q\":\"x\"}", "Origin", "https://photos.example").status())
        .isEqualTo(200);
    for (String origin : List.of("http://photos.example", "https://photos.example:444", "null")) {
      api.postJson("{\"q\":\"x\"}", "Origin", origin).assertProblem(403, "FORBIDDEN_ORIGIN");
    }
  }

  @Test
  void forwardedHost_ofNobodyTrusted_ignored() {
    raw("/", "Host: evil.example", "X-Forwarded-Host: 127.0.0.1")
        .assertProblem(403, "FORBIDDEN_HOST");
    restart(null, "192.0.2.1");
    raw("/", "Host: evil.example", "X-Forwarded-Host: 127.0.0.1")
        .assertProblem(403, "FORBIDDEN_HOST");
  }

  @Test
  void forwardedHost_ofATrustedProxy_isTheHost() {
    restart(null, "127.0.0.0/8");
    assertThat(raw("/api/v1/status", "Host: inner:80", "X-Forwarded-Host: any.example").status())
        .isEqualTo(200);
    assertThat(
            raw(
                    "/api/v1/search?q=x",
                    "Host: inner:80",
                    "X-Forwarded-Host: any.example:8443",
                    "Origin: https://any.example:8443")
                .status())
        .isEqualTo(200);
    raw(
            "/api/v1/search?q=x",
            "Host: inner:80",
            "X-Forwarded-Host: any.example",
            "Origin: https://evil.example")
        .assertProblem(403, "FORBIDDEN_ORIGIN");
    raw("/", "Host: evil.example").assertProblem(403, "FORBIDDEN_HOST");
  }
}
