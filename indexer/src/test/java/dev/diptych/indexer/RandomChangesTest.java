package dev.diptych.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.ContentHash;
import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.Item;
import dev.diptych.core.Modality;
import dev.diptych.encoders.ImageReader;
import dev.diptych.indexer.FileWorld.Expected;
import dev.diptych.indexer.internal.crawl.SourceUri;
import dev.diptych.testkit.fakes.HashingModel;
import dev.diptych.testkit.fakes.MemoryItemWriter;
import dev.diptych.testkit.fakes.MemoryItemWriter.Stored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to a folder, the index follows, and encodes nothing twice; asked nothing. */
class RandomChangesTest {

  private static final int RUNS = 25;

  @TempDir Path temp;

  private final HashingModel model = new HashingModel();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void run_afterRandomChanges_indexHoldsWhatFilesSay(long seed) throws IOException {
    Random random = new Random(seed);
    FileWorld world = new FileWorld(temp.toRealPath().resolve("world"), random);
    MemoryItemWriter index = new MemoryItemWriter();
    List<String> story = new ArrayList<>(List.of("seed " + seed));
    for (int run = 0; run < RUNS; run++) {
      for (int i = random.nextInt(6); i >= 0; i--) {
        story.add(world.change());
      }
      if (random.nextInt(5) == 0) {
        index = crash(world, index, random, story);
      } else if (random.nextInt(4) == 0) {
        runPart(world, index, story);
      }
      story.add("index all");
      runAll(world, index, story);
    }
  }

  private void runAll(FileWorld world, MemoryItemWriter index, List<String> story)
      throws IOException {
    Path root = temp.toRealPath().resolve("world");
    Set<String> before = contents(index);
    Set<String> sourcesBefore = Set.copyOf(index.sources());
    Set<String> idsBefore = ids(index);
    model.forget();
    IndexingReport report = run(List.of(root), index);
    Map<String, Expected> expected = world.expected();
    assertThat(actual(index)).as(String.join("\n", story)).isEqualTo(expected);
    checkVectors(index, story);
    checkSums(report);
    long images = expected.values().stream().filter(e -> e.text() == null).count();
    assertThat(report.images().indexed() + report.images().reused()).isEqualTo(images);
    assertThat(report.texts().indexed() + report.texts().reused())
        .isEqualTo(expected.size() - images);
    Set<String> fresh = contents(index);
    fresh.removeAll(before);
    assertThat((long) model.encodedImages() + model.encodedTexts())
        .as("encoded contents, %s", story)
        .isEqualTo(fresh.size());

    long gone = sourcesBefore.stream().filter(source -> !expected.containsKey(source)).count();
    Set<String> kept = ids(index);
    kept.retainAll(idsBefore);
    assertThat(report.total().removed())
        .as("removed, %s", story)
        .isLessThanOrEqualTo(gone)
        .isLessThanOrEqualTo(idsBefore.size() - kept.size());

    model.forget();
    int changes = index.changes;
    IndexingReport again = run(List.of(root), index);
    assertThat(index.changes).as("changes of a second run, %s", story).isEqualTo(changes);
    assertThat(again.total().indexed() + again.total().removed()).isZero();
    assertThat(again.total().skipped()).isEqualTo(report.total().skipped());
  }

  /** Items out of scope stay, unless their file is gone and its content was found in scope. */
  private void runPart(FileWorld world, MemoryItemWriter index, List<String> story)
      throws IOException {
    List<Path> roots = world.someRoots();
    story.add("index " + roots);
    Map<String, Stored> before = bySource(index);
    checkSums(run(roots, index));
    checkVectors(index, story);
    Map<String, Stored> after = bySource(index);
    Set<String> idsAfter =
        after.values().stream().map(s -> s.item().id().value()).collect(Collectors.toSet());
    for (Stored stored : before.values()) {
      Item item = stored.item();
      Path file = SourceUri.file(item.source().uri());
      if (roots.stream().noneMatch(file::startsWith) && !after.containsKey(item.source().uri())) {
        assertThat(Files.exists(file)).as("%s, %s", item.source().uri(), story).isFalse();
        assertThat(idsAfter).as("%s, %s", item.source().uri(), story).contains(item.id().value());
      }
    }
    Map<String, Expected> expected = world.expected();
    Map<String, Expected> actual = actual(index);
    expected.forEach(
        (source, item) -> {
          boolean ofScope = roots.stream().anyMatch(SourceUri.file(source)::startsWith);
          if (ofScope && item.text() == null) {
            assertThat(actual).as("%s", story).containsEntry(source, item);
          }
        });
  }

  /** A run whose writer fails somewhere; what was committed is what the next run begins with. */
  private MemoryItemWriter crash(
      FileWorld world, MemoryItemWriter index, Random random, List<String> story)
      throws IOException {
    index.failAfter = random.nextInt(8);
    story.add("crash after " + index.failAfter);
    IndexingRequest request =
        IndexingRequest.of(List.of(temp.toRealPath().resolve("world")))
            .withRemoveVanished(true)
            .withCommits(Duration.ofSeconds(10), 1 + random.nextInt(3));
    try {
      IndexingRun.of(request).run(model, index, ProgressListener.NONE);
    } catch (DiptychException e) {
      assertThat(e).hasMessage("no space left on device");
    }
    MemoryItemWriter next = MemoryItemWriter.afterCrashOf(index);
    checkVectors(next, story);
    assertThat(world.files()).isNotNull();
    return next;
  }

  private IndexingReport run(List<Path> roots, MemoryItemWriter index) {
    return IndexingRun.of(IndexingRequest.of(roots).withBatches(3, 3).withRemoveVanished(true))
        .run(model, index, ProgressListener.NONE);
  }

  private static void checkSums(IndexingReport report) {
    assertThat(report.finished()).isTrue();
    for (SourceCounts counts :
        List.of(report.images(), report.texts(), report.others(), report.total())) {
      assertThat(counts.seen())
          .isEqualTo(counts.indexed() + counts.reused() + counts.removed() + counts.skipped());
    }
  }

  /** Every item has the vector of its own content. */
  private void checkVectors(MemoryItemWriter index, List<String> story) {
    HashingModel oracle = new HashingModel();
    for (Stored stored : index.committed()) {
      Item item = stored.item();
      if (item.modality() == Modality.TEXT) {
        var encoder = oracle.textEncoder().orElseThrow();
        Embedding vector =
            encoder.encode(List.of(encoder.tokenize(String.valueOf(item.text())))).getFirst();
        assertThat(stored.vector()).as("%s, %s", item, story).isEqualTo(vector);
      } else {
        Path file = pictureOf(item.contentHash());
        var encoder = oracle.imageEncoder();
        var encoding =
            encoder
                .encode(List.of(encoder.preprocess(ImageReader.standard().read(file))))
                .getFirst();
        assertThat(stored.vector()).as("%s, %s", item, story).isEqualTo(encoding.vector());
        assertThat(item.width()).isEqualTo(6);
        assertThat(item.height()).isEqualTo(5);
        assertThat(index.thumbnails).containsKey(item.contentHash());
      }
    }
  }

  /** The pictures of this world are few; each is kept once under its hash. */
  private Path pictureOf(String hash) {
    Path file = temp.resolve("by-hash").resolve(hash);
    if (!Files.exists(file)) {
      for (int seed = 0; seed < 12; seed++) {
        byte[] png = Pictures.png(seed);
        Pictures.write(temp.resolve("by-hash").resolve(ContentHash.of(png)), png);
      }
    }
    return file;
  }

  private static Map<String, Expected> actual(MemoryItemWriter index) {
    Map<String, Expected> actual = new TreeMap<>();
    for (Stored stored : index.committed()) {
      Item item = stored.item();
      actual.put(
          item.source().uri(), new Expected(item.contentHash(), item.text(), item.imageSource()));
    }
    return actual;
  }

  private static Map<String, Stored> bySource(MemoryItemWriter index) {
    return index.committed().stream()
        .collect(Collectors.toMap(stored -> stored.item().source().uri(), stored -> stored));
  }

  private static Set<String> ids(MemoryItemWriter index) {
    return index.committed().stream()
        .map(stored -> stored.item().id().value())
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static Set<String> contents(MemoryItemWriter index) {
    return index.committed().stream()
        .map(stored -> stored.item().modality() + stored.item().contentHash())
        .collect(Collectors.toCollection(HashSet::new));
  }
}
