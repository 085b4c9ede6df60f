package dev.diptych.indexer;

import static dev.diptych.testkit.StrangeServer.bytes;
import static dev.diptych.testkit.StrangeServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Item;
import dev.diptych.core.Modality;
import dev.diptych.core.Source;
import dev.diptych.indexer.internal.remote.FetchLimits;
import dev.diptych.indexer.internal.remote.PictureFetcher;
import dev.diptych.indexer.internal.remote.ThisMachine;
import dev.diptych.testkit.StrangeServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tables that name pictures of the web. */
@Timeout(60)
class RemoteRunTest extends RunTestCase {

  private static final String LAST_MODIFIED = "Sun, 06 Nov 1994 08:49:37 GMT";

  private StrangeServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = new StrangeServer();
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  private IndexingReport run(RemoteFetching fetching) {
    return run(fetching, new ArrayList<>());
  }

  private IndexingReport run(RemoteFetching fetching, List<SourceOutcome> outcomes) {
    outcomes.clear();
    IndexingReport report =
        IndexingRun.of(
                IndexingRequest.of(List.of(root)).withRemote(fetching),
                new PictureFetcher.Settings(ThisMachine.TOO, FetchLimits.DEFAULT))
            .run(
                model,
                index,
                new ProgressListener() {
                  @Override
                  public void progressed(IndexingProgress progress) {
                    assertThat(progress.done()).isNotNegative();
                  }

                  @Override
                  public void settled(SourceOutcome outcome) {
                    outcomes.add(outcome);
                  }
                });
    assertThat((long) outcomes.size()).isEqualTo(report.total().seen());
    return report;
  }

  /**
   * {@return the paths at the server of the pictures in the index, by the texts that are theirs}
   */
  private Map<String, String> captions() {
    Map<String, String> captions = new TreeMap<>();
    for (String source : index.sources()) {
      Item item = index.bySource(source).orElseThrow();
      if (item.modality() == Modality.TEXT) {
        String picture = item.imageSource();
        captions.put(String.valueOf(item.text()), picture == null ? "-" : path(picture));
      }
    }
    return captions;
  }

  private String path(String source) {
    return new Source(source).address().orElse(source).replace(server.at(""), "");
  }

  private List<String> pictures() {
    return index.sources().stream()
        .filter(source -> index.bySource(source).orElseThrow().modality() == Modality.IMAGE)
        .map(this::path)
        .sorted()
        .toList();
  }

  private String reasonOf(IndexingReport report, String end) {
    return reason(report, end.substring(1));
  }

  @Test
  void run_withoutPermission_fetchesNothing_andNamesTheOption() {
    write("list.csv", "url,caption\n" + server.at("/a.png") + ",red\n");
    write("list.jsonl", "{\"image\": \"%s\"}\n".formatted(server.at("/b.png")));
    IndexingReport report = run(RemoteFetching.OFF);
    assertThat(server.asked()).isEmpty();
    assertThat(index.sources()).isEmpty();
    assertThat(reasonOf(report, "/list.csv#row=2")).contains("--allow-remote");
    assertThat(reasonOf(report, "/list.jsonl#row=1")).contains("--allow-remote");
    assertThat(report.captions().notes()).hasSize(2).allMatch(n -> n.contains("--allow-remote"));
  }

  @Test
  void run_withTheUsualRule_refusesThisMachine() {
    server.on("/a.png", bytes(Pictures.png(1)));
    write("list.csv", "url,caption\n" + server.at("/a.png") + ",red\n");
    IndexingReport report =
        run(IndexingRequest.of(List.of(root)).withRemote(RemoteFetching.NEW), new ArrayList<>());
    assertThat(server.asked()).isEmpty();
    assertThat(reasonOf(report, "/a.png")).contains("only public addresses are fetched from");
  }

  @Test
  void run_tablesJsonlAndLists_indexPicturesWithTheirTexts() {
    for (int i = 1; i <= 5; i++) {
      server.on("/" + i + ".png", bytes(Pictures.png(i)));
    }
    write("local.png", Pictures.png(9));
    write(
        "laion.csv",
        "URL,TEXT\n%s,one\n%s,one too\nhttps://example.org/page,alone\n"
            .formatted(server.at("/1.png"), server.at("/1.png")));
    write(
        "lines.jsonl",
        """
        {"image_url": "%s", "captions": ["two", "deux"]}
        {"url": "%s"}
        {"image": "local.png", "url": "%s", "caption": "here"}
        """
            .formatted(server.at("/2.png"), server.at("/3.png"), server.at("/4.png")));
    write("only.csv", "url\n" + server.at("/5.png") + "\n");
    IndexingReport report = run(RemoteFetching.NEW);
    assertThat(report.skips()).isEmpty();
    assertThat(captions())
        .isEqualTo(
            Map.of(
                "one", "/1.png",
                "one too", "/1.png",
                "two", "/2.png",
                "deux", "/2.png",
                "here", uri("local.png"),
                "alone", "-"));
    assertThat(pictures())
        .containsExactly("/1.png", "/2.png", "/3.png", "/5.png", uri("local.png"));
    assertThat(server.asked()).containsExactlyInAnyOrder("/1.png", "/2.png", "/3.png", "/5.png");
    String source = uri("laion.csv") + "#url=" + server.at("/1.png");
    Item item = index.bySource(source).orElseThrow();
    assertThat(item.bytes()).isEqualTo(Pictures.png(1).length);
    assertThat(index.hasThumbnail(item.contentHash())).isTrue();
  }

  @Test
  void run_again_fetchesOnlyWhatFailed_andKeepsWhatIsGoneFromTheWeb() {
    server.on("/a.png", bytes(Pictures.png(1)));
    write(
        "list.csv",
        "url,caption\n%s,red\n%s,green\n%s,no picture\n"
            .formatted(server.at("/a.png"), server.at("/b.png"), server.at("/c.png")));
    server.on("/c.png", bytes("<html>".repeat(50).getBytes(StandardCharsets.UTF_8)));
    IndexingReport first = run(RemoteFetching.NEW);
    assertThat(pictures()).containsExactly("/a.png");
    assertThat(reasonOf(first, "/b.png"))
        .isEqualTo("it could not be fetched: its server answered HTTP 404");
    assertThat(reasonOf(first, "/c.png")).startsWith("its address holds no picture: ");
    assertThat(reasonOf(first, "/list.csv#row=3")).contains("is not indexed");
    server.forget();

    server.on("/b.png", bytes(Pictures.png(2)));
    server.on("/a.png", status(404));
    run(RemoteFetching.NEW);
    assertThat(server.asked()).containsExactlyInAnyOrder("/b.png", "/c.png");
    assertThat(captions()).isEqualTo(Map.of("red", "/a.png", "green", "/b.png"));
    server.forget();

    IndexingReport refreshed = run(RemoteFetching.ALL);
    assertThat(reasonOf(refreshed, "/a.png")).contains("HTTP 404");
    assertThat(refreshed.total().removed()).isZero();
    assertThat(pictures()).containsExactly("/a.png", "/b.png");
    server.forget();

    IndexingReport off = run(RemoteFetching.OFF);
    assertThat(server.asked()).isEmpty();
    assertThat(off.total().removed()).isZero();
    assertThat(off.images().reused()).isEqualTo(2);
    assertThat(captions()).isEqualTo(Map.of("red", "/a.png", "green", "/b.png"));
  }

  @Test
  void run_stopped_goesOnWhereItWas() {
    StringBuilder list = new StringBuilder("url\n");
    for (int i = 0; i < 60; i++) {
      server.on("/" + i + ".png", bytes(Pictures.png(i)));
      list.append(server.at("/" + i + ".png")).append('\n');
    }
    write("list.csv", list.toString());
    IndexingRun first =
        IndexingRun.of(
            IndexingRequest.of(List.of(root)).withRemote(RemoteFetching.NEW),
            new PictureFetcher.Settings(ThisMachine.TOO, FetchLimits.DEFAULT));
    IndexingReport stopped =
        first.run(
            model,
            index,
            new ProgressListener() {
              @Override
              public void progressed(IndexingProgress progress) {
                assertThat(progress.done()).isNotNegative();
              }

              @Override
              public void settled(SourceOutcome outcome) {
                first.stop();
              }
            });
    assertThat(stopped.finished()).isFalse();
    List<String> had = pictures();
    assertThat(had).isNotEmpty().hasSizeLessThan(60);
    server.forget();
    run(RemoteFetching.NEW);
    assertThat(pictures()).hasSize(60);
    assertThat(server.asked()).doesNotContainAnyElementsOf(had);
  }

  @Test
  void run_rowGone_removesItsPicture_evenWhereNothingIsFetched() {
    server.on("/a.png", bytes(Pictures.png(1)));
    server.on("/b.png", bytes(Pictures.png(2)));
    write(
        "list.csv",
        "url,caption\n%s,red\n%s,green\n".formatted(server.at("/a.png"), server.at("/b.png")));
    run(RemoteFetching.NEW);
    write("list.csv", "url,caption\n%s,red\n".formatted(server.at("/a.png")));
    IndexingReport report = run(RemoteFetching.OFF);
    assertThat(report.total().removed()).isEqualTo(2);
    assertThat(captions()).isEqualTo(Map.of("red", "/a.png"));
    assertThat(pictures()).containsExactly("/a.png");
  }

  @Test
  void run_tableRenamedOrDoubled_fetchesNothingAgain() throws IOException {
    server.on("/a.png", bytes(Pictures.png(1)));
    write("list.csv", "url,caption\n%s,red\n".formatted(server.at("/a.png")));
    run(RemoteFetching.NEW);
    server.forget();
    Files.move(root.resolve("list.csv"), root.resolve("renamed.csv"));
    IndexingReport moved = run(RemoteFetching.NEW);
    assertThat(server.asked()).isEmpty();
    assertThat(moved.images().indexed()).isZero();
    assertThat(captions()).isEqualTo(Map.of("red", "/a.png"));
    assertThat(pictures()).containsExactly("/a.png");
    write("second.csv", "url,caption\n%s,rouge\n".formatted(server.at("/a.png")));
    run(RemoteFetching.NEW);
    assertThat(server.asked()).isEmpty();
    assertThat(captions()).isEqualTo(Map.of("red", "/a.png", "rouge", "/a.png"));
  }

  @Test
  void run_refreshed_takesWhatHasChanged_underTheSameId() {
    AtomicReference<byte[]> content = new AtomicReference<>(Pictures.png(1));
    List<String> since = new ArrayList<>();
    server.on(
        "/a.png",
        exchange -> {
          String header = exchange.getRequestHeaders().getFirst("If-Modified-Since");
          since.add(String.valueOf(header));
          (header != null && content.get().length == Pictures.png(1).length
                  ? status(304)
                  : bytes(content.get(), "Last-Modified", LAST_MODIFIED))
              .to(exchange);
        });
    write("list.csv", "url,caption\n%s,red\n".formatted(server.at("/a.png")));
    run(RemoteFetching.NEW);
    String source = uri("list.csv") + "#url=" + server.at("/a.png");
    Item before = index.bySource(source).orElseThrow();
    assertThat(run(RemoteFetching.ALL).images().reused()).isEqualTo(1);
    assertThat(since).containsExactly("null", LAST_MODIFIED);

    content.set(Pictures.encoded(Pictures.drawn(2), "bmp"));
    assertThat(run(RemoteFetching.ALL).images().indexed()).isEqualTo(1);
    Item after = index.bySource(source).orElseThrow();
    assertThat(after.id()).isEqualTo(before.id());
    assertThat(after.contentHash()).isNotEqualTo(before.contentHash());
  }

  @Test
  void run_refreshed_pictureWithAMark_isDownloadedAgainOnlyWhenItsMarkChanges() {
    AtomicReference<String> mark = new AtomicReference<>("\"one\"");
    List<Integer> answered = new ArrayList<>();
    server.on(
        "/a.png",
        exchange -> {
          boolean same = mark.get().equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
          answered.add(same ? 304 : 200);
          (same ? status(304) : bytes(Pictures.png(1), "ETag", mark.get())).to(exchange);
        });
    write("list.csv", "url,caption\n%s,red\n".formatted(server.at("/a.png")));
    run(RemoteFetching.NEW);
    assertThat(run(RemoteFetching.ALL).images().reused()).isEqualTo(1);
    mark.set("W/\"two\"");
    assertThat(run(RemoteFetching.ALL).images().reused()).as("other mark, same bytes").isEqualTo(1);
    assertThat(run(RemoteFetching.ALL).images().reused()).isEqualTo(1);
    assertThat(answered).containsExactly(200, 304, 200, 304);
  }

  @Test
  void run_addressThatIsNone_isToldWithItsRow() {
    write("list.csv", "url,caption\nhttp://me:secret@example.org/a.png,red\nhttp://:80/a.png,x\n");
    IndexingReport report = run(RemoteFetching.NEW);
    assertThat(reasonOf(report, "/list.csv#row=2")).contains("it holds a user name");
    assertThat(reasonOf(report, "/list.csv#row=3")).contains("its host is none");
  }
}
