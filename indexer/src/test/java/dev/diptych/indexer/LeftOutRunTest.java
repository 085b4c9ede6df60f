package dev.diptych.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** System folders, patterns, and links that lead out of the named folders. */
class LeftOutRunTest extends RunTestCase {

  private final List<SourceOutcome> outcomes = new ArrayList<>();

  @Test
  void run_systemFolders_areLeftOutAndCountedByName() {
    write("a.png", Pictures.png(1));
    List<String> folders =
        List.of(
            "@eaDir",
            "sub/@eaDir",
            "#recycle",
            "$RECYCLE.BIN",
            "__MACOSX",
            "@Recycle",
            "System Volume Information",
            "lost+found",
            "node_modules",
            ".Trash-1000",
            ".git",
            ".thumbnails",
            "RECYCLER",
            "X.photoslibrary/resources");
    for (String folder : folders) {
      write(folder + "/deep/b.png", Pictures.png(2));
    }
    write("X.photoslibrary/originals/c.png", Pictures.png(3));
    write("resources/d.png", Pictures.png(4));
    IndexingReport report = run();
    assertThat(index.sources())
        .containsExactly(
            uri("X.photoslibrary/originals/c.png"), uri("a.png"), uri("resources/d.png"));
    assertThat(report.passedOver().systemFolders())
        .hasSize(folders.size() - 1)
        .startsWith(new KindCount("@eaDir", 2));
    assertThat(report.listedSkips()).isZero();
    assertThat(report.total().skipped()).isEqualTo(folders.size());
  }

  @Test
  void run_folderWithNoMedia_isLeftOutWithAllBelow() {
    write("a/.nomedia", "");
    write("a/b/1.png", Pictures.png(1));
    write("c/2.png", Pictures.png(2));
    IndexingReport report = run();
    assertThat(index.sources()).containsExactly(uri("c/2.png"));
    assertThat(report.passedOver().systemFolders()).containsExactly(new KindCount(".nomedia", 1));
    run(IndexingRequest.of(List.of(root.resolve("a"))), new ArrayList<>());
    assertThat(index.sources()).contains(uri("a/b/1.png"));
  }

  @Test
  void run_systemFolderThatIsNamed_isIndexedAlsoBesideTheFolderAroundIt() {
    write("a.png", Pictures.png(1));
    write("@eaDir/b.png", Pictures.png(2));
    run(IndexingRequest.of(List.of(root, root.resolve("@eaDir"))), outcomes);
    assertThat(index.sources()).containsExactly(uri("@eaDir/b.png"), uri("a.png"));
    run(IndexingRequest.of(List.of(root.resolve("@eaDir"), root)), new ArrayList<>());
    assertThat(index.sources()).containsExactly(uri("@eaDir/b.png"), uri("a.png"));
  }

  @Test
  void run_patternsOfTheRequest_leaveOutAndAreTakenBack() {
    for (String name : List.of("a.png", "B.PNG", "raw/c.png", "x/raw/d.png", "x/keep.png")) {
      write(name, Pictures.png(name.hashCode()));
    }
    write("keep.bmp", Pictures.encoded(Pictures.drawn(7), "bmp"));
    IndexingReport report = run(excluding("*.png", "!keep.*", "/raw/", "nothing/"), outcomes);
    assertThat(index.sources()).containsExactly(uri("keep.bmp"), uri("x/keep.png"));
    assertThat(report.passedOver().byRequest()).isEqualTo(4);
    assertThat(report.passedOver().unusedPatterns()).containsExactly("nothing/");
    assertThat(outcomes)
        .filteredOn(outcome -> outcome.source().equals(uri("a.png")))
        .singleElement()
        .satisfies(it -> assertThat(it.reason()).isEqualTo("left out by --exclude *.png"))
        .satisfies(it -> assertThat(it.group()).isEqualTo(SkipGroup.LEFT_OUT));
  }

  @Test
  void run_patternWrittenAsAWholePath_countsFromTheRoot() {
    write("a/1.png", Pictures.png(1));
    write("b/1.png", Pictures.png(2));
    run(excluding(root.resolve("a").toString()), outcomes);
    assertThat(index.sources()).containsExactly(uri("b/1.png"));
  }

  @Test
  void run_fileThatIsNamed_isIndexedAgainstAnyPattern() {
    Path file = write("a.png", Pictures.png(1));
    run(IndexingRequest.of(List.of(file, root)).withExcludePatterns(List.of("*.png")), outcomes);
    assertThat(index.sources()).containsExactly(uri("a.png"));
  }

  @Test
  void of_patternThatMeansNothing_isRefused() {
    assertThatThrownBy(() -> excluding("[a"))
        .isInstanceOfSatisfying(
            DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
        .hasMessageContainingAll("[a", "no ]", ".gitignore");
  }

  @Test
  void run_ignoreFiles_countForTheirFoldersAndTheInnermostDecides() {
    write(".diptychignore", "\ufeff# mine\r\n*.png\r\n/only/\r\n\r\n");
    write("a.png", Pictures.png(1));
    write("x/.diptychignore", "!b.png\n");
    write("x/a.png", Pictures.png(2));
    write("x/b.png", Pictures.png(3));
    write("x/only/c.bmp", Pictures.encoded(Pictures.drawn(4), "bmp"));
    write("only/c.bmp", Pictures.encoded(Pictures.drawn(5), "bmp"));
    IndexingReport report = run();
    assertThat(index.sources()).containsExactly(uri("x/b.png"), uri("x/only/c.bmp"));
    assertThat(report.passedOver().byIgnoreFiles()).isEqualTo(3);
    assertThat(report.listedSkips()).isZero();
    run(excluding("b.*"), outcomes);
    assertThat(index.sources()).containsExactly(uri("x/only/c.bmp"));
  }

  @Test
  void run_ignoreFileOfUtf16_isRead() {
    write(".diptychignore", "\ufeffa.png\n".getBytes(StandardCharsets.UTF_16LE));
    write("a.png", Pictures.png(1));
    write("b.png", Pictures.png(2));
    run();
    assertThat(index.sources()).containsExactly(uri("b.png"));
  }

  @Test
  void run_ignoreFileWithAWrongLine_tellsItsNumberAndTheRestCounts() {
    write(".diptychignore", "a.png\n[b\n");
    write("a.png", Pictures.png(1));
    write("b.png", Pictures.png(2));
    IndexingReport report = run();
    assertThat(index.sources()).containsExactly(uri("b.png"));
    assertThat(reason(report, ".diptychignore")).contains("line 2: ", "no ]");
    assertThat(report.skips().getFirst().group()).isEqualTo(SkipGroup.DAMAGED);
  }

  @Test
  void run_mostOfAnIndexExcludedLater_leavesItWithoutAQuestion() {
    for (int i = 0; i < 30; i++) {
      write("a/" + i + ".png", Pictures.png(i));
      write("a/" + i + ".txt", "words " + i);
    }
    write("b.bmp", Pictures.encoded(Pictures.drawn(99), "bmp"));
    run();
    assertThat(index.sources()).hasSize(61);
    IndexingReport report = run(excluding("*.png"), outcomes);
    assertThat(report.questions()).isEmpty();
    assertThat(index.sources()).containsExactly(uri("b.bmp"));
    assertThat(report.images().removed()).isEqualTo(30);
    assertThat(report.passedOver().removed()).isEqualTo(60);
    assertThat(report.passedOver().byRequest()).isEqualTo(30);
    assertThat(outcomes)
        .filteredOn(outcome -> outcome.outcome() == Outcome.REMOVED)
        .allSatisfy(it -> assertThat(it.reason()).isEqualTo("left out by --exclude *.png"));
    report = run();
    assertThat(report.images().indexed()).isEqualTo(30);
  }

  @Test
  void run_itemsInSystemFoldersOfAnEarlierIndex_leaveItWithTheirTexts() {
    for (int i = 0; i < 30; i++) {
      write("@eaDir/" + i + ".png", Pictures.png(i));
    }
    write("@eaDir/c.csv", "image,caption\n1.png,words\n");
    write("b.png", Pictures.png(99));
    run(IndexingRequest.of(List.of(root.resolve("@eaDir"))), new ArrayList<>());
    assertThat(index.sources()).hasSize(31);
    IndexingReport report = run();
    assertThat(report.questions()).isEmpty();
    assertThat(report.passedOver().removed()).isEqualTo(31);
    assertThat(index.sources()).containsExactly(uri("b.png"));
  }

  @Test
  void run_captionOfAnExcludedPicture_bringsItNotIn() {
    write("raw/a.png", Pictures.png(1));
    write("b.png", Pictures.png(2));
    write("c.csv", "image,caption\nraw/a.png,left out\nb.png,taken\n");
    IndexingReport report = run(excluding("raw/"), outcomes);
    assertThat(index.sources()).containsExactly(uri("b.png"), uri("c.csv#row=3"));
    assertThat(reason(report, "c.csv#row=2")).contains("raw/a.png is not indexed");
    run();
    assertThat(index.sources()).contains(uri("raw/a.png"), uri("c.csv#row=2"));
    report = run(excluding("raw/"), new ArrayList<>());
    assertThat(report.questions()).isEmpty();
    assertThat(index.sources()).containsExactly(uri("b.png"), uri("c.csv#row=3"));
  }

  @Test
  void run_rawFileBesideAnExcludedPicture_isNotPassedOver() {
    write("a.dng", Pictures.png(1));
    write("a.jpg", Pictures.png(2));
    run(excluding("*.jpg"), outcomes);
    assertThat(index.sources()).containsExactly(uri("a.dng"));
    run();
    assertThat(index.sources()).containsExactly(uri("a.jpg"));
  }

  @Test
  void run_linkThatLeadsOut_isFollowedOnlyWhenAsked() throws IOException {
    write("a.png", Pictures.png(1));
    Path out = Pictures.write(root.resolveSibling("out").resolve("b.png"), Pictures.png(2));
    Files.createSymbolicLink(root.resolve("folder"), out.getParent());
    Files.createSymbolicLink(root.resolve("up"), root.getParent());
    IndexingReport report = run();
    assertThat(index.sources()).containsExactly(uri("a.png"));
    assertThat(report.passedOver().linksOut()).isEqualTo(2);
    assertThat(report.listedSkips()).isZero();
    Files.delete(root.resolve("up"));
    run(following(), outcomes);
    assertThat(index.sources()).containsExactly(uri("a.png"), uri("folder/b.png"));
  }

  @Test
  void run_namedFolderThatIsALink_isFollowed() throws IOException {
    write("a.png", Pictures.png(1));
    Path link = Files.createSymbolicLink(root.resolveSibling("link"), root);
    run(IndexingRequest.of(List.of(link)), outcomes);
    assertThat(index.sources()).containsExactly(uri("a.png"));
  }

  @Test
  void run_itemsBehindLinksOfAnEarlierIndex_areAskedAboutAndKept() throws IOException {
    write("a.png", Pictures.png(1));
    Path out = Pictures.write(root.resolveSibling("out").resolve("b.png"), Pictures.png(2));
    Pictures.write(out.resolveSibling("c.png"), Pictures.png(3));
    Path single = Pictures.write(root.resolveSibling("d.png"), Pictures.png(4));
    Files.createSymbolicLink(root.resolve("folder"), out.getParent());
    Files.createSymbolicLink(root.resolve("d.png"), single);
    run(following(), new ArrayList<>());
    assertThat(index.sources()).hasSize(4);
    IndexingReport report = run(IndexingRequest.of(List.of(root)), outcomes);
    assertThat(index.sources()).hasSize(4);
    assertThat(report.questions())
        .hasSize(2)
        .allMatch(RemovalQuestion::behindLink)
        .allMatch(RemovalQuestion::answerable)
        .extracting(RemovalQuestion::items)
        .containsExactlyInAnyOrder(1L, 2L);
    assertThat(report.passedOver().linksOut()).isEqualTo(2);
    model.forget();
    assertThat(run(following(), new ArrayList<>()).questions()).isEmpty();
    assertThat(model.encodedImages()).isZero();
    run(IndexingRequest.of(List.of(root)).withRemoveVanished(true), new ArrayList<>());
    assertThat(index.sources()).containsExactly(uri("a.png"));
  }

  private IndexingRequest excluding(String... patterns) {
    return IndexingRequest.of(List.of(root)).withExcludePatterns(List.of(patterns));
  }

  private IndexingRequest following() {
    return IndexingRequest.of(List.of(root)).withFollowLinks(true);
  }
}
