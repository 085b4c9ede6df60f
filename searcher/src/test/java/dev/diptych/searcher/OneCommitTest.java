package dev.diptych.searcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.ContentHash;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.ItemWriter;
import dev.diptych.testkit.fakes.MemoryReader;
import dev.diptych.testkit.fakes.WordModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search sees one commit of the index, whatever is written meanwhile. */
final class OneCommitTest {

  private static final IndexSpec SPEC =
      new IndexSpec(
          WordModel.FINGERPRINT,
          "words",
          WordModel.DIMENSION,
          1,
          WordModel.WORDS,
          FeatureFormat.F32);

  private static final int PICTURES = 30;
  private static final int LIMIT = 10;

  @TempDir Path folder;

  private final WordModel model = new WordModel();
  private IndexFolder index;
  private SearchEngine engine;
  private int commits;

  @BeforeEach
  void open() {
    index = IndexFolder.at(folder);
    commit();
    engine =
        IndexSearchEngine.open(
            index.openReader(WordModel.FINGERPRINT),
            model,
            WordModel::read,
            new SearchOptions(1 << 20, 0, 4, Duration.ZERO));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void search_commitsDeletionsAndRebuildsWhileItReranks_isOfTheCommitItBeganWith() {
    model.beforeScoring =
        () -> {
          commit();
          engine.refresh();
        };
    for (int round = 0; round < 4; round++) {
      int before = commits;
      SearchResponse response = search(0);
      assertThat(commits).as("the index has changed meanwhile").isGreaterThan(before);
      assertWhole(response);
      assertThat(commitOf(response.hits().getFirst())).isEqualTo("commit-" + before);
    }
  }

  @Test
  void search_whileAnotherThreadCommitsDeletesAndRebuilds_isAlwaysWholeAndOfOneCommit()
      throws Exception {
    model.beforeScoring = () -> engine.refresh();
    try (var writer = Executors.newSingleThreadExecutor()) {
      Future<?> writing =
          writer.submit(
              () -> {
                for (int round = 0; round < 20; round++) {
                  commit();
                }
              });
      while (!writing.isDone()) {
        assertWhole(search(0));
        assertWhole(search(LIMIT));
      }
      writing.get();
    }
    engine.refresh();
    assertThat(commitOf(search(0).hits().getFirst())).isEqualTo("commit-" + commits);
  }

  private SearchResponse search(int offset) {
    return engine.search(
        new SearchRequest(
            new Query.Text("red circle"), Modality.IMAGE, LIMIT, offset, 20, Optional.empty()));
  }

  private static void assertWhole(SearchResponse response) {
    assertThat(response.rerank().degraded()).isEmpty();
    assertThat(response.warnings()).isEmpty();
    assertThat(response.rerank().depthReached()).isEqualTo(20);
    assertThat(response.hits()).hasSize(LIMIT);
    assertThat(response.hits().stream().map(hit -> hit.item().id())).doesNotHaveDuplicates();
    assertThat(response.hits().stream().map(OneCommitTest::commitOf).distinct()).hasSize(1);
    assertThat(response.hits())
        .allSatisfy(hit -> assertThat(hit.texts()).containsExactly(commitOf(hit)));
  }

  private static String commitOf(SearchHit hit) {
    return hit.item().source().uri().replaceAll("^file:///(.*)/.*", "$1");
  }

  /** Every commit replaces all items, and half of their ids; every fourth is a rebuild. */
  private void commit() {
    int number = commits + 1;
    try (ItemWriter writer = number % 4 == 0 ? index.rebuild(SPEC) : index.openWriter(SPEC)) {
      for (int i = 0; i < PICTURES; i++) {
        if (i % 2 == 0) {
          writer.remove(id("image", number - 1, i));
        }
        add(writer, number, i);
      }
      writer.publish();
    }
    commits = number;
  }

  private static void add(ItemWriter writer, int commit, int i) {
    String words = "red circle %s %s".formatted("w" + i, "c" + commit);
    Item picture =
        Item.image(
            id("image", commit, i),
            "file:///commit-%s/%s.png".formatted(commit, i),
            ContentHash.of(words.getBytes(UTF_8)),
            words.length(),
            0,
            8,
            8);
    writer.add(picture, WordModel.vector(words), WordModel.features(words));
    String caption = "commit-" + commit;
    writer.add(
        Item.text(
            MemoryReader.id("texts", i),
            "file:///captions.csv#row=" + i,
            ContentHash.of(caption.getBytes(UTF_8)),
            caption.length(),
            0,
            caption,
            picture.source().uri()),
        WordModel.vector(caption),
        null);
  }

  private static ItemId id(String kind, int commit, int i) {
    return MemoryReader.id(kind, i % 2 == 0 ? 1000 * commit + i : i);
  }
}
