package dev.diptych.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Item;
import dev.diptych.testkit.fakes.HashingModel;
import dev.diptych.testkit.fakes.MemoryItemWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a run recognises of earlier runs. */
class IncrementalRunTest extends RunTestCase {

  @Test
  void run_twice_encodesAndWritesNothing() throws IOException {
    write("cat.png", Pictures.png(1));
    write("cat.txt", "a cat");
    write("c.jsonl", "{\"text\": \"alone\"}\n");
    run();
    int changes = index.changes;
    int commits = index.commits;
    model.forget();
    IndexingReport report = run();
    assertThat(report.total()).isEqualTo(new SourceCounts(3, 0, 3, 0, 0));
    assertThat(model.encodedImages() + model.encodedTexts()).isZero();
    assertThat(index.changes).isEqualTo(changes);
    assertThat(index.commits).isEqualTo(commits);
  }

  @Test
  void run_fileTouched_updatesTimeWithoutEncoding() throws IOException {
    Path cat = write("cat.png", Pictures.png(1));
    run();
    Item before = index.at(uri("cat.png")).item();
    Files.setLastModifiedTime(cat, FileTime.fromMillis(1_234_567_000L));
    model.forget();
    assertThat(run().images().reused()).isEqualTo(1);
    assertThat(model.encodedImages()).isZero();
    Item after = index.at(uri("cat.png")).item();
    assertThat(after.id()).isEqualTo(before.id());
    assertThat(after.modifiedMillis()).isEqualTo(1_234_567_000L);
  }

  @Test
  void run_fileEdited_keepsItsIdAndIsEncodedAgain() throws IOException {
    write("cat.png", Pictures.png(1));
    run();
    Item before = index.at(uri("cat.png")).item();
    write("cat.png", Pictures.encoded(Pictures.drawn(7), "bmp"));
    assertThat(run().images().indexed()).isEqualTo(1);
    Item after = index.at(uri("cat.png")).item();
    assertThat(after.id()).isEqualTo(before.id());
    assertThat(after.contentHash()).isNotEqualTo(before.contentHash());
  }

  @Test
  void run_folderMoved_keepsIdsAndTellsWhereFrom() throws IOException {
    write("old/cat.png", Pictures.png(1));
    write("old/cat.txt", "a cat");
    run();
    Item image = index.at(uri("old/cat.png")).item();
    Item text = index.at(uri("old/cat.txt")).item();
    Files.move(root.resolve("old"), root.resolve("new"));
    model.forget();
    List<SourceOutcome> outcomes = new ArrayList<>();
    IndexingReport report = run(IndexingRequest.of(List.of(root)), outcomes);
    assertThat(report.total()).isEqualTo(new SourceCounts(2, 0, 2, 0, 0));
    assertThat(model.encodedImages() + model.encodedTexts()).isZero();
    assertThat(index.at(uri("new/cat.png")).item().id()).isEqualTo(image.id());
    assertThat(index.at(uri("new/cat.txt")).item().id()).isEqualTo(text.id());
    assertThat(index.at(uri("new/cat.txt")).item().imageSource()).isEqualTo(uri("new/cat.png"));
    assertThat(outcomes.getFirst().reason()).isEqualTo("moved from " + root.resolve("old/cat.png"));
  }

  @Test
  void run_wholeRootMovedAndOnlyTheNewOneNamed_takesItemsAlong() throws IOException {
    write("cat.png", Pictures.png(1));
    run();
    Item before = index.at(uri("cat.png")).item();
    Path moved = Files.move(root, root.resolveSibling("animals"));
    model.forget();
    IndexingReport report = run(IndexingRequest.of(List.of(moved)), new ArrayList<>());
    assertThat(report.images()).isEqualTo(new SourceCounts(1, 0, 1, 0, 0));
    assertThat(index.committed()).hasSize(1);
    Item after = index.at(FileWorld.uri(moved.resolve("cat.png"))).item();
    assertThat(after.id()).isEqualTo(before.id());
  }

  @Test
  void run_filesSwapped_bothKeepTheirVectors() throws IOException {
    Path a = write("a.png", Pictures.png(1));
    Path b = write("b.png", Pictures.png(2));
    Files.setLastModifiedTime(b, FileTime.fromMillis(1_234_567_000L));
    run();
    var idOfA = index.at(uri("a.png")).item().id();
    Path aside = root.resolveSibling("aside");
    Files.move(a, aside);
    Files.move(b, a);
    Files.move(aside, b);
    model.forget();
    assertThat(run().images()).isEqualTo(new SourceCounts(2, 0, 2, 0, 0));
    assertThat(model.encodedImages()).isZero();
    assertThat(index.at(uri("b.png")).item().id()).isEqualTo(idOfA);
  }

  @Test
  void run_oldNameWithOldContentComesBack_getsAnIdOfItsOwn() throws IOException {
    write("a.png", Pictures.png(1));
    run();
    Files.move(root.resolve("a.png"), root.resolve("b.png"));
    run();
    write("a.png", Pictures.png(1));
    assertThat(run().images().reused()).isEqualTo(2);
    assertThat(index.sources()).containsExactly(uri("a.png"), uri("b.png"));
    assertThat(index.at(uri("a.png")).item().id()).isNotEqualTo(index.at(uri("b.png")).item().id());
  }

  @Test
  void run_rowInsertedAtTheTop_encodesOneTextOnly() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      rows.append("caption number ").append(i).append('\n');
    }
    write("c.csv", "caption\n" + rows);
    run();
    var id = index.at(uri("c.csv#row=10")).item().id();
    write("c.csv", "caption\na new one\n" + rows);
    model.forget();
    assertThat(run().texts()).isEqualTo(new SourceCounts(51, 1, 50, 0, 0));
    assertThat(model.encodedTexts()).isEqualTo(1);
    assertThat(index.at(uri("c.csv#row=11")).item().id()).isEqualTo(id);
    write("c.csv", "caption\n" + rows);
    assertThat(run().texts()).isEqualTo(new SourceCounts(51, 0, 50, 1, 0));
  }

  @Test
  void run_onOneFolder_neverRemovesFromAnother() throws IOException {
    write("a/b/0.png", Pictures.png(0));
    write("a/b/1.png", Pictures.png(1));
    write("a/bc/2.png", Pictures.png(2));
    write("d/3.png", Pictures.png(3));
    run();
    Files.delete(root.resolve("a/b/1.png"));
    Files.delete(root.resolve("a/bc/2.png"));
    Files.delete(root.resolve("d/3.png"));
    IndexingReport report =
        run(IndexingRequest.of(List.of(root.resolve("a/b"))), new ArrayList<>());
    assertThat(report.images()).isEqualTo(new SourceCounts(2, 0, 1, 1, 0));
    assertThat(index.sources())
        .containsExactly(uri("a/b/0.png"), uri("a/bc/2.png"), uri("d/3.png"));
  }

  @Test
  void run_namedPathGone_keepsItsItemsAndSaysSo() throws IOException {
    write("a/1.png", Pictures.png(1));
    write("b/2.png", Pictures.png(2));
    run();
    Files.delete(root.resolve("a/1.png"));
    Files.delete(root.resolve("a"));
    IndexingReport report =
        run(IndexingRequest.of(List.of(root.resolve("a"), root.resolve("b"))), new ArrayList<>());
    assertThat(index.sources()).containsExactly(uri("a/1.png"), uri("b/2.png"));
    assertThat(reason(report, "a")).contains("no such file or folder", "kept");
    assertThatThrownBy(() -> run(IndexingRequest.of(List.of(root.resolve("a"))), new ArrayList<>()))
        .isInstanceOfSatisfying(
            DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    run();
    assertThat(index.sources()).containsExactly(uri("b/2.png"));
  }

  @Test
  void run_pictureTurnedIntoSomethingElse_isTakenOut() throws IOException {
    write("cat.png", Pictures.png(1));
    write("cat.txt", "a cat");
    run();
    write("cat.png", "no longer a picture");
    IndexingReport report = run();
    assertThat(index.sources()).isEmpty();
    assertThat(report.total()).isEqualTo(new SourceCounts(2, 0, 0, 0, 2));
  }

  @Test
  void run_hiddenFileOfAnEarlierRun_isNotTakenForVanished() throws IOException {
    write(".private/1.png", Pictures.png(1));
    run(IndexingRequest.of(List.of(root)).withIncludeHidden(true), new ArrayList<>());
    IndexingReport report = run();
    assertThat(report.total()).isEqualTo(new SourceCounts(1, 0, 0, 0, 1));
    assertThat(report.passedOver().hidden()).isEqualTo(1);
    assertThat(index.sources()).containsExactly(uri(".private/1.png"));
  }

  @Test
  void run_equalPictures_shareAVectorUnderIdsOfTheirOwn() throws IOException {
    write("a.png", Pictures.png(1));
    write("b.png", Pictures.png(1));
    IndexingReport report = run();
    assertThat(report.images()).isEqualTo(new SourceCounts(2, 1, 1, 0, 0));
    assertThat(model.encodedImages()).isEqualTo(1);
    assertThat(index.committed()).hasSize(2);
  }

  @Test
  void run_sameFolderIntoTwoIndexes_givesEqualItems() throws IOException {
    for (int i = 0; i < 30; i++) {
      write("%s/%s.png".formatted(i % 4, i), Pictures.png(i));
      write("%s/%s.txt".formatted(i % 4, i), "picture " + i);
    }
    run();
    MemoryItemWriter second = new MemoryItemWriter();
    IndexingRun.of(IndexingRequest.of(List.of(root)).withBatches(3, 5))
        .run(new HashingModel(), second, ProgressListener.NONE);
    assertThat(items(second)).containsExactlyElementsOf(items(index));
  }

  @Test
  void run_withoutAChosenBatch_takesWhatTheModelFavours() throws IOException {
    for (int i = 0; i < 10; i++) {
      write("%s.png".formatted(i), Pictures.png(i));
    }
    IndexingRun.of(IndexingRequest.of(List.of(root))).run(model, index, ProgressListener.NONE);
    assertThat(model.imageBatches).contains(HashingModel.FAVOURED_BATCH);
    assertThat(model.imageBatches).allMatch(size -> size <= HashingModel.FAVOURED_BATCH);

    model.forget();
    MemoryItemWriter second = new MemoryItemWriter();
    IndexingRun.of(IndexingRequest.of(List.of(root)).withBatches(5, 5))
        .run(model, second, ProgressListener.NONE);
    assertThat(model.imageBatches).contains(5);
  }

  private static List<Item> items(MemoryItemWriter writer) {
    return writer.committed().stream().map(MemoryItemWriter.Stored::item).toList();
  }

  @Test
  void run_linkMetOnItsOwnNow_losesItsSecondItem() throws IOException {
    write("out/real.png", Pictures.png(1));
    Files.createDirectories(root.resolve("in"));
    Files.createSymbolicLink(root.resolve("in/link.png"), root.resolve("out/real.png"));
    Files.createSymbolicLink(root.resolve("in/folder"), root.resolve("out"));
    run(IndexingRequest.of(List.of(root.resolve("in"))).withFollowLinks(true), new ArrayList<>());
    assertThat(index.sources()).containsExactly(uri("in/folder/real.png"));
    run();
    assertThat(index.sources()).containsExactly(uri("out/real.png"));
  }

  @Test
  void run_nameThatIsNoUtf8_isFoundAgain() throws IOException {
    Path odd = Path.of(java.net.URI.create(uri("a") + "%FF.png"));
    Pictures.write(odd, Pictures.png(1));
    run();
    model.forget();
    IndexingReport report = run();
    assertThat(report.images()).isEqualTo(new SourceCounts(1, 0, 1, 0, 0));
    assertThat(index.sources()).containsExactly(uri("a") + "%FF.png");
  }

  @Test
  void run_folderTurnedIntoFile_losesItsItems() throws IOException {
    write("a/1.png", Pictures.png(1));
    run();
    Files.delete(root.resolve("a/1.png"));
    Files.delete(root.resolve("a"));
    write("a", Pictures.png(2));
    assertThat(run().images()).isEqualTo(new SourceCounts(2, 1, 0, 1, 0));
    assertThat(index.sources()).containsExactly(uri("a"));
  }

  @Test
  void run_captionFileTurnedIntoFolder_losesItsTexts() throws IOException {
    write("c.csv", "caption\none\ntwo\n");
    run();
    Files.delete(root.resolve("c.csv"));
    Files.createDirectories(root.resolve("c.csv"));
    write("d.csv", "caption\nthree\n");
    IndexingReport report = run();
    assertThat(report.texts()).isEqualTo(new SourceCounts(3, 1, 0, 2, 0));
  }
}
