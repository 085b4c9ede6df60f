package dev.diptych.cli.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Many clients of a server that all ask at once, in a process of their own. It has the lowest
 * priority: such clients sit at other machines, so they must not take the processors from the
 * server, nor from the one that measures it. Closing it sends all of them away.
 */
final class Crowd implements AutoCloseable {

  private static final String LOG = "crowd";
  private static final String UPLOAD = "@";
  private static final String ASKED = "asked\n";
  private static final int CUT_OFF = -1;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Program program;
  private final Process process;

  private Crowd(Program program, Process process) {
    this.program = program;
    this.process = process;
  }

  /** What the clients got. */
  record Answers(List<Answer> all) {

    /** {@return how often each status was answered; -1 stands for no answer} */
    Map<Integer, Integer> statuses() {
      return all.stream()
          .collect(Collectors.toMap(Answer::status, _ -> 1, Integer::sum, TreeMap::new));
    }
  }

  /**
   * What one client got.
   *
   * @param waits whether it was told when to come again
   */
  record Answer(int status, boolean waits) {}

  /** Each client gets one of these paths. */
  static Crowd asking(Program program, URI server, List<String> paths) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "nice",
                "-n",
                "19",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                Path.of("target/test-classes").toString(),
                Crowd.class.getName(),
                server.toString()));
    command.addAll(paths);
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(program.log(LOG, "out").toFile())
            .redirectError(program.log(LOG, "err").toFile())
            .start();
    return new Crowd(program, process);
  }

  /** Each client searches by one of these pictures. */
  static Crowd uploading(Program program, URI server, List<Path> pictures) throws IOException {
    return asking(program, server, pictures.stream().map(picture -> UPLOAD + picture).toList());
  }

  /** Waits until all have asked. */
  void awaitAsking() throws IOException, InterruptedException {
    while (!Files.readString(program.log(LOG, "out")).startsWith(ASKED)) {
      if (process.waitFor(10, TimeUnit.MILLISECONDS)) {
        throw failed();
      }
    }
  }

  boolean isWaiting() {
    return process.isAlive();
  }

  /** {@return what they got, once all have got something} */
  Answers await() throws IOException, InterruptedException {
    if (!process.waitFor(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw failed();
    }
    return new Answers(
        Pattern.compile("(-?[0-9]+) (true|false)\n")
            .matcher(Files.readString(program.log(LOG, "out")))
            .results()
            .map(Crowd::answer)
            .toList());
  }

  private AssertionError failed() throws IOException {
    process.destroyForcibly();
    return new AssertionError("the clients failed: " + Files.readString(program.log(LOG, "err")));
  }

  private static Answer answer(MatchResult line) {
    return new Answer(Integer.parseInt(line.group(1)), Boolean.parseBoolean(line.group(2)));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** The process: the server's address and what is asked of it; prints a line for each answer. */
  public static void main(String[] arguments) throws IOException {
    URI server = URI.create(arguments[0]);
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      List<CompletableFuture<HttpResponse<Void>>> answers = new ArrayList<>();
      for (String asked : List.of(arguments).subList(1, arguments.length)) {
        answers.add(client.sendAsync(request(server, asked), BodyHandlers.discarding()));
      }
      System.out.print(ASKED);
      answers.forEach(Crowd::print);
    }
  }

  private static HttpRequest request(URI server, String asked) throws IOException {
    if (!asked.startsWith(UPLOAD)) {
      return HttpRequest.newBuilder(server.resolve(asked)).timeout(PATIENCE).build();
    }
    String boundary = "chaos-boundary";
    byte[] head =
        ("--"
                + boundary
                + "\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.jpg\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] picture = Files.readAllBytes(Path.of(asked.substring(UPLOAD.length())));
    byte[] tail = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII);
    return HttpRequest.newBuilder(server.resolve("api/v1/search"))
        .timeout(PATIENCE)
        .header("Content-Type", "multipart/form-data; boundary=" + boundary)
        .POST(BodyPublishers.ofByteArrays(List.of(head, picture, tail)))
        .build();
  }

  private static void print(CompletableFuture<HttpResponse<Void>> answer) {
    try {
      HttpResponse<Void> got = answer.join();
      boolean waits = got.headers().firstValue("Retry-After").isPresent();
      System.out.print(got.statusCode() + " " + waits + "\n");
    } catch (CompletionException e) {
      System.out.print(CUT_OFF + " false\n");
    }
  }
}
