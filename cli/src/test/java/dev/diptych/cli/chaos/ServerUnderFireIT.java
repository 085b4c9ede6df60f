package dev.diptych.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

  private static final int SEARCHES = Scale.of(150, 600);

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
    List<byte[]> kinds =
        List.of(
            Bombs.scans(2000, 2000),
            Bombs.scans(8000, 40),
            Bombs.png(8900, 8900),
            Bombs.png(8900, 8900));
    List<Path> bombs = new ArrayList<>();
    for (int i = 0; i < kinds.size() * Scale.of(3, 8); i++) {
      bombs.add(Files.write(temp.resolve("bomb-" + i), kinds.get(i % kinds.size())));
    }
    try (Server server = Server.start(diptych);
        Crowd crowd = Crowd.uploading(diptych, server.address(), bombs)) {

      CheapAnswers cheap = cheapAnswersWhile(server, crowd);

      Map<Integer, Integer> statuses = crowd.await().statuses();
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
      try (Crowd crowd = Crowd.asking(diptych, server.address(), deepSearches(0))) {

        CheapAnswers cheap = cheapAnswersWhile(server, crowd);

        Crowd.Answers answers = crowd.await();
        System.out.printf(
            "overload: %s searches answered %s; cheap ones meanwhile %s; %s MB resident%n",
            answers.all().size(), answers.statuses(), cheap, server.residentBytes() >> 20);
        assertThat(answers.all()).hasSize(SEARCHES);
        assertThat(answers.statuses().keySet()).isSubsetOf(200, 429, 503).contains(200);
        assertThat(answers.all()).allMatch(each -> each.status() == 200 || each.waits());
        assertThat(cheap.slowest()).isLessThan(QUICK);
      }

      try (Crowd crowd = Crowd.asking(diptych, server.address(), deepSearches(1000))) {
        crowd.awaitAsking();
        long begun = System.nanoTime();
        Program.Ended end = server.terminate();
        Duration ending = Duration.ofNanos(System.nanoTime() - begun);

        System.out.printf(
            "SIGTERM under overload: ended after %s ms, %s%n",
            ending.toMillis(), crowd.await().statuses());
        assertThat(end.code()).as(end.err()).isZero();
        assertThat(ending).isLessThan(END_OF_SERVER);
      }
    }
  }

  /** Different words each, so that no answer comes from a cache. */
  private static List<String> deepSearches(int from) {
    return IntStream.range(from, from + SEARCHES)
        .mapToObj(i -> "api/v1/search?rerank=150&limit=150&q=a+red+circle+and+square+number+" + i)
        .toList();
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

  /** Asks cheap things until the crowd has got its answers. */
  private static CheapAnswers cheapAnswersWhile(Server server, Crowd crowd) throws Exception {
    List<CheapAnswer> all = new ArrayList<>();
    long first = System.nanoTime();
    do {
      for (String path : List.of("health/live", "api/v1/status", "")) {
        long begun = System.nanoTime();
        assertThat(server.get(path).statusCode()).as(path).isEqualTo(200);
        all.add(
            new CheapAnswer(
                Duration.ofNanos(begun - first), Duration.ofNanos(System.nanoTime() - begun)));
      }
    } while (crowd.isWaiting());
    all.sort(Comparator.comparing(CheapAnswer::took));
    return new CheapAnswers(all);
  }
}
