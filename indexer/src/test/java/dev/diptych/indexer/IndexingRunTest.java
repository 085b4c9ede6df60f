package dev.diptych.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Item;
import dev.diptych.core.Modality;
import dev.diptych.encoders.ImageLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run takes in, skips and accounts for. */
class IndexingRunTest {

  @TempDir Path temp;
  private Path root;

  private final HashingModel model = new HashingModel();
  private final MemoryItemWriter index = new MemoryItemWriter();

  @BeforeEach
  void makeFolder() throws IOException {
    root = Files.createDirectories(temp.toRealPath().resolve("pets"));
  }

  @Test
  void run_folderOfEverything_accountsForEverySource() throws IOException {
    write("cat.png", Pictures.png(1));
    write("cat.txt", "a cat\n");
    write("dog", Pictures.encoded(Pictures.drawn(2), "jpg"));
    write("photo.png.txt", "the photo\n");
    write("photo.png", Pictures.png(3));
    write("drawing.svg", "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    write("empty.jpg", new byte[0]);
    write("fake.jpg", "PK\3\4 not a picture");
    write("broken.png", java.util.Arrays.copyOf(Pictures.png(4), 40));
    write("notes.txt", "nothing beside me");
    write("table.csv", "a,b\n1,2\n");
    write("captions.csv", "image,caption\ncat.png,\"a cat, sleeping\"\nnone.png,lost\n,alone\n");
    write("more.jsonl", "{\"image\": \"dog\", \"texts\": [\"a dog\", \"woof\"]}\nbad line\n");

    IndexingReport report = run();

    assertThat(index.sources())
        .containsExactly(
            uri("captions.csv#row=2"),
            uri("captions.csv#row=4"),
            uri("cat.png"),
            uri("cat.txt"),
            uri("dog"),
            uri("more.jsonl#row=1&text=1"),
            uri("more.jsonl#row=1&text=2"),
            uri("photo.png"),
            uri("photo.png.txt"));
    assertThat(index.at(uri("photo.png.txt")).item().imageSource()).isEqualTo(uri("photo.png"));
    assertThat(index.at(uri("more.jsonl#row=1&text=2")).item().text()).isEqualTo("woof");
    assertThat(index.at(uri("captions.csv#row=4")).item().imageSource()).isNull();
    Item cat = index.at(uri("cat.png")).item();
    assertThat(cat.width()).isEqualTo(6);
    assertThat(cat.height()).isEqualTo(5);
    assertThat(index.thumbnails).containsKey(cat.contentHash());
    assertThat(index.at(uri("cat.png")).features()).isNotNull();

    assertThat(report.images()).isEqualTo(new SourceCounts(4, 3, 0, 0, 1));
    assertThat(report.texts()).isEqualTo(new SourceCounts(8, 6, 0, 0, 2));
    assertThat(report.others()).isEqualTo(new SourceCounts(5, 0, 0, 0, 5));
    assertThat(report.finished()).isTrue();
    assertThat(reason(report, "drawing.svg")).contains("SVG");
    assertThat(reason(report, "empty.jpg")).contains("empty");
    assertThat(reason(report, "fake.jpg")).contains("ZIP");
    assertThat(reason(report, "broken.png")).contains("broken.png");
    assertThat(reason(report, "notes.txt")).contains("no picture of the same name");
    assertThat(reason(report, "table.csv")).contains("caption or text", "a, b");
    assertThat(reason(report, "captions.csv#row=3")).contains("line 3", "none.png", "missing");
    assertThat(reason(report, "more.jsonl#row=2")).contains("line 2");
  }

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
    write("a/b/1.png", Pictures.png(1));
    write("a/bc/2.png", Pictures.png(2));
    write("d/3.png", Pictures.png(3));
    run();
    Files.delete(root.resolve("a/b/1.png"));
    Files.delete(root.resolve("a/bc/2.png"));
    Files.delete(root.resolve("d/3.png"));
    IndexingReport report =
        run(IndexingRequest.of(List.of(root.resolve("a/b"))), new ArrayList<>());
    assertThat(report.images()).isEqualTo(new SourceCounts(1, 0, 0, 1, 0));
    assertThat(index.sources()).containsExactly(uri("a/bc/2.png"), uri("d/3.png"));
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
    assertThat(report.total()).isEqualTo(SourceCounts.NONE);
    assertThat(index.sources()).containsExactly(uri(".private/1.png"));
  }

  @Test
  void run_singleFiles_takesThemAndWhatTheyName() throws IOException {
    write("in/cat.png", Pictures.png(1));
    write("in/dog.png", Pictures.png(2));
    write("in/dog.txt", "a dog");
    write("out/captions.csv", "image,caption\n../in/cat.png,a cat\n");
    run(
        IndexingRequest.of(List.of(root.resolve("out/captions.csv"), root.resolve("in/dog.txt"))),
        new ArrayList<>());
    assertThat(index.sources())
        .containsExactly(
            uri("in/cat.png"), uri("in/dog.png"), uri("in/dog.txt"), uri("out/captions.csv#row=2"));
    model.forget();
    write("out/captions.csv", "image,caption\n../in/cat.png,the cat\n");
    IndexingReport report =
        run(IndexingRequest.of(List.of(root.resolve("out/captions.csv"))), new ArrayList<>());
    assertThat(report.images()).isEqualTo(new SourceCounts(1, 0, 1, 0, 0));
    assertThat(report.texts()).isEqualTo(new SourceCounts(1, 1, 0, 0, 0));
    assertThat(index.sources()).hasSize(4);
  }

  @Test
  void run_captionFileOfOtherExtension_isReadWhenNamedAsOne() throws IOException {
    write("pictures/cat.png", Pictures.png(1));
    Path table = write("captions.data", "{\"image\": \"pictures/cat.png\", \"text\": \"a cat\"}\n");
    run(
        IndexingRequest.of(List.of(root.resolve("pictures"))).withCaptionFiles(List.of(table)),
        new ArrayList<>());
    assertThat(index.at(uri("captions.data#row=1")).item().imageSource())
        .isEqualTo(uri("pictures/cat.png"));
  }

  @Test
  void run_pngAndSvgOfOneName_giveTheTextToThePicture() throws IOException {
    write("penny.png", Pictures.png(1));
    write("penny.svg", "<svg/>");
    write("penny.ogg", "OggS...");
    write("penny.txt", "A penny.\nde.utf8=Ein Penny.\n");
    write("pound.svg", "<svg/>");
    write("pound.txt", "A pound.");
    IndexingReport report = run();
    assertThat(index.at(uri("penny.txt")).item().imageSource()).isEqualTo(uri("penny.png"));
    assertThat(index.at(uri("penny.txt")).item().text()).isEqualTo("A penny.");
    assertThat(reason(report, "pound.txt")).contains("pound.svg");
  }

  @Test
  void run_poison_costsItselfOnly() throws IOException {
    for (int i = 0; i < 12; i++) {
      write("%02d.png".formatted(i), Pictures.png(i));
    }
    write("05.png", Pictures.poison());
    write("c.csv", "caption\none\npoison\nthree\n");
    IndexingReport report = run();
    assertThat(report.images()).isEqualTo(new SourceCounts(12, 11, 0, 0, 1));
    assertThat(report.texts()).isEqualTo(new SourceCounts(3, 2, 0, 0, 1));
    assertThat(reason(report, "05.png")).contains("choked on a picture");
  }

  @Test
  void run_limits_areCheckedBeforeDecoding() throws IOException {
    write("small.png", Pictures.png(1));
    write("large.png", java.util.Arrays.copyOf(Pictures.png(2), 5000));
    IndexingReport report =
        run(
            IndexingRequest.of(List.of(root)).withImageLimits(new ImageLimits(2000, 30, 6)),
            new ArrayList<>());
    assertThat(index.sources()).containsExactly(uri("small.png"));
    assertThat(reason(report, "large.png")).contains("2,000 bytes");
    IndexingReport strict =
        run(
            IndexingRequest.of(List.of(write("other/x.png", Pictures.png(3))))
                .withImageLimits(new ImageLimits(2000, 29, 6)),
            new ArrayList<>());
    assertThat(strict.images().skipped()).isEqualTo(1);
  }

  @Test
  void run_modelWithoutTexts_skipsTextsWithReason() throws IOException {
    write("cat.png", Pictures.png(1));
    write("cat.txt", "a cat");
    IndexingReport report =
        IndexingRun.of(IndexingRequest.of(List.of(root)))
            .run(new HashingModel(false), index, ProgressListener.NONE);
    assertThat(report.images().indexed()).isEqualTo(1);
    assertThat(reason(report, "cat.txt")).contains("no text encoder");
  }

  @Test
  void run_latin1TextAndHalfPairs_areReadAsWords() throws IOException {
    write("cat.png", Pictures.png(1));
    write("cat.txt", "Kätzchen".getBytes(StandardCharsets.ISO_8859_1));
    write("c.jsonl", "{\"text\": \"half \\ud83d pair\"}\n");
    run();
    assertThat(index.at(uri("cat.txt")).item().text()).isEqualTo("Kätzchen");
    assertThat(index.at(uri("c.jsonl#row=1")).item().text()).isEqualTo("half ? pair");
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
      write("%d/%d.png".formatted(i % 4, i), Pictures.png(i));
      write("%d/%d.txt".formatted(i % 4, i), "picture " + i);
    }
    run();
    MemoryItemWriter second = new MemoryItemWriter();
    IndexingRun.of(IndexingRequest.of(List.of(root)).withBatches(3, 5))
        .run(new HashingModel(), second, ProgressListener.NONE);
    assertThat(items(second)).containsExactlyElementsOf(items(index));
  }

  private static List<Item> items(MemoryItemWriter writer) {
    return writer.committed().stream().map(MemoryItemWriter.Stored::item).toList();
  }

  @Test
  void run_otherModelThanTheIndex_isRefused() {
    var other =
        new HashingModel() {
          @Override
          public dev.diptych.core.ModelFingerprint fingerprint() {
            return new dev.diptych.core.ModelFingerprint("cd".repeat(32));
          }
        };
    assertThatThrownBy(
            () ->
                IndexingRun.of(IndexingRequest.of(List.of(root)))
                    .run(other, index, ProgressListener.NONE))
        .isInstanceOfSatisfying(
            DiptychException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INCOMPATIBLE_INDEX));
  }

  @Test
  void run_emptyFolder_reportsNothing() {
    assertThat(run().total()).isEqualTo(SourceCounts.NONE);
    assertThat(index.commits).isZero();
  }

  @Test
  void run_textsOfNoPicture_areFoundAsTexts() throws IOException {
    write("c.csv", "text\nlone words\n");
    run();
    assertThat(index.at(uri("c.csv#row=2")).item().modality()).isEqualTo(Modality.TEXT);
  }

  private IndexingReport run() {
    return run(IndexingRequest.of(List.of(root)), new ArrayList<>());
  }

  private IndexingReport run(IndexingRequest request, List<SourceOutcome> outcomes) {
    IndexingReport report =
        IndexingRun.of(request)
            .run(
                model,
                index,
                new ProgressListener() {
                  @Override
                  public void progressed(IndexingProgress progress) {
                    assertThat(progress.total() < 0 || progress.done() <= progress.total())
                        .isTrue();
                  }

                  @Override
                  public void settled(SourceOutcome outcome) {
                    outcomes.add(outcome);
                  }
                });
    assertThat(outcomes).extracting(SourceOutcome::source).doesNotHaveDuplicates();
    assertThat((long) outcomes.size()).isEqualTo(report.total().seen());
    return report;
  }

  private static String reason(IndexingReport report, String name) {
    return report.skips().stream()
        .filter(skip -> skip.source().endsWith("/" + name))
        .map(SourceOutcome::reason)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no skip of " + name + " in " + report.skips()));
  }

  private Path write(String name, byte[] bytes) {
    return Pictures.write(root.resolve(name), bytes);
  }

  private Path write(String name, String text) {
    return Pictures.write(root.resolve(name), text);
  }

  private String uri(String name) {
    int hash = name.indexOf('#');
    String file = hash < 0 ? name : name.substring(0, hash);
    return FileWorld.uri(root.resolve(file)).replaceAll("/$", "")
        + (hash < 0 ? "" : name.substring(hash));
  }
}
