package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.commands.CommandDispatcher;
import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.cli.internal.terminal.DisplayText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class SearchCommandTest {

  private static SmallCollection collection;

  @BeforeAll
  static void index(@TempDir Path folder) throws IOException {
    collection = SmallCollection.in(folder);
    CapturedRun run = collection.run("index", collection.pictures().toString());
    assertThat(run.code()).as(run.err()).isZero();
  }

  @Test
  void search_unreadablePicture_isNamed(@TempDir Path folder) throws IOException {
    Path zip = Files.writeString(folder.resolve("holiday.jpg"), "PK\u0003\u0004 no picture");
    CapturedRun run = collection.run("search", "--image", zip.toString());
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains("holiday.jpg", "ZIP");
  }

  @Test
  void search_caption_findsItsPictureAndLabelsTheProbability() {
    CapturedRun run = collection.run("search", collection.caption(4), "--limit", "3");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out().lines().toList().get(1)).endsWith("scene-04.png");
    assertThat(run.out().lines()).anyMatch(line -> line.contains("no good matches"));
    assertThat(run.out().lines()).allMatch(line -> DisplayText.width(line) <= 80);
    assertThat(run.err())
        .contains(": calibrated probability")
        .containsPattern("scored \\d+ of 12 candidates");
  }

  /** What a search writes to a terminal. */
  private static String onTerminal(Map<String, String> terminal, String... options) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Map<String, String> environment = new HashMap<>(collection.environment());
    environment.putAll(terminal);
    List<String> arguments = new ArrayList<>(List.of("search", collection.caption(4)));
    arguments.addAll(List.of(options));
    int code =
        CommandDispatcher.run(
            new Console(out, OutputStream.nullOutputStream(), 80, true, false),
            environment,
            arguments.toArray(String[]::new));
    assertThat(code).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void search_terminalThatShowsPictures_getsThumbnailsUnlessToldNotTo() {
    Map<String, String> kitty = Map.of("TERM", "xterm-kitty");
    Map<String, String> xterm = Map.of("TERM", "xterm-256color");
    assertThat(onTerminal(kitty)).startsWith("\033_Ga=T,f=100,q=2,c=80,r=8,").contains("scene-04");
    assertThat(onTerminal(xterm, "--images", "sixel")).startsWith("\033P0;1;0q");
    assertThat(onTerminal(xterm, "--images=iterm")).startsWith("\033]1337;File=inline=1;");
    assertThat(onTerminal(kitty, "--no-images")).doesNotContain("\033");
    assertThat(onTerminal(kitty, "--images", "off")).doesNotContain("\033");
    assertThat(onTerminal(kitty, "--paths")).doesNotContain("\033");
    assertThat(onTerminal(kitty, "--target", "text")).doesNotContain("\033");
    assertThat(onTerminal(xterm)).doesNotContain("\033");
    Map<String, String> piped = new HashMap<>(collection.environment());
    piped.putAll(kitty);
    assertThat(CapturedRun.of(piped, "search", "circle", "--images", "kitty").out())
        .as("no terminal, no pictures")
        .doesNotContain("\033");
  }

  @Test
  void search_severalWords_areOneQueryWithoutQuotes() {
    String[] words = ("search --paths --limit 1 " + collection.caption(4)).split(" ", -1);
    CapturedRun run = collection.run(words);
    assertThat(run.out()).isEqualTo(collection.picture(4) + System.lineSeparator());
    assertThat(run.err()).isEmpty();
  }

  @Test
  void search_nulPaths_endEachWithNul() {
    CapturedRun run = collection.run("search", collection.caption(4), "-0", "--limit", "2");
    assertThat(run.out()).startsWith(collection.picture(4) + "\0").endsWith("\0");
    assertThat(run.out()).doesNotContain("\n");
  }

  @Test
  void search_picturesAndWords_areOneSearchWithWeights() {
    CapturedRun run =
        collection.run(
            "search",
            collection.caption(4),
            "--words-weight",
            "3",
            "--image",
            collection.picture(7) + "^0.5",
            "--image",
            collection.picture(5) + "^-0.5",
            "--json");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("\"kind\" : \"mix\"", "\"weight\" : 0.75", "\"weight\" : 0.125", "-0.125");
    assertThat(collection.run("search", "--words-weight", "2", "--image", "x.png").err())
        .contains("x.png");
    assertThat(collection.run("search").err()).contains("name something to look for");
    CapturedRun none = collection.run("search", "--image", collection.picture(7) + "^-1");
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("weight above 0");
  }

  @Test
  void search_pictureForTexts_findsItsCaption() {
    CapturedRun run =
        collection.run(
            "search",
            "--image",
            collection.picture(7).toString(),
            "--target",
            "text",
            "--limit",
            "1");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains(collection.caption(7).substring(0, 12));
  }

  @Test
  void search_json_hasTheDocumentedFields() {
    JsonNode answer =
        json("search", collection.caption(2), "--json", "--limit", "2", "--rerank", "8");
    JsonNode hit = answer.get("hits").get(0);
    assertThat(answer.get("query").get("text").asString()).isEqualTo(collection.caption(2));
    assertThat(answer.at("/query/target").asString()).isEqualTo("image");
    assertThat(answer.get("model").get("name").asString()).isEqualTo("scenes-blip");
    assertThat(answer.get("model").get("embedded").asBoolean()).isTrue();
    assertThat(answer.get("hits").size()).isEqualTo(2);
    assertThat(hit.propertyNames())
        .containsExactlyInAnyOrder(
            "rank",
            "recallRank",
            "id",
            "modality",
            "fileName",
            "path",
            "source",
            "copies",
            "sources",
            "lookalikes",
            "mix",
            "preview",
            "generatedBy",
            "generatedTexts",
            "text",
            "texts",
            "width",
            "height",
            "itc",
            "itm",
            "matchProbability",
            "calibrated",
            "goodMatch",
            "parts",
            "foundBy",
            "exact",
            "image",
            "thumbnail",
            "facts");
    assertThat(hit.get("foundBy").asString()).as("the caption is its own").isEqualTo("both");
    assertThat(answer.at("/words/asked").asBoolean()).isTrue();
    assertThat(hit.at("/facts/format").asString()).isEqualTo("png");
    assertThat(answer.at("/listing/next").isNull()).isTrue();
    assertThat(hit.get("rank").asInt()).isEqualTo(1);
    assertThat(hit.get("path").asString()).isEqualTo(collection.picture(2).toString());
    assertThat(hit.get("texts").get(0).asString()).isEqualTo(collection.caption(2));
    assertThat(hit.get("width").asInt()).isEqualTo(256);
    assertThat(hit.get("text").isNull()).isTrue();
    assertThat(hit.get("matchProbability").asDouble()).isBetween(0.5, 1.0);
    assertThat(answer.get("recall").get("candidates").asInt()).isEqualTo(12);
    assertThat(answer.at("/query/rerank").asInt()).isEqualTo(8);
    assertThat(answer.get("rerank").get("depthReached").asInt()).isEqualTo(8);
    assertThat(answer.get("rerank").get("degraded").isNull()).isTrue();
    assertThat(answer.get("timings").get("totalMs").asDouble()).isPositive();
  }

  @Test
  void search_wordsOff_leavesThemOut() {
    JsonNode answer =
        json("search", collection.caption(2), "--words", "off", "--json", "--limit", "9");
    assertThat(answer.at("/query/words").asString()).isEqualTo("off");
    assertThat(answer.at("/words/asked").asBoolean()).isFalse();
    assertThat(answer.get("hits")).allMatch(hit -> hit.get("foundBy").asString().equals("vector"));
    CapturedRun table = collection.run("search", collection.caption(2));
    assertThat(table.out()).contains("  by ", "  both ");
  }

  @Test
  void search_misspeltWord_offersTheOneOfTheIndex() {
    CapturedRun run = collection.run("search", "crcle");
    assertThat(run.err()).contains("did you mean \"circle\"?");
  }

  @Test
  void search_otherScript_saysThatWordsDecidedAlone() {
    CapturedRun run = collection.run("search", "κόκκινος κύκλος");
    assertThat(run.code()).isZero();
    assertThat(run.err()).contains("Nothing found.", "no caption, tag, title or name has them");
  }

  @Test
  void suggest_begunWord_goesOnByTheIndex() {
    CapturedRun run = collection.run("suggest", "a red circ");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("a red circle");
    assertThat(collection.run("suggest", "qqq").err()).contains("Nothing in the index begins");
  }

  @Test
  void search_withConditionsAndFacets_findsAndCountsWhatMeetsThem() {
    JsonNode answer =
        json(
            "search",
            collection.caption(2) + " format:png",
            "--filter",
            "not has:date",
            "--facets",
            "--json");

    assertThat(answer.at("/query/text").asString()).isEqualTo(collection.caption(2));
    assertThat(answer.get("hits").size()).isPositive();
    assertThat(answer.at("/listing/facets/format/0/value").asString()).isEqualTo("png");
    assertThat(json("search", "circle", "--filter", "format:gif", "--json").get("hits").size())
        .isZero();
    CapturedRun wrong = collection.run("search", "circle", "--filter", "colour:red");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("tag:beach", "colour:red");
  }

  @Test
  void search_itemFromJson_findsItsCaptionAndNotItself() {
    String id =
        json("search", collection.caption(2), "--json").get("hits").get(0).get("id").asString();
    JsonNode texts = json("search", "--item", id, "--target", "text", "--json");
    assertThat(texts.get("query").get("item").asString()).isEqualTo(id);
    assertThat(texts.get("hits").get(0).get("text").asString()).isEqualTo(collection.caption(2));
    JsonNode others = json("search", "--item", id, "--json");
    assertThat(others.get("hits").findValuesAsString("id")).hasSize(11).doesNotContain(id);
  }

  @Test
  void search_threshold_saysNoGoodMatchOrListsAll() {
    String words = collection.caption(4);
    CapturedRun none = collection.run("search", words, "--threshold", "100%", "--limit", "12");
    assertThat(none.out()).startsWith("No good match. The nearest:").hasLineCount(1 + 1 + 5);
    CapturedRun all = collection.run("search", words, "--threshold", "off", "--limit", "12");
    assertThat(all.out()).hasLineCount(1 + 12).doesNotContain("no good match");
    assertThat(
            json("search", words, "--json", "--threshold", "0.5").at("/query/threshold").asDouble())
        .isEqualTo(0.5);
    CapturedRun wrong = collection.run("search", words, "--threshold", "sure");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("--threshold").contains("sure").hasLineCount(1);
  }

  @Test
  void search_rerankOff_showsTheFirstStageOnly() {
    CapturedRun run = collection.run("search", "a red circle", "--rerank", "off");
    assertThat(run.code()).isZero();
    assertThat(run.out()).doesNotContain("match");
    assertThat(run.err()).contains("First stage only.");
  }

  @Test
  void search_budget_isKeptAndTold() {
    JsonNode answer = json("search", "a red circle", "--json", "--budget", "0.001ms");
    assertThat(answer.get("hits").size()).isEqualTo(12);
    assertThat(answer.get("rerank").get("depthReached").asInt()).isLessThanOrEqualTo(12);
  }

  @Test
  void search_fiveThousandWords_isCutWithAWarning() {
    CapturedRun run = collection.run("search", "a red circle ".repeat(1700).strip());
    assertThat(run.code()).isZero();
    assertThat(run.out().lines()).startsWith("No good match. The nearest:").hasSize(7);
    assertThat(run.err()).contains("warning: ");
    JsonNode answer = json("search", "a red circle ".repeat(1700).strip(), "--json");
    assertThat(answer.get("warnings").size()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"🐶", "🔴 circle 👩‍👩‍👧", "日本語", "café", "\u202eevil\u0000", "' OR 1=1 --"})
  void search_oddWords_answerOrOneClearLine(String words) {
    CapturedRun run = collection.run("search", "--", words);
    assertThat(run.code()).isIn(0, 2);
    if (run.code() != 0) {
      assertThat(run.err()).startsWith("diptych: ").hasLineCount(1);
    }
  }

  @Test
  void search_emptyWords_isWrongUse() {
    CapturedRun run = collection.run("search", "  ");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("diptych: ").hasLineCount(1);
  }

  @Test
  void search_emptyPictureFile_isBadData(@TempDir Path folder) throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.jpg"));
    assertBadPicture(collection.run("search", "--image", empty.toString()));
  }

  @Test
  void search_renamedZip_isBadData(@TempDir Path folder) throws IOException {
    Path zip = folder.resolve("holiday.jpg");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("a.txt"));
      out.write(new byte[3000]);
    }
    CapturedRun run = collection.run("search", "--image", zip.toString());
    assertBadPicture(run);
    assertThat(run.err().toLowerCase(Locale.ROOT)).contains("zip");
  }

  @Test
  void search_truncatedPicture_isBadData(@TempDir Path folder) throws IOException {
    byte[] whole = Files.readAllBytes(collection.picture(0));
    Path half = folder.resolve("half.png");
    Files.write(half, java.util.Arrays.copyOf(whole, whole.length / 2));
    assertBadPicture(collection.run("search", "--image", half.toString()));
  }

  private static void assertBadPicture(CapturedRun run) {
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("diptych: ").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "search",
        "search x --image y.png",
        "search x --limit 0",
        "search x --rerank 9999",
        "search x --target audio",
        "search x --json --paths",
        "search x --budget 300",
        "search --image /no/such/file.png",
        "search --item zzzzzzzz"
      })
  void search_wrongUse_isOneClearLine(String line) {
    CapturedRun run = collection.run(line.split(" ", -1));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("diptych: ").hasLineCount(1);
  }

  @Test
  void search_narrowTerminal_fits() {
    CapturedRun run =
        CapturedRun.of(40, collection.environment(), "search", "a red circle", "--limit", "12");
    assertThat(run.out().lines())
        .hasSize(14)
        .anyMatch(line -> line.contains("no good matches"))
        .allMatch(line -> DisplayText.width(line) <= 40);
  }

  private static JsonNode json(String... arguments) {
    CapturedRun run = collection.run(arguments);
    assertThat(run.code()).as(run.err()).isZero();
    return JsonMapper.shared().readTree(run.out());
  }
}
