package dev.diptych.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.diptych.core.Item;
import dev.diptych.indexer.internal.crawl.FolderLister;
import dev.diptych.testkit.Mount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is missing may lie on a disk that is not there: then nothing is removed unasked. */
class VanishedTest extends RunTestCase {

  @Test
  void run_folderEmpty_keepsItsItemsAndAsks() throws IOException {
    write("1.png", Pictures.png(1));
    write("sub/2.png", Pictures.png(2));
    write("sub/2.txt", "a cat");
    run();
    Path away = swapForEmpty(root);
    List<SourceOutcome> outcomes = new ArrayList<>();
    IndexingReport report = run(request(root), outcomes);
    assertThat(index.sources()).hasSize(3);
    assertThat(report.total()).isEqualTo(new SourceCounts(3, 0, 0, 0, 3));
    assertThat(report.kept()).isEqualTo(3);
    assertThat(report.skips()).isEmpty();
    assertThat(outcomes).allSatisfy(o -> assertThat(o.reason()).startsWith("kept: " + root));
    RemovalQuestion question = onlyQuestion(report);
    assertThat(question.path()).isEqualTo(root.toString());
    assertThat(question.items()).isEqualTo(3);
    assertThat(question.answerable()).isTrue();
    assertThat(run().kept()).as("asked again by the next run").isEqualTo(3);

    back(away, root);
    model.forget();
    assertThat(run().total()).isEqualTo(new SourceCounts(3, 0, 3, 0, 0));
    assertThat(model.encodedImages() + model.encodedTexts()).isZero();
  }

  @Test
  void run_folderEmptyAndConfirmed_removesItsItems() throws IOException {
    write("1.png", Pictures.png(1));
    run();
    swapForEmpty(root);
    IndexingReport report = run(request(root).withRemoveVanished(true), new ArrayList<>());
    assertThat(report.total()).isEqualTo(new SourceCounts(1, 0, 0, 1, 0));
    assertThat(report.questions()).isEmpty();
    assertThat(index.sources()).isEmpty();
  }

  @Test
  void run_indexRemembersNoFolders_anEmptyOneIsAskedAboutAllTheSame() throws IOException {
    write("1.png", Pictures.png(1));
    run();
    index.putNotes(Map.of());
    index.commit();
    Files.delete(root.resolve("1.png"));
    assertThat(onlyQuestion(run()).finding()).isEqualTo("it holds no files");
    assertThat(index.sources()).hasSize(1);
  }

  @Test
  void run_anotherFolderOfTheSameName_keepsWhatIsMissingThere() throws IOException {
    pictures("", 0, 10);
    run();
    Path away = swapForEmpty(root);
    pictures("", 0, 9); // nearly all of it
    IndexingReport report = run();
    assertThat(onlyQuestion(report).finding()).contains("another folder than at the last run");
    assertThat(index.sources()).hasSize(10);
    assertThat(onlyQuestion(run()).items()).as("no answer by itself").isEqualTo(1);
    back(away, root);
    assertThat(run().kept()).isZero();
    Files.delete(root.resolve("0.png"));
    assertThat(run().images().removed()).as("an ordinary deletion").isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"20, 20, 20", "21, 10, 10", "21, 11, 0", "40, 20, 20", "40, 21, 0"})
  void run_greaterPartGone_isKeptFromTwentyOneItemsOn(int held, int gone, int removed)
      throws IOException {
    write("zz.txt", "not about a picture, but there");
    pictures("", 0, held);
    run();
    for (int i = 0; i < gone; i++) {
      Files.delete(root.resolve(i + ".png"));
    }
    IndexingReport report = run();
    assertThat(report.images().removed()).isEqualTo(removed);
    assertThat(report.kept()).isEqualTo(removed > 0 ? 0 : gone);
    assertThat(index.sources()).hasSize(held - removed);
    if (removed == 0) {
      assertThat(onlyQuestion(report).finding())
          .isEqualTo("%s of the %s items that the index holds of it are gone", gone, held);
    }
  }

  @Test
  void run_greaterPartOfOneNamedFolder_isJudgedByThatFolder() throws IOException {
    pictures("a/", 0, 30);
    pictures("b/", 100, 200);
    run();
    for (int i = 0; i < 20; i++) {
      Files.delete(root.resolve("a/" + i + ".png"));
    }
    Files.delete(root.resolve("b/100.png"));
    IndexingReport report =
        run(IndexingRequest.of(List.of(root.resolve("a"), root.resolve("b"))), new ArrayList<>());
    assertThat(onlyQuestion(report).path()).isEqualTo(root.resolve("a").toString());
    assertThat(report.kept()).isEqualTo(20);
    assertThat(report.images().removed()).isEqualTo(1);
    assertThat(run().images().removed()).as("a sixth of the whole").isEqualTo(20);
  }

  @Test
  void run_greaterPartHoldsNoPicturesAnyMore_isKept() throws IOException {
    pictures("", 0, 30);
    write("0.txt", "a cat");
    run();
    for (int i = 0; i < 30; i++) {
      Files.write(root.resolve(i + ".png"), new byte[0]); // as after a crash of the file system
    }
    IndexingReport report = run();
    assertThat(report.total()).isEqualTo(new SourceCounts(31, 0, 0, 0, 31));
    assertThat(report.kept()).isEqualTo(31);
    assertThat(index.sources()).hasSize(31);
    run(request(root).withRemoveVanished(true), new ArrayList<>());
    assertThat(index.sources()).isEmpty();
  }

  @Test
  void run_greaterPartMoved_movesIt() throws IOException {
    pictures("a/", 0, 30);
    run();
    Files.move(root.resolve("a"), root.resolve("b"));
    model.forget();
    IndexingReport report = run();
    assertThat(report.images()).isEqualTo(new SourceCounts(30, 0, 30, 0, 0));
    assertThat(report.questions()).isEmpty();
    assertThat(model.encodedImages()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "caption\n", "something else\n"})
  void run_captionFileWithoutEntries_keepsItsTexts(String content) throws IOException {
    write("1.png", Pictures.png(1));
    write("c.csv", "caption\none\ntwo\n");
    run();
    write("c.csv", content);
    write("copy.csv", "caption\none\ntwo\n");
    IndexingReport report = run();
    assertThat(onlyQuestion(report).path()).isEqualTo(root.resolve("c.csv").toString());
    assertThat(report.kept()).isEqualTo(2);
    assertThat(report.texts().reused()).as("rows of the copy").isEqualTo(2);
    assertThat(index.sources())
        .contains(uri("c.csv#row=2"), uri("c.csv#row=3"), uri("copy.csv#row=2"));
    assertThat(run(request(root).withRemoveVanished(true), new ArrayList<>()).texts().removed())
        .isEqualTo(2);
  }

  @Test
  void run_picturesOfACaptionFileOnAnotherDisk_keepTheirTextsWhileItIsNotThere()
      throws IOException {
    Path disk = Files.createDirectories(root.resolveSibling("disk"));
    Pictures.write(disk.resolve("1.png"), Pictures.png(1));
    write("c.csv", "image,caption\n%s,a cat\n,alone\n".formatted(disk.resolve("1.png")));
    run();
    Path away = swapForEmpty(disk);
    assertThat(run().kept()).isEqualTo(1);
    assertThat(index.sources()).hasSize(3);
    back(away, disk);
    model.forget();
    assertThat(run().questions()).isEmpty();
    assertThat(model.encodedTexts()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void run_backupWhileTheOriginalIsNotThere_leavesTheOriginalsItems(boolean pointStays)
      throws IOException {
    write("cat.png", Pictures.png(1));
    write("cat.txt", "a cat");
    run();
    Item original = index.at(uri("cat.png")).item();
    Path backup = Files.createDirectories(root.resolveSibling("backup"));
    for (String name : List.of("cat.png", "cat.txt")) {
      Files.copy(root.resolve(name), backup.resolve(name));
    }
    Path away = root.resolveSibling("away");
    Files.move(root, away);
    if (pointStays) {
      Files.createDirectories(root);
    }
    model.forget();
    assertThat(run(request(backup), new ArrayList<>()).total())
        .isEqualTo(new SourceCounts(2, 0, 2, 0, 0));
    assertThat(index.sources()).hasSize(4);
    assertThat(index.at(uri("cat.png")).item()).isEqualTo(original);
    assertThat(model.encodedImages() + model.encodedTexts()).isZero();
    if (pointStays) {
      run(IndexingRequest.of(List.of(root, backup)), new ArrayList<>());
      assertThat(index.sources()).as("both named").hasSize(4);
    }
  }

  @Test
  void run_backupOfAnIndexThatRemembersNoFolders_takesNothingFromAnEmptyOne() throws IOException {
    write("cat.png", Pictures.png(1));
    run();
    index.putNotes(Map.of());
    index.commit();
    Path backup = Files.createDirectories(root.resolveSibling("backup"));
    Files.move(root.resolve("cat.png"), backup.resolve("cat.png"));
    run(request(backup), new ArrayList<>());
    assertThat(index.sources()).hasSize(2).contains(uri("cat.png"));
  }

  @Test
  void run_folderSwappedWhileItRuns_keepsAllAndAsksEvenWhenConfirmed() throws IOException {
    pictures("", 0, 5);
    run();
    pictures("", 100, 102);
    Files.delete(root.resolve("0.png"));
    model.beforeImages =
        () -> {
          if (Files.exists(root.resolve("1.png"))) {
            swapForEmpty(root);
          }
        };
    IndexingReport report = run(request(root).withRemoveVanished(true), new ArrayList<>());
    assertThat(onlyQuestion(report).finding()).contains("during this run");
    assertThat(onlyQuestion(report).answerable()).isFalse();
    assertThat(report.images().removed()).isZero();
    assertThat(index.sources()).contains(uri("0.png"));
  }

  @Test
  void run_disksThatComeAndGo_areToldFromDeletedFiles() throws IOException {
    Path point = Files.createDirectories(root.resolve("disk"));
    write("here.png", Pictures.png(50));
    try (Mount disk = Mount.inMemory(point).orElseGet(() -> abort(Mount.NEEDED))) {
      pictures("disk/", 0, 6);
      run();
      Files.delete(root.resolve("disk/0.png"));
      assertThat(run().images().removed()).as("deleted from a disk that is there").isEqualTo(1);
      disk.unmount();
      IndexingReport report = run();
      assertThat(onlyQuestion(report).path()).isEqualTo(point.toString());
      assertThat(report.kept()).isEqualTo(5);
      pictures("", 0, 6); // copies of what lay there, with all its names one folder up
      run();
      assertThat(index.sources()).contains(uri("disk/1.png"), uri("1.png"));
      Files.delete(point); // as desktops do with their mount points
      assertThat(onlyQuestion(run()).path()).isEqualTo(point.toString());
      assertThat(index.sources()).contains(uri("disk/1.png"));
    }
    assertThat(run(request(root).withRemoveVanished(true), new ArrayList<>()).images().removed())
        .isEqualTo(5);
    assertThat(run().questions()).as("forgotten with its items").isEmpty();
  }

  @Test
  void run_diskUnmountedInTheMiddle_keepsAll() throws IOException {
    try (Mount disk = Mount.inMemory(root).orElseGet(() -> abort(Mount.NEEDED))) {
      pictures("", 0, 40);
      run();
      for (int i = 0; i < 40; i++) {
        write(i + ".png", Pictures.png(1000 + i));
      }
      model.beforeImages = disk::unmount;
      IndexingReport report = run();
      assertThat(index.sources()).hasSize(40);
      assertThat(report.images().removed()).isZero();
      assertThat(onlyQuestion(report).answerable()).isFalse();
      assertThat(report.total().seen()).isEqualTo(40);
    }
  }

  @Test
  void run_parentOrPartOfWhatWasNamedBefore_knowsItsFolders() throws IOException {
    pictures("a/b/", 0, 5);
    run(request(root.resolve("a")), new ArrayList<>());
    Path away = swapForEmpty(root.resolve("a"));
    write("other.png", Pictures.png(99));
    IndexingReport report = run();
    assertThat(onlyQuestion(report).path()).isEqualTo(root.resolve("a").toString());
    assertThat(report.kept()).isEqualTo(5);
    Files.createDirectories(root.resolve("a/b"));
    assertThat(run(request(root.resolve("a/b")), new ArrayList<>()).kept()).isEqualTo(5);
    back(away, root.resolve("a"));
    assertThat(run().kept()).isZero();
  }

  @Test
  void run_folderThatCannotBeListed_keepsItsItems() throws IOException {
    pictures("a/", 0, 3);
    write("b.png", Pictures.png(9));
    run();
    Files.move(root.resolve("a"), root.resolveSibling("away"));
    Files.createDirectories(root.resolve("a"));
    IndexingReport report =
        IndexingRun.of(
                request(root),
                folder -> {
                  if (folder.endsWith("a")) {
                    throw new IOException("Stale file handle");
                  }
                  return FolderLister.SORTED.list(folder);
                })
            .run(model, index, ProgressListener.NONE);
    assertThat(report.images().removed()).isZero();
    assertThat(index.sources()).hasSize(4);
    assertThat(reason(report, "a")).contains("Stale file handle", "kept");
  }

  private static IndexingRequest request(Path path) {
    return IndexingRequest.of(List.of(path));
  }

  private static RemovalQuestion onlyQuestion(IndexingReport report) {
    assertThat(report.questions()).hasSize(1);
    return report.questions().getFirst();
  }

  private void pictures(String folder, int first, int end) {
    for (int i = first; i < end; i++) {
      write(folder + i + ".png", Pictures.png(i));
    }
  }

  /** As when a disk is unmounted: the folder is there, is another one, and empty. */
  private static Path swapForEmpty(Path folder) {
    Path away = folder.resolveSibling("away-" + folder.getFileName());
    try {
      Files.move(folder, away);
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return away;
  }

  private static void back(Path away, Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.sorted(Collections.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
    Files.move(away, folder);
  }
}
