package dev.diptych.benchmarks.page;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A headless Chromium with one tab, driven over its DevTools protocol. Closing it ends the process.
 */
final class Chromium implements AutoCloseable {

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");

  private static final String LISTENING = "DevTools listening on ";
  private static final int PATIENCE_SECONDS = 120;

  private final Process process;
  private final HttpClient http;
  private final WebSocket socket;
  private final String session;
  private final Map<Integer, CompletableFuture<JsonNode>> asked;
  private final AtomicInteger number;

  /** Takes answers apart that may come in pieces. */
  private static final class Answers implements WebSocket.Listener {

    private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
    private final StringBuilder begun = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      begun.append(data);
      if (last) {
        JsonNode answer = JsonMapper.shared().readTree(begun.toString());
        begun.setLength(0);
        CompletableFuture<JsonNode> waiting = asked.remove(answer.path("id").asInt(-1));
        if (waiting != null) {
          waiting.complete(answer);
        }
      }
      webSocket.request(1);
      return CompletableFuture.completedStage(null);
    }
  }

  private Chromium(Process process, URI devTools) throws IOException, InterruptedException {
    this.process = process;
    this.http = HttpClient.newHttpClient();
    Answers answers = new Answers();
    this.asked = answers.asked;
    this.number = new AtomicInteger();
    this.socket = http.newWebSocketBuilder().buildAsync(devTools, answers).join();
    ObjectNode blank = JsonMapper.shared().createObjectNode().put("url", "about:blank");
    String tab = send("Target.createTarget", blank, "").path("targetId").asString();
    ObjectNode attached =
        JsonMapper.shared().createObjectNode().put("targetId", tab).put("flatten", true);
    this.session = send("Target.attachToTarget", attached, "").path("sessionId").asString();
  }

  /** {@return the one that {@code DIPTYCH_CHROMIUM} names, or the first on the path} */
  static Optional<Path> find() {
    String named = System.getenv().getOrDefault("DIPTYCH_CHROMIUM", "");
    if (!named.isBlank()) {
      return Optional.of(Path.of(named));
    }
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts one.
   *
   * @param profile a folder for what it keeps
   */
  static Chromium start(Path executable, Path profile) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                executable.toString(),
                "--headless=new",
                "--no-sandbox",
                "--no-first-run",
                "--no-proxy-server",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1280,900",
                "--user-data-dir=" + profile,
                "--remote-debugging-port=0")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return new Chromium(process, address(process));
    } catch (IOException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static URI address(Process process) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
    String line = lines.readLine();
    while (line != null && !line.startsWith(LISTENING)) {
      line = lines.readLine();
    }
    if (line == null) {
      throw new IOException("Chromium ended before it could be driven");
    }
    Thread.ofVirtual().start(() -> drain(lines));
    return URI.create(line.substring(LISTENING.length()).strip());
  }

  /** What it says further is of no interest, but must go somewhere. */
  private static void drain(BufferedReader lines) {
    try {
      while (lines.readLine() != null) {
        // read on
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // ends this thread, as the browser's end does
    }
  }

  /** Opens a page; returns before it is there. */
  void open(URI address) throws IOException, InterruptedException {
    send(
        "Page.navigate",
        JsonMapper.shared().createObjectNode().put("url", address.toString()),
        session);
  }

  /**
   * Evaluates JavaScript on the page.
   *
   * @param script an expression; a promise is waited for
   * @return its value
   * @throws IOException when it throws, with what it says
   */
  JsonNode evaluate(String script) throws IOException, InterruptedException {
    ObjectNode expression =
        JsonMapper.shared()
            .createObjectNode()
            .put("expression", script)
            .put("awaitPromise", true)
            .put("returnByValue", true);
    JsonNode answer = send("Runtime.evaluate", expression, session);
    if (answer.has("exceptionDetails")) {
      throw new IOException("the page said: " + answer.get("exceptionDetails"));
    }
    return answer.path("result").path("value");
  }

  private JsonNode send(String method, ObjectNode parameters, String to)
      throws IOException, InterruptedException {
    int id = number.incrementAndGet();
    ObjectNode message = JsonMapper.shared().createObjectNode().put("id", id).put("method", method);
    message.set("params", parameters);
    if (!to.isEmpty()) {
      message.put("sessionId", to);
    }
    CompletableFuture<JsonNode> waiting = new CompletableFuture<>();
    asked.put(id, waiting);
    try {
      socket.sendText(message.toString(), true).join();
      JsonNode answer = waiting.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (answer.has("error")) {
        throw new IOException("%s failed: %s".formatted(method, answer.get("error")));
      }
      return answer.path("result");
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("Chromium does not answer to " + method, e);
    }
  }

  @Override
  public void close() {
    socket.abort();
    http.close();
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
