package dev.diptych.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Item;
import dev.diptych.core.Modality;
import dev.diptych.encoders.ImageLimits;
import dev.diptych.testkit.fakes.HashingModel;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a run takes in, skips and accounts for. */
class IndexingRunTest extends RunTestCase {

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
      write(String.format(Locale.ROOT, "%02d.png", i), Pictures.png(i));
    }
    write("05.png", Pictures.poison());
    write("c.csv", "caption\none\npoison\nthree\n");
    IndexingReport report = run();
    assertThat(report.images()).isEqualTo(new SourceCounts(12, 11, 0, 0, 1));
    assertThat(report.texts()).isEqualTo(new SourceCounts(3, 2, 0, 0, 1));
    assertThat(reason(report, "05.png")).contains("choked on a picture");
  }

  @Test
  void run_memoryRunsOutBesideOthers_pictureIsTriedAgainAlone() {
    for (int i = 0; i < 12; i++) {
      write(String.format(Locale.ROOT, "%02d.png", i), Pictures.png(i));
    }
    Set<Integer> met = ConcurrentHashMap.newKeySet();
    AtomicInteger retries = new AtomicInteger();
    model.beforePreprocess =
        image -> {
          if (met.add(Arrays.hashCode(image.toArray()))) {
            throw new OutOfMemoryError("a test's");
          }
          retries.getAndIncrement();
        };
    IndexingReport report = run();
    assertThat(report.images()).isEqualTo(new SourceCounts(12, 12, 0, 0, 0));
    assertThat(met).as("each failed once").hasSize(12);
    assertThat(retries).hasValue(12);
  }

  @Test
  void run_memoryRunsOutForGood_keepsWhatTheIndexHas() {
    write("a.png", Pictures.png(1));
    run();
    write("a.png", Pictures.png(2));
    model.beforePreprocess =
        image -> {
          throw new OutOfMemoryError("a test's");
        };
    IndexingReport report = run();
    assertThat(reason(report, "a.png")).contains("memory");
    assertThat(index.sources()).containsExactly(uri("a.png"));
  }

  @Test
  void run_textFilesThatCannotBeRead_costThemselvesOnly() throws IOException {
    write("a.png", Pictures.png(1));
    write("b.png", Pictures.png(2));
    write("gone.png", Pictures.png(3));
    write("b.txt", "a good caption");
    run();
    Files.delete(root.resolve("gone.png"));
    write("a.txt", "aa" + ".a".repeat(20_000));
    write("deep.jsonl", "{\"text\": \"x\"}\n" + "{\"a\":".repeat(100_000) + "\n");
    try (RandomAccessFile sparse =
        new RandomAccessFile(root.resolve("endless.csv").toFile(), "rw")) {
      sparse.setLength(1L << 40);
    }
    try (RandomAccessFile sparse =
        new RandomAccessFile(root.resolve("endless.jsonl").toFile(), "rw")) {
      sparse.write("{\"text\": \"y\"}\n".getBytes(StandardCharsets.UTF_8));
      sparse.setLength(1L << 40);
    }
    IndexingReport report = run();
    assertThat(report.finished()).isTrue();
    assertThat(report.images().removed()).isEqualTo(1);
    assertThat(report.texts().indexed()).as("of a.txt and of both .jsonl").isEqualTo(3);
    assertThat(reason(report, "endless.csv")).contains("a line longer than 1 MiB");
    assertThat(reason(report, "endless.jsonl"))
        .isEqualTo(
            "cannot be read: line 2 is longer than 16 MiB, so these are no lines of text; nothing"
                + " behind it is read");
    assertThat(run().texts().removed()).as("what was read of a bad file stays").isZero();
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
}
