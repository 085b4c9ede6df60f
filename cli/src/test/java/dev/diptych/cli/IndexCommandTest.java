package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.presentation.Bytes;
import dev.diptych.testkit.Signs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class IndexCommandTest {

  private static final Pattern SUM =
      Pattern.compile(
          "seen (\\d+) = indexed (\\d+) \\+ reused (\\d+) \\+ removed (\\d+) \\+ skipped (\\d+)");

  @TempDir private Path folder;

  private SmallCollection collection;

  @BeforeEach
  void write() throws IOException {
    collection = SmallCollection.in(folder);
  }

  @Test
  void watch_pathsThatAreNotThere_areRefusedAndMakeNoIndex(@TempDir Path folder) {
    Path index = folder.resolve("index");
    for (String command : List.of("watch", "index")) {
      CapturedRun run =
          CapturedRun.of(
              Map.of("DIPTYCH_HOME", folder.resolve("home").toString()),
              command,
              folder.resolve("pictuers").toString(),
              "--index",
              index.toString());
      assertThat(run.code()).as(command).isEqualTo(2);
      assertThat(run.err()).contains("pictuers").hasLineCount(1);
    }
    assertThat(index).doesNotExist();
  }

  @Test
  void index_twice_secondRunEncodesNothing() {
    assertThat(counts(index())).containsExactly(24, 24, 0, 0, 0);
    assertThat(counts(index())).containsExactly(24, 0, 24, 0, 0);
  }

  @Test
  void index_caption_writesMarksAndFindsWords() {
    String pictures = collection.pictures().toString();
    CapturedRun first = collection.run("index", "--caption", pictures);
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(counts(first)).as("captions are no sources").containsExactly(24, 24, 0, 0, 0);
    assertThat(first.err())
        .containsPattern("captions of \\d+ pictures: [1-9]\\d* kept, \\d+ did not");
    assertThat(collection.run("index", pictures, "--caption=3").err())
        .doesNotContain("captions of ");
    String picture = collection.picture(3).toString();
    assertThat(collection.run("search", "--image", picture, "--target", "text").out())
        .contains("[generated] ");
    CapturedRun wrong = collection.run("index", pictures, "--captioner", "scenes-blip");
    assertThat(wrong.code()).isEqualTo(ExitStatus.USER);
    assertThat(wrong.err()).contains("add --caption");
    assertThat(collection.run("index", pictures, "--caption=0").err()).contains("1 to 20");
  }

  @Test
  void index_ocr_readsSignsAndFindsThem() throws IOException {
    Path signs = Files.createDirectory(collection.pictures().resolve("signs"));
    Files.write(
        signs.resolve("sign.png"), Signs.png(Signs.Kind.UPRIGHT, List.of("Harbour Museum"), 1));
    Files.copy(collection.picture(0), signs.resolve("no sign.png"));
    CapturedRun indexed = collection.run("index", "--ocr", signs.toString());
    assertThat(indexed.code()).as(indexed.err()).isZero();
    assertThat(indexed.err()).contains("looked for text in 2 pictures and found some in 1");
    assertThat(collection.run("search", "\"harbour\" has:text", "--paths").out())
        .endsWith("sign.png" + System.lineSeparator())
        .hasLineCount(1);
    assertThat(collection.run("search", "\"harbour museum\"", "--verbose").out())
        .contains("text in 1: Harbour Museum");
    CapturedRun refused = collection.run("index", "--ocr=nowhere", signs.toString());
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("rec.onnx and keys.txt", "nowhere");
  }

  @Test
  void index_movedFolder_isRecognised() throws IOException {
    index();
    Path moved = collection.pictures().resolve("moved");
    Files.createDirectory(moved);
    Files.move(collection.picture(3), moved.resolve("new name.png"));
    int[] counts = counts(index());
    assertThat(counts[1]).as("indexed").isZero();
    assertThat(collection.run("search", collection.caption(3), "--paths", "--limit", "1").out())
        .contains("new name.png");
  }

  @Test
  void index_badFiles_areSkippedWithReasonAndStrictFails() throws IOException {
    Files.createFile(collection.pictures().resolve("empty.jpg"));
    Files.writeString(collection.pictures().resolve("drawing.svg"), "<svg/>");
    CapturedRun run = index();
    assertThat(run.code()).isZero();
    assertThat(counts(run)[4]).isEqualTo(2);
    assertThat(run.out()).contains("empty.jpg: ", "drawing.svg: ");
    CapturedRun strict = index("--strict");
    assertThat(strict.code()).isEqualTo(3);
    assertThat(strict.err()).contains("2 of ");
  }

  @Test
  void index_folderEmptied_keepsItsItemsUntilToldOtherwise() throws IOException {
    String pictures = collection.pictures().toString();
    assertThat(collection.run("index", pictures).code()).isZero();
    Path away = Files.move(collection.pictures(), folder.resolve("away"));
    Files.createDirectories(collection.pictures());
    CapturedRun asked = collection.run("index", pictures);
    assertThat(asked.code()).isEqualTo(ExitStatus.DATA);
    assertThat(asked.out())
        .contains("seen 24 = indexed 0 + reused 0 + removed 0 + skipped 24", "kept 24")
        .doesNotContain("more; list them");
    assertThat(asked.err().lines().toList().getLast())
        .contains(pictures, "24 items below it are kept", "--remove-vanished");
    Files.delete(collection.pictures());
    Files.move(away, collection.pictures());
    assertThat(collection.run("index", pictures).out())
        .contains("indexed 0 + reused 24 + removed 0");
    Files.move(collection.pictures(), away);
    Files.createDirectories(collection.pictures());
    CapturedRun told = collection.run("index", pictures, "--remove-vanished");
    assertThat(told.code()).isZero();
    assertThat(told.out()).contains("removed 24 + skipped 0").doesNotContain("kept");
  }

  @Test
  void index_manySkips_listsTwentyAndNamesTheReport() throws IOException {
    for (int i = 0; i < 30; i++) {
      Files.writeString(
          collection.pictures().resolve(String.format(Locale.ROOT, "broken%02d.jpg", i)), "x");
    }
    assertThat(index().out()).contains("… 10 more; list them all with --report FILE");
    Path report = folder.resolve("run.jsonl");
    CapturedRun run = index("--report", report.toString());
    assertThat(run.out().lines().filter(line -> line.startsWith("skipped "))).hasSize(20);
    assertThat(run.out()).contains("… 10 more in " + report);
    assertThat(Files.readAllLines(report)).hasSize(24 + 30).allMatch(line -> line.startsWith("{"));
  }

  @Test
  void index_sideFilesAndSystemFolders_takeALineEachAndPassStrict() throws IOException {
    for (int i = 0; i < 25; i++) {
      Files.writeString(collection.pictures().resolve(i + ".xmp"), "x");
    }
    Files.writeString(collection.pictures().resolve("Thumbs.db"), "x");
    Path system = Files.createDirectory(collection.pictures().resolve("@eaDir"));
    Files.copy(collection.picture(1), system.resolve("thumb.png"));
    Path raw = Files.createDirectory(collection.pictures().resolve("raw"));
    Files.copy(collection.picture(1), raw.resolve("a.png"));
    CapturedRun run = index("--strict", "--exclude", "raw/", "--exclude", "nothing");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains(
            "passed over 26 side files: 25 .xmp, 1 Thumbs.db",
            "left out 1 system folder (1 @eaDir), 1 by --exclude",
            "--exclude nothing fitted nothing")
        .doesNotContain("skipped /");
    Files.writeString(collection.pictures().resolve("zz broken.jpg"), "x");
    CapturedRun broken = index("--strict");
    assertThat(broken.code()).isEqualTo(3);
    assertThat(broken.out().lines().filter(line -> line.startsWith("skipped /")))
        .singleElement()
        .asString()
        .contains("zz broken.jpg");
  }

  @Test
  void index_pathThatBeginsWithAt_isNoFileOfArguments() {
    String path = "@" + collection.pictures().resolve("captions.csv");
    CapturedRun run = collection.run("index", path);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("there is nothing at " + path);
  }

  @Test
  void index_patternThatMeansNothing_isWrongUse() {
    CapturedRun run = index("--exclude", "[a");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("[a", "no ]");
  }

  @Test
  void index_linkThatLeadsOut_isToldAndAskedAbout() throws IOException {
    Path out = Files.createDirectory(folder.resolve("out"));
    Files.copy(collection.picture(1), out.resolve("a.png"));
    Files.createSymbolicLink(collection.pictures().resolve("link"), out);
    assertThat(index().out())
        .contains("1 symbolic link leads out of the named folders and was not followed");
    assertThat(index("--follow-links").code()).isZero();
    CapturedRun asked = index();
    assertThat(asked.code()).isEqualTo(3);
    assertThat(asked.err().lines().toList().getLast())
        .contains("link", "1 item below it is kept", "--follow-links", "--remove-vanished")
        .doesNotContain("disk");
  }

  @Test
  void index_nothingThere_leavesNoIndex() {
    CapturedRun run = collection.run("index", folder.resolve("nowhere").toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("diptych: ").contains("nowhere").hasLineCount(1);
    assertThat(collection.index()).doesNotExist();
  }

  @Test
  void index_withoutFeatures_searchReadsThePicturesAgain() {
    index("--features", "none");
    CapturedRun run = collection.run("search", collection.caption(1));
    assertThat(run.code()).isZero();
    assertThat(run.err()).doesNotContain("first stage only");
    assertThat(run.out()).contains("%");
    assertThat(collection.run("status").out()).contains("encoded again when reranked");
  }

  @Test
  void index_textLongerThanTheModelReads_isSaidAndNamedInTheReport() throws IOException {
    Path report = folder.resolve("report.jsonl");
    Path captions = folder.resolve("long.jsonl");
    Files.writeString(
        captions,
        "{\"text\": \"%s\"}\n{\"text\": \"a star\"}\n".formatted("red star ".repeat(500)));
    CapturedRun run = collection.run("index", captions.toString(), "--report", report.toString());
    assertThat(run.code()).isZero();
    assertThat(run.err()).contains("1 text is longer than the model reads", report.toString());
    assertThat(Files.readAllLines(report))
        .filteredOn(line -> line.contains("first 48 tokens"))
        .hasSize(1);
  }

  @Test
  void index_otherFeaturesThanTheIndex_isRefusedWithTheFix() {
    index("--features", "f32");
    CapturedRun run = index("--features", "f16");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains("--rebuild");
    assertThat(index("--features", "f16", "--rebuild").code()).isZero();
    assertThat(status().at("/index/features").asString()).isEqualTo("f16");
  }

  @Test
  void index_withATokenBudget_keepsItAndSaysSo() {
    assertThat(index("--tokens", "13").code()).isZero();
    assertThat(status().at("/index/tokens").asInt()).isEqualTo(13);
    assertThat(status().at("/index/patches").asInt()).isEqualTo(50);
    assertThat(collection.run("status").out()).contains("13 a picture, merged from 50");
    assertThat(index().code()).as("the index's own is kept").isZero();
    assertThat(collection.run("search", "a red circle", "--limit", "3").out()).contains("match*");
    assertThat(collection.run("verify").code()).isZero();

    CapturedRun other = index("--tokens", "20");
    assertThat(other.code()).isEqualTo(3);
    assertThat(other.err()).contains("13 of 50", "--rebuild", "--tokens 20");
    CapturedRun all = index("--tokens", "all");
    assertThat(all.err()).contains("13 of 50", "--tokens all");
    assertThat(index("--rebuild").code()).isZero();
    assertThat(status().at("/index/tokens").asInt()).as("a rebuild keeps it").isEqualTo(13);
    assertThat(index("--tokens", "all", "--rebuild").code()).isZero();
    assertThat(status().at("/index/tokens").asInt()).isEqualTo(50);
  }

  @ParameterizedTest
  @ValueSource(strings = {"51", "1", "0", "-3", "many"})
  void index_withATokenBudgetThatCannotBe_isWrongUseAndMakesNoIndex(String tokens) {
    CapturedRun run = index("--tokens", tokens);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(tokens);
    assertThat(collection.index()).doesNotExist();
  }

  @Test
  void index_unknownModel_isWrongUse() {
    CapturedRun run = index("--model", "nosuch");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("nosuch", "diptych model import");
  }

  @Test
  void status_afterIndexing_countsAndBytes() {
    index();
    JsonNode status = status();
    assertThat(status.at("/index/images").asInt()).isEqualTo(12);
    assertThat(status.at("/index/texts").asInt()).isEqualTo(12);
    assertThat(status.at("/model/name").asString()).isEqualTo("scenes-blip");
    assertThat(status.at("/bytes/features").asLong()).isPositive();
    assertThat(status.at("/bytes/featuresPerImage").asLong())
        .isEqualTo(status.at("/bytes/features").asLong() / 12);
    assertThat(collection.run("status").out()).contains("scenes-blip", "pictures", "12");
  }

  @Test
  void status_inEveryFormat_tellsBytesPerImage() {
    long[] perImage = new long[4];
    String[] formats = {"none", "int8", "f16", "f32"};
    for (int i = 0; i < formats.length; i++) {
      assertThat(index("--features", formats[i], "--rebuild").code()).isZero();
      JsonNode status = status();
      assertThat(status.at("/index/features").asString()).isEqualTo(formats[i]);
      perImage[i] = status.at("/bytes/perImage").asLong();
      assertThat(perImage[i])
          .isGreaterThan(status.at("/bytes/featuresPerImage").asLong())
          .isGreaterThanOrEqualTo(4L * status.at("/model/dimension").asLong());
      assertThat(collection.run("status").out())
          .contains(formats[i], "a picture", Bytes.text(perImage[i]));
    }
    assertThat(perImage).isSorted();
  }

  private JsonNode status() {
    return JsonMapper.shared().readTree(collection.run("status", "--json").out());
  }

  private CapturedRun index(String... options) {
    String[] arguments = new String[options.length + 2];
    arguments[0] = "index";
    arguments[1] = collection.pictures().toString();
    System.arraycopy(options, 0, arguments, 2, options.length);
    return collection.run(arguments);
  }

  /** Seen, indexed, reused, removed, skipped; checks that they add up. */
  private static int[] counts(CapturedRun run) {
    Matcher matcher = SUM.matcher(run.out());
    assertThat(matcher.find()).as(run.out() + run.err()).isTrue();
    int[] counts = new int[5];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = Integer.parseInt(matcher.group(i + 1));
    }
    assertThat(counts[0]).isEqualTo(counts[1] + counts[2] + counts[3] + counts[4]);
    return counts;
  }
}
