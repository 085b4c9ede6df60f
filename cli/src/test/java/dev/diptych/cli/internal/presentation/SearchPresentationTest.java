package dev.diptych.cli.internal.presentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.cli.internal.terminal.DisplayText;
import dev.diptych.core.ItcScore;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.ItmScore;
import dev.diptych.core.MatchProbability;
import dev.diptych.core.Modality;
import dev.diptych.searcher.EngineStatus;
import dev.diptych.searcher.Query;
import dev.diptych.searcher.SearchHit;
import dev.diptych.searcher.SearchRequest;
import dev.diptych.searcher.SearchResponse;
import dev.diptych.searcher.SearchResponse.Timings;
import dev.diptych.testkit.FakeScoring;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SearchPresentationTest {

  private static final SearchRequest REQUEST =
      SearchRequest.of(new Query.Text("a red circle"), Modality.IMAGE);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void showTable_scored_showsProbabilityLabelledUncalibrated() {
    show(
        80,
        REQUEST,
        response(List.of(image(1, "/p/a.png", 0.412f, 3f), image(2, "/p/b.png", 0.3f, null))));
    assertThat(out().lines())
        .containsExactly(
            "#  match*    ITC  found", "1   95.3%  0.412  a.png", "2       -  0.300  b.png");
    assertThat(err()).contains("uncalibrated").contains("scored 1 of 2 candidates");
  }

  @Test
  void showTable_copies_countsThemAndListsThemOnRequest() {
    SearchHit first = image(1, "/p/a.png", 0.412f, null);
    SearchHit second = image(2, "/p/long name.png", 0.3f, null);
    SearchHit third = image(3, "/p/c.png", 0.2f, null);
    SearchResponse response =
        response(
            List.of(
                withCopies(first, "/p/old/a.png", "/q/a.png"),
                second,
                withCopies(third, "/p/d.png")));
    show(80, REQUEST, response);
    List<String> table =
        List.of(
            "#    ITC  found",
            "1  0.412  a.png          +2 copies",
            "2  0.300  long name.png",
            "3  0.200  c.png            +1 copy");
    assertThat(out().lines()).isEqualTo(table);

    out.reset();
    Console console = new Console(out, err, 80, false);
    new SearchPresentation(console, Path.of("/p")).showTable(REQUEST, response, status(3, 0), true);
    assertThat(out().lines())
        .startsWith(table.toArray(String[]::new))
        .endsWith("copy of 1: old/a.png", "copy of 1: /q/a.png", "copy of 3: d.png")
        .hasSize(7);
  }

  private static SearchHit withCopies(SearchHit hit, String... paths) {
    List<Item> copies = Stream.of(paths).map(path -> image(9, path, 0, null).item()).toList();
    return new SearchHit(
        hit.item(),
        copies,
        hit.rank(),
        hit.recallRank(),
        hit.itc(),
        hit.itm(),
        hit.probability(),
        hit.texts());
  }

  @Test
  void showTable_firstStageOnly_hasNoMatchColumn() {
    show(80, REQUEST, response(List.of(image(1, "/p/a.png", 0.412f, null))));
    assertThat(out().lines()).containsExactly("#    ITC  found", "1  0.412  a.png");
    assertThat(err()).startsWith("First stage only.");
  }

  @Test
  void showTable_probabilityWithoutASecondStage_isSaidToBeTheModelsOwn() {
    SearchHit hit = image(1, "/p/a.png", 0.412f, null);
    SearchHit rated =
        new SearchHit(
            hit.item(),
            hit.copies(),
            hit.rank(),
            hit.recallRank(),
            hit.itc(),
            hit.itm(),
            Optional.of(new MatchProbability(0.25, false)),
            hit.texts());
    show(80, REQUEST, response(List.of(rated)));
    assertThat(out().lines()).containsExactly("#  match*    ITC  found", "1   25.0%  0.412  a.png");
    assertThat(err()).startsWith("* match: the model's own probability from the cosine");
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 34, 80, 200})
  void showTable_anyTerminal_fits(int width) {
    String name = "/elsewhere/" + "日本語の長い名前🐶".repeat(12) + ".png";
    show(width, REQUEST, response(List.of(image(1, name, -0.1f, 3f))));
    assertThat(out().lines()).hasSize(2).allMatch(line -> DisplayText.width(line) <= width);
  }

  @Test
  void showPaths_nameThatSteers_isExactForProgramsAndHarmlessOnATerminal() {
    SearchResponse response =
        response(List.of(image(1, "/p/a\u001b]0;x\u0007\u202egnp.png", 0.5f, null)));
    new SearchPresentation(new Console(out, err, 80, false, false), Path.of("/p"))
        .showPaths(response, "\0");
    assertThat(out()).isEqualTo("/p/a\u001b]0;x\u0007\u202egnp.png\0");
    out.reset();
    new SearchPresentation(new Console(out, err, 80, true, true), Path.of("/p"))
        .showPaths(response, "\n");
    assertThat(out()).isEqualTo("/p/a\uFFFD]0;x\uFFFD\uFFFDgnp.png\n");
  }

  @Test
  void showTable_texts_showsWordsOnOneLine() {
    Item item =
        Item.text(
            new ItemId("abcdefgh"),
            "file:///p/a.csv#row=2",
            "0",
            9,
            0,
            "a red\n\u001b[31mcircle",
            null);
    SearchHit hit =
        new SearchHit(
            item,
            List.of(),
            1,
            1,
            new ItcScore(0.5f),
            Optional.empty(),
            Optional.empty(),
            List.of());
    show(80, SearchRequest.of(new Query.Text("x"), Modality.TEXT), response(List.of(hit)));
    assertThat(out()).contains("a red \uFFFD[31mcircle").doesNotContain("\u001b");
  }

  @Test
  void showTable_warnings_areTold() {
    SearchResponse response =
        new SearchResponse(
            List.of(image(1, "/p/a.png", 0.4f, null)),
            new SearchResponse.RecallStage(1, 1, true),
            new SearchResponse.RerankStage(
                0, false, Optional.of("the index holds no patch features")),
            List.of("only the first 46 of 5000 tokens count"),
            timings());
    show(80, REQUEST, response);
    assertThat(err())
        .contains("warning: only the first 46 of 5000 tokens count")
        .contains("warning: first stage only: the index holds no patch features");
  }

  @Test
  void showTable_nothing_saysWhyAndWhatToDo() {
    show(80, REQUEST, response(List.of()), status(0, 0));
    assertThat(out()).isEmpty();
    assertThat(err()).contains("/i is empty").contains("diptych index FOLDER");
  }

  @Test
  void showTable_wrongModality_saysWhichThereIs() {
    show(80, REQUEST, response(List.of()), status(0, 7));
    assertThat(err()).contains("holds texts only").contains("--target text");
  }

  @Test
  void showPaths_hits_pathsAlone() {
    Console console = new Console(out, err, 80, false);
    new SearchPresentation(console, Path.of("/p"))
        .showPaths(response(List.of(image(1, "/p/a b.png", 0.4f, null))), "\0");
    assertThat(out()).isEqualTo("/p/a b.png\0");
    assertThat(err()).isEmpty();
  }

  private void show(int width, SearchRequest request, SearchResponse response) {
    show(width, request, response, status(3, 0));
  }

  private void show(
      int width, SearchRequest request, SearchResponse response, EngineStatus status) {
    Console console = new Console(out, err, width, false);
    new SearchPresentation(console, Path.of("/p")).showTable(request, response, status, false);
  }

  private static SearchHit image(int rank, String path, float itc, @Nullable Float match) {
    Item item =
        Item.image(
            new ItemId("abcdefgh" + rank), Path.of(path).toUri().toString(), "0", 9, 0, 4, 4);
    Optional<ItmScore> itm = Optional.ofNullable(match).map(m -> new ItmScore(0, m));
    ItcScore cosine = new ItcScore(itc);
    return new SearchHit(
        item,
        List.of(),
        rank,
        rank,
        cosine,
        itm,
        FakeScoring.UNCALIBRATED.probability(itm, cosine),
        List.of());
  }

  private static SearchResponse response(List<SearchHit> hits) {
    int scored = (int) hits.stream().filter(hit -> hit.itm().isPresent()).count();
    return new SearchResponse(
        hits,
        new SearchResponse.RecallStage(hits.size(), 3, true),
        new SearchResponse.RerankStage(scored, false, Optional.empty()),
        List.of(),
        timings());
  }

  private static Timings timings() {
    return new Timings(
        Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(3), Duration.ofMillis(6));
  }

  private static EngineStatus status(int images, int texts) {
    return new EngineStatus(
        new EngineStatus.ModelStatus("m", "0", true, true, "match + cosine", Optional.empty()),
        new EngineStatus.IndexStatus("/i", images, texts, "f16", 50),
        true,
        Optional.empty(),
        List.of());
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
