package dev.diptych.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own shows: exit codes, signals, pipes. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows ends processes without a signal")
final class ProcessTest {

  private static final int ENDED_BY_SIGTERM = 143;
  private static final Pattern ADDRESS = Pattern.compile("(http://\\S+/) .*\n");
  private static final Pattern CUT_OFF =
      Pattern.compile("Stopped\\. (\\d+) requests? under way (was|were) cut off\\.");
  private static final int PATIENCE_MILLIS = 120_000;

  @TempDir private Path folder;

  @Test
  void demo_sigterm_stopsCleanlyAndSecondStartReuses() throws IOException, InterruptedException {
    SmallCollection home = SmallCollection.in(folder);
    ChildProcess diptych = new ChildProcess(folder, home.environment());
    String[] demo = {"demo", "--port", "0", "--dir", folder.resolve("demo").toString()};
    CapturedRun first = serveOnce(diptych, demo);
    assertThat(first.err()).contains("Drawing", "Stopped.");
    assertThat(first.out()).contains("seen 1200 = indexed 1200 + reused 0");
    CapturedRun second = serveOnce(diptych, demo);
    assertThat(second.err()).contains("Using the demo pictures", "Stopped.");
    assertThat(second.out()).doesNotContain("seen");
  }

  @Test
  void serve_sigtermUnderLoad_endsWithZeroAndCountsThoseCutOff() throws Exception {
    SmallCollection home = SmallCollection.in(folder);
    assertThat(home.run("index", home.pictures().toString()).code()).isZero();
    ChildProcess diptych = new ChildProcess(folder, home.environment());
    Process process = diptych.start(List.of(), "serve", "--port", "0", "--host", "127.0.0.2");
    List<Socket> clients = new ArrayList<>();
    try {
      URI address = awaitAddress(diptych, process);
      assertThat(address.getHost()).isEqualTo("127.0.0.2");
      awaitAnswer(diptych, process, address.resolve("health/ready"));
      for (int i = 0; i < 200; i++) {
        clients.add(
            send(address, "GET /api/v1/search?q=red+%s&rerank=1000 HTTP/1.1".formatted(i), "\r\n"));
      }
      clients.add(send(address, "GET /health/live HTTP/1.1", "X-"));
      clients.add(requestUnderWay(address));
      clients.add(requestUnderWay(address));
      process.destroy();
      CapturedRun run = diptych.finish(process);
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.err()).doesNotContain("defect");
      assertThat(run.err()).contains("Stopped.");
      // Those that were answered in the last seconds, if only with 408, were not cut off.
      Matcher cutOff = CUT_OFF.matcher(run.err());
      if (cutOff.find()) {
        assertThat(Integer.parseInt(cutOff.group(1))).as(run.err()).isBetween(1, clients.size());
      }
    } finally {
      process.destroyForcibly();
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  private static void awaitAnswer(ChildProcess diptych, Process process, URI address)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = request(address);
      boolean answered =
          diptych.await(
              process,
              "answer from " + address,
              () -> client.send(request, BodyHandlers.discarding()).statusCode() == 200);
      assertThat(answered).as(Files.readString(diptych.err())).isTrue();
    }
  }

  private static HttpRequest request(URI address) {
    return HttpRequest.newBuilder(address).timeout(Duration.ofMillis(PATIENCE_MILLIS)).build();
  }

  /** A request whose handler runs, and waits for the rest of the body. */
  private static Socket requestUnderWay(URI address) throws IOException {
    Socket client =
        send(
            address,
            "POST /api/v1/search HTTP/1.1",
            "Content-Type: application/json\r\nContent-Length: 9999\r\nExpect: 100-continue\r\n\r\n");
    client.setSoTimeout(PATIENCE_MILLIS);
    byte[] answer = client.getInputStream().readNBytes("HTTP/1.1 100".length());
    assertThat(new String(answer, UTF_8)).isEqualTo("HTTP/1.1 100");
    return client;
  }

  private static Socket send(URI address, String line, String rest) throws IOException {
    Socket socket = new Socket(address.getHost(), address.getPort());
    socket
        .getOutputStream()
        .write((line + "\r\nHost: " + address.getAuthority() + "\r\n" + rest).getBytes(UTF_8));
    return socket;
  }

  @Test
  void serve_twoSignals_secondEndsItAtOnce() throws Exception {
    SmallCollection home = SmallCollection.in(folder);
    assertThat(home.run("index", home.pictures().toString()).code()).isZero();
    ChildProcess diptych = new ChildProcess(folder, home.environment());
    Process process = diptych.start(List.of(), "serve", "--port", "0");
    URI address = awaitAddress(diptych, process);
    try (Socket client = requestUnderWay(address)) {
      assertThat(client.isConnected()).isTrue();
      // Not SIGINT, which is ignored in what runs in the background of a shell.
      process.destroy();
      boolean stopping =
          diptych.await(
              process, "word of stopping", () -> Files.readString(diptych.err()).contains("Stop"));
      assertThat(stopping).as(Files.readString(diptych.err())).isTrue();
      process.destroy(); // while it waits seconds for the request
      assertThat(diptych.finish(process).code()).isEqualTo(ENDED_BY_SIGTERM);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void serve_noIndexButRoots_firstOneIsMadeByRequest() throws Exception {
    SmallCollection home = SmallCollection.in(folder);
    CapturedRun without = home.run("serve", "--port", "0");
    assertThat(without.code()).isEqualTo(2);
    assertThat(without.err()).contains("no index at", "--roots");
    ChildProcess diptych = new ChildProcess(folder, home.environment());
    String root = home.pictures().toRealPath().toString();
    Process process = diptych.start(List.of(), "serve", "--port", "0", "--roots", root);
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI address = awaitAddress(diptych, process);
      HttpRequest start =
          HttpRequest.newBuilder(address.resolve("api/v1/jobs"))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString("{\"paths\": [\"%s\"]}".formatted(root)))
              .build();
      assertThat(client.send(start, BodyHandlers.discarding()).statusCode()).isEqualTo(202);
      try (Stream<String> lines =
          client
              .send(request(address.resolve("api/v1/jobs/events")), BodyHandlers.ofLines())
              .body()) {
        assertThat(lines.anyMatch(line -> line.contains("\"running\":false"))).isTrue();
      }
    } finally {
      process.destroy();
    }
    CapturedRun run = diptych.finish(process);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).contains("There was no index at", "under Index");
    CapturedRun search = home.run("search", "a red circle", "--paths");
    assertThat(search.code()).as(search.err()).isZero();
    assertThat(search.out()).contains(root);
  }

  /** Starts a server, asks it one thing, ends it by SIGTERM. */
  private static CapturedRun serveOnce(ChildProcess diptych, String... arguments)
      throws IOException, InterruptedException {
    Process process = diptych.start(List.of(), arguments);
    try {
      URI address = awaitAddress(diptych, process);
      try (HttpClient client = HttpClient.newHttpClient()) {
        assertThat(
                client
                    .send(request(address.resolve("health/live")), BodyHandlers.discarding())
                    .statusCode())
            .isEqualTo(200);
      }
    } finally {
      process.destroy();
    }
    CapturedRun run = diptych.finish(process);
    assertThat(run.code()).as(run.err()).isZero();
    return run;
  }

  private static URI awaitAddress(ChildProcess diptych, Process process)
      throws IOException, InterruptedException {
    diptych.await(
        process, "address", () -> ADDRESS.matcher(Files.readString(diptych.out())).find());
    Matcher matcher = ADDRESS.matcher(Files.readString(diptych.out()));
    assertThat(matcher.find())
        .as("ended without an address: %s", Files.readString(diptych.err()))
        .isTrue();
    return URI.create(matcher.group(1));
  }

  @Test
  void index_sigtermAtAnyMoment_nextRunGoesOn() throws IOException, InterruptedException {
    Path pictures = Fixtures.path("scenes-eval/images");
    SmallCollection home = SmallCollection.in(folder);
    ChildProcess diptych = new ChildProcess(folder, home.environment());
    Process process = diptych.start(List.of(), "index", pictures.toString());
    Path pointer = home.index().resolve("index.json");
    diptych.await(process, "first commit", () -> Files.exists(pointer));
    process.destroy();
    CapturedRun stopped = diptych.finish(process);
    assertThat(stopped.code()).isIn(0, ENDED_BY_SIGTERM);
    CapturedRun next = home.run("index", pictures.toString());
    assertThat(next.code()).as(next.err()).isZero();
    assertThat(next.out()).contains("seen 300 = ", "+ removed 0 + skipped 0");
    assertThat(home.run("verify").code()).isZero();
  }

  @Test
  void search_readerGone_endsQuietly() throws IOException, InterruptedException {
    SmallCollection home = SmallCollection.in(folder);
    assertThat(home.run("index", home.pictures().toString()).code()).isZero();
    ChildProcess diptych = new ChildProcess(folder, home.environment());
    // The reader ends at once; the shell's exit code is the writer's.
    Path status = folder.resolve("status.txt");
    List<String> shell =
        List.of("sh", "-c", "{ \"$@\"; echo $? > '" + status + "'; } | true", "sh");
    CapturedRun run = diptych.run(shell, "search", "a red circle", "--json");
    assertThat(Files.readString(status).strip()).isEqualTo("0");
    assertThat(run.err().lines().filter(line -> !line.contains("incubator"))).isEmpty();
  }
}
