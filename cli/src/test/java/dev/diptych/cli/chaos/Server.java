package dev.diptych.cli.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code diptych serve} in a process of its own, and a client. Closing it kills both. */
final class Server implements AutoCloseable {

  private static final Pattern ADDRESS = Pattern.compile("(http://\\S+/) .*\n");
  private static final String LOG = "serve";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Program program;
  private final Process process;
  private final URI address;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Server(Program program, Process process, URI address) {
    this.program = program;
    this.process = process;
    this.address = address;
  }

  /** Starts and waits until it can search. */
  static Server start(Program program) throws IOException, InterruptedException {
    Process process = program.start(LOG, "serve", "--port", "0");
    long end = System.nanoTime() + PATIENCE.toNanos();
    Matcher matcher;
    do {
      if (process.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() - end > 0) {
        process.destroyForcibly();
        throw new AssertionError(
            "no address within %s: %s"
                .formatted(PATIENCE, Files.readString(program.log(LOG, "err"))));
      }
      matcher = ADDRESS.matcher(Files.readString(program.log(LOG, "out")));
    } while (!matcher.find());
    Server server = new Server(program, process, URI.create(matcher.group(1)));
    while (server.get("health/ready").statusCode() != 200) {
      if (process.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() - end > 0) {
        server.close();
        throw new AssertionError(
            "not ready within %s: %s"
                .formatted(PATIENCE, Files.readString(program.log(LOG, "err"))));
      }
    }
    return server;
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve(path)).timeout(Duration.ofMinutes(2)).build();
    return client.send(request, BodyHandlers.ofString());
  }

  URI address() {
    return address;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** {@return the memory that the process holds now, in bytes; 0 where the system does not tell} */
  long residentBytes() throws IOException {
    Path status = Path.of("/proc/" + process.pid() + "/status");
    if (Files.notExists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findFirst()
        .orElse(0);
  }

  /** Sends SIGTERM and waits for the end. */
  Program.Ended terminate() throws IOException, InterruptedException {
    process.destroy();
    return program.finish(LOG, process);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    client.shutdownNow();
    client.close();
  }
}
