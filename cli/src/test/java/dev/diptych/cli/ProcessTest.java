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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own shows: exit codes, signals, pipes. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows ends processes without a signal")
final class ProcessTest {

  private static final int ENDED_BY_SIGTERM = 143;
  private static final Pattern ADDRESS = Pattern.compile("(http://\\S+/) .*\n");

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
  void serve_sigtermUnderLoad_endsWithZero() throws Exception {
    SmallCollection home = SmallCollection.in(folder);
    assertThat(home.run("index", home.pictures().toString()).code()).isZero();
    ChildProcess diptych = new ChildProcess(folder, home.environment());
    Process process = diptych.start(List.of(), "serve", "--port", "0", "--host", "127.0.0.2");
    List<Socket> clients = new ArrayList<>();
    try {
      URI address = awaitAddress(diptych, process);
      assertThat(address.getHost()).isEqualTo("127.0.0.2");
      awaitAnswer(address.resolve("health/ready"), process);
      for (int i = 0; i < 200; i++) {
        clients.add(
            send(address, "GET /api/v1/search?q=red+%s&rerank=1000 HTTP/1.1".formatted(i), "\r\n"));
      }
      clients.add(send(address, "GET /health/live HTTP/1.1", "X-"));
      clients.add(
          send(
              address,
              "POST /api/v1/search HTTP/1.1",
              "Content-Type: application/json\r\nContent-Length: 9999\r\n\r\n{"));
      // Connections are taken in by turns: once a later one is answered, these are under way.
      awaitAnswer(address.resolve("health/live"), process);
      process.destroy();
      CapturedRun run = diptych.finish(process);
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.err()).contains("Stopped.").doesNotContain("defect");
    } finally {
      process.destroyForcibly();
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  private static void awaitAnswer(URI address, Process process)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(address).build();
      while (client.send(request, BodyHandlers.discarding()).statusCode() != 200) {
        assertThat(process.waitFor(50, TimeUnit.MILLISECONDS)).isFalse();
      }
    }
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
    try (Socket client =
        send(
            address,
            "POST /api/v1/search HTTP/1.1",
            "Content-Type: application/json\r\nContent-Length: 9999\r\n\r\n{")) {
      assertThat(client.isConnected()).isTrue();
      // Not SIGINT, which is ignored in what runs in the background of a shell.
      process.destroy();
      while (!Files.readString(diptych.err()).contains("Stopping")) {
        assertThat(process.waitFor(20, TimeUnit.MILLISECONDS)).isFalse();
      }
      process.destroy();
      // It may just have ended by itself.
      assertThat(diptych.finish(process).code()).isIn(0, ENDED_BY_SIGTERM);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Starts a server, asks it one thing, ends it by SIGTERM. */
  private static CapturedRun serveOnce(ChildProcess diptych, String... arguments)
      throws IOException, InterruptedException {
    Process process = diptych.start(List.of(), arguments);
    try {
      URI address = awaitAddress(diptych, process);
      try (HttpClient client = HttpClient.newHttpClient()) {
        HttpRequest live = HttpRequest.newBuilder(address.resolve("health/live")).build();
        assertThat(client.send(live, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
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
    do {
      Matcher matcher = ADDRESS.matcher(Files.readString(diptych.out()));
      if (matcher.find()) {
        return URI.create(matcher.group(1));
      }
    } while (!process.waitFor(50, TimeUnit.MILLISECONDS));
    throw new AssertionError("ended without an address: " + Files.readString(diptych.err()));
  }

  @Test
  void index_sigtermAtAnyMoment_nextRunGoesOn() throws IOException, InterruptedException {
    Path pictures = Fixtures.path("scenes-eval/images");
    SmallCollection home = SmallCollection.in(folder);
    ChildProcess diptych = new ChildProcess(folder, home.environment());
    Process process = diptych.start(List.of(), "index", pictures.toString());
    Path pointer = home.index().resolve("index.json");
    boolean ended = false;
    while (!ended && Files.notExists(pointer)) {
      ended = process.waitFor(50, TimeUnit.MILLISECONDS);
    }
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
