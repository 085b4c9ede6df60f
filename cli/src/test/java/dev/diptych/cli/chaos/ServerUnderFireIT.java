package dev.diptych.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that gets bombs and more searches than it can do goes on answering, and ends when told.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows ends processes without a signal")
final class ServerUnderFireIT {

  /** Far beyond what is promised, so that a busy machine fails no build. */
  private static final Duration QUICK = Duration.ofSeconds(5);

  private static final Duration END_OF_SERVER = Duration.ofSeconds(30);

  /** What the documentation says of cheap answers; what is above is printed. */
  private static final Duration PROMISED = Duration.ofMillis(100);

  private static final int CUT_OFF = -1;

  @TempDir private Path temp;

  private Program diptych;

  @BeforeEach
  void indexAnAlbum() throws IOException {
    diptych = new Program(temp.toRealPath());
    Album album = new Album(temp.toRealPath().resolve("album"), Scale.random(3)).add(150);
    diptych.run("index", album.folder().toString()).expect(0);
  }

  @Test
  void search_picturesThatCostADecoderMuch_restStaysQuick() throws Exception {
    List<byte[]> bombs = new ArrayList<>();
    for (int i = 0; i < Scale.of(3, 8); i++) {
      bombs.add(Bombs.scans(2000, 2000));
      bombs.add(Bombs.scans(8000, 40));
      bombs.add(Bombs.png(8900, 8900));
      bombs.add(Bombs.png(8900, 8900));
    }
    try (Server server = Server.start(diptych)) {
      List<CompletableFuture<HttpResponse<String>>> answers =
          bombs.stream().map(server::upload).toList();

      CheapAnswers cheap = cheapAnswersWhile(server, answers);

      Map<Integer, Integer> statuses = statuses(answers);
      System.out.printf(
          "bombs: %s uploads answered %s; cheap ones meanwhile %s; %s MB resident%n",
          bombs.size(), statuses, cheap, server.residentBytes() >> 20);
      assertThat(statuses.keySet()).isSubsetOf(200, 413, 422, 503);
      assertThat(cheap.slowest()).isLessThan(QUICK);
      assertThat(server.get("api/v1/search?q=red").statusCode()).isEqualTo(200);
      assertThat(server.terminate().code()).isZero();
    }
  }

  @Test
  void search_moreThanTheServerCanDo_isShedAndTheServerEnds() throws Exception {
    try (Server server = Server.start(diptych)) {
      List<CompletableFuture<HttpResponse<String>>> answers = deepSearches(server, 0);

      CheapAnswers cheap = cheapAnswersWhile(server, answers);

      Map<Integer, Integer> statuses = statuses(answers);
      System.out.printf(
          "overload: %s searches answered %s; cheap ones meanwhile %s; %s MB resident%n",
          answers.size(), statuses, cheap, server.residentBytes() >> 20);
      assertThat(statuses.keySet()).isSubsetOf(200, 429, 503).contains(200);
      assertThat(cheap.slowest()).isLessThan(QUICK);
      for (CompletableFuture<HttpResponse<String>> answer : answers) {
        if (answer.join().statusCode() != 200) {
          assertThat(answer.join().headers().firstValue("Retry-After")).isPresent();
        }
      }

      List<CompletableFuture<HttpResponse<String>>> cutOff = deepSearches(server, 1000);
      long begun = System.nanoTime();
      Program.Ended end = server.terminate();
      Duration ending = Duration.ofNanos(System.nanoTime() - begun);

      System.out.printf(
          "SIGTERM under overload: ended after %s ms, %s%n", ending.toMillis(), statuses(cutOff));
      assertThat(end.code()).as(end.err()).isZero();
      assertThat(ending).isLessThan(END_OF_SERVER);
    }
  }

  /** Different words each, so that no answer comes from a cache. */
  private static List<CompletableFuture<HttpResponse<String>>> deepSearches(
      Server server, int from) {
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = from; i < from + Scale.of(150, 600); i++) {
      answers.add(
          server.ask("api/v1/search?rerank=150&limit=150&q=a+red+circle+and+square+number+" + i));
    }
    return answers;
  }

  /** How long a cheap answer took, and when it was asked for after the first. */
  private record CheapAnswer(Duration asked, Duration took) {}

  /**
   * How long cheap answers took.
   *
   * @param ascending all of them, the quickest first
   */
  private record CheapAnswers(List<CheapAnswer> ascending) {

    Duration slowest() {
      return ascending.getLast().took();
    }

    private long millis(double share) {
      return ascending.get((int) (share * (ascending.size() - 1))).took().toMillis();
    }

    @Override
    public String toString() {
      String slow =
          ascending.stream()
              .filter(each -> each.took().compareTo(PROMISED) > 0)
              .map(
                  each ->
                      "%s ms after %s ms"
                          .formatted(each.took().toMillis(), each.asked().toMillis()))
              .collect(Collectors.joining(", ", "[", "]"));
      return "%s: median %s ms, p99 %s ms, slowest %s ms, above %s ms %s"
          .formatted(
              ascending.size(),
              millis(.5),
              millis(.99),
              slowest().toMillis(),
              PROMISED.toMillis(),
              slow);
    }
  }

  /** Asks cheap things until all answers are there. */
  private static CheapAnswers cheapAnswersWhile(
      Server server, List<CompletableFuture<HttpResponse<String>>> answers) throws Exception {
    List<CheapAnswer> all = new ArrayList<>();
    CompletableFuture<Void> end =
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
    long first = System.nanoTime();
    do {
      for (String path : List.of("health/live", "api/v1/status", "")) {
        long begun = System.nanoTime();
        assertThat(server.get(path).statusCode()).as(path).isEqualTo(200);
        all.add(
            new CheapAnswer(
                Duration.ofNanos(begun - first), Duration.ofNanos(System.nanoTime() - begun)));
      }
    } while (!end.isDone());
    all.sort(Comparator.comparing(CheapAnswer::took));
    return new CheapAnswers(all);
  }

  /** {@return how often each status was answered} */
  private static Map<Integer, Integer> statuses(
      List<CompletableFuture<HttpResponse<String>>> answers) {
    Map<Integer, Integer> statuses = new TreeMap<>();
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      int status;
      try {
        status = answer.join().statusCode();
      } catch (CompletionException e) {
        status = CUT_OFF;
      }
      statuses.merge(status, 1, Integer::sum);
    }
    return statuses;
  }
}
