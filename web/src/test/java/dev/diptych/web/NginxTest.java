package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page in a browser, through a real nginx, below a path. */
@ExtendWith({ChromiumResolver.class, SceneServerResolver.class})
final class NginxTest {

  private static final String NGINX = "/usr/sbin/nginx";

  private final SceneServer scenes;
  private final Browser browser;

  @TempDir private Path temp;

  NginxTest(SceneServer scenes, Browser browser) {
    this.scenes = scenes;
    this.browser = browser;
  }

  @ParameterizedTest
  @CsvSource({
    "/, ''", // takes the path off and names the inner host
    "'', proxy_set_header Host $http_host;", // leaves the path on and names the public host
  })
  void page_belowAPathOfNginx_searchesByWordsAndByPicture(String target, String host)
      throws Exception {
    boolean required = "1".equals(System.getenv("DIPTYCH_REQUIRE_NGINX"));
    assumeTrue(
        required || Files.isExecutable(Path.of(NGINX)),
        "no nginx found; install one (Debian: apt-get install nginx-light)");
    int port = freePort();
    URI base = URI.create("http://127.0.0.1:%s/pictures/".formatted(port));
    WebOptions options =
        WebOptions.DEFAULT
            .withPort(0)
            .withProxy(
                new ReverseProxy(
                    Optional.of(PublicUrl.parse(base.toString())), TrustedProxies.NONE));
    Path folder = Files.createDirectory(temp.resolve("nginx"));
    try (WebServer server = scenes.serve(options)) {
      Files.writeString(
          folder.resolve("nginx.conf"),
          configuration(port, server.address().getPort(), target, host));
      Process nginx =
          new ProcessBuilder(NGINX, "-p", folder.toString(), "-c", "nginx.conf", "-e", "error.log")
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("output.log").toFile())
              .start();
      try {
        awaitListening(nginx, port, folder);
        visit(base);
      } finally {
        nginx.destroy();
        nginx.waitFor();
      }
    }
  }

  /** Everything nginx writes goes into the folder of the test. */
  private static String configuration(int port, int serverPort, String target, String host) {
    return """
        daemon off;
        worker_processes 1;
        pid nginx.pid;
        error_log error.log;
        events { worker_connections 64; }
        http {
          access_log off;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          server {
            listen 127.0.0.1:%s;
            absolute_redirect off;
            location /pictures/ {
              proxy_pass http://127.0.0.1:%s%s;
              %s
              client_max_body_size 20m;
            }
          }
        }
        """
        .formatted(port, serverPort, target, host);
  }

  private void visit(URI base) {
    try (Visit visit = Visit.desktop(browser, base).open("")) {
      visit.search("a red circle");
      assertThat(visit.cards().count()).isPositive();
      assertThat(visit.page().url()).startsWith(base.toString());
      visit.page().waitForCondition(() -> picturesShown(visit));
      visit.page().setInputFiles("#file", scenes.file(scenes.corpus().pictures().getFirst()));
      visit.page().waitForSelector(".asked-picture");
      visit.settle();
      assertThat(visit.page().locator(".count").innerText()).contains("your picture");
      visit.page().locator("#home").click();
      assertThat(visit.page().url()).isEqualTo(base.toString());
    }
  }

  private static boolean picturesShown(Visit visit) {
    return (Boolean)
        visit
            .page()
            .evaluate("() => [...document.querySelectorAll('.card .thumb')][0].naturalWidth > 0");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void awaitListening(Process nginx, int port, Path folder) throws Exception {
    while (!nginx.waitFor(50, TimeUnit.MILLISECONDS)) {
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        assertThat(nginx.isAlive()).as("not listening yet: %s", e).isTrue();
      }
    }
    throw new AssertionError(
        "nginx ended: " + List.of(Files.readString(folder.resolve("output.log"))));
  }
}
