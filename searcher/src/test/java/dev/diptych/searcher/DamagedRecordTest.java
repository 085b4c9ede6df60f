package dev.diptych.searcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.encoders.Model;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.ItemWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A feature record that is damaged or cut off under an open engine: only its picture suffers. */
class DamagedRecordTest extends EngineTestCase {

  private static final int BROKEN = 11;

  @ParameterizedTest
  @EnumSource(
      value = FeatureFormat.class,
      names = {"F32", "F16", "INT8"})
  void search_oneRecordDamaged_leavesOnlyItsPictureUnscored(FeatureFormat format)
      throws IOException {
    try (SceneIndex scenes = drawn.index(index, format);
        SearchEngine engine = scenes.open(DrawnScenes.options())) {
      turnABitOver(chunk());

      SearchResponse response = search(engine);

      assertOnlyUnscored(response, List.of(SceneIndex.picture(BROKEN)));
      assertThat(response.warnings())
          .singleElement()
          .asString()
          .contains(SceneIndex.picture(BROKEN).value(), "was not reranked", ".dft")
          .contains("`diptych verify --index " + index);
    }
  }

  @Test
  void search_chunkCutUnderAnOpenEngine_answersWithWarningsAndLivesOn() throws IOException {
    int lost = 6;
    try (SceneIndex scenes = drawn.index(index, FeatureFormat.F32);
        SearchEngine engine =
            scenes.open(new SearchOptions(1 << 20, 0, 16, DrawnScenes.options().refreshEvery()))) {
      search(engine); // every record has been read, and no cache keeps them
      cut(chunk(), recordStart(SCENES - lost) + recordBytes() / 2);

      for (int round = 0; round < 20; round++) {
        SearchResponse response = search(engine);
        assertOnlyUnscored(
            response,
            Stream.iterate(SCENES - lost, number -> number + 1)
                .limit(lost)
                .map(SceneIndex::picture)
                .toList());
        assertThat(response.warnings()).hasSize(4).last().asString().startsWith("3 more");
      }
    }
  }

  @Test
  void search_byAPictureWhoseRecordIsDamaged_readsItsFileAgain() throws IOException {
    Path file = Files.write(folder.resolve("picture.png"), drawn.pictures().get(BROKEN));
    SearchRequest request =
        DrawnScenes.request(
            new Query.IndexedItem(SceneIndex.picture(BROKEN)), Modality.TEXT, SCENES);
    drawn.index(index, FeatureFormat.F32).close();
    giveItsFile(file);
    List<ItemId> expected;
    try (SearchEngine engine = open()) {
      expected = ids(engine.search(request));
    }
    turnABitOver(chunk());
    try (SearchEngine engine = open()) {
      SearchResponse response = engine.search(request);
      assertThat(response.rerank().degraded()).isEmpty();
      assertThat(response.rerank().depthReached()).isEqualTo(SCENES);
      assertThat(ids(response)).isEqualTo(expected);
      assertThat(response.warnings())
          .singleElement()
          .asString()
          .contains("encoded again from its file", "diptych verify");
    }
  }

  private SearchResponse search(SearchEngine engine) {
    return engine.search(
        DrawnScenes.request(new Query.Text(drawn.captions().get(0)), Modality.IMAGE, SCENES));
  }

  private static void assertOnlyUnscored(SearchResponse response, List<ItemId> unscored) {
    assertThat(response.rerank().degraded()).isEmpty();
    assertThat(response.rerank().depthReached()).isEqualTo(SCENES - unscored.size());
    assertThat(response.hits()).hasSize(SCENES);
    List<SearchHit> last =
        response.hits().subList(SCENES - unscored.size(), response.hits().size());
    assertThat(last)
        .allMatch(hit -> hit.itm().isEmpty())
        .isSortedAccordingTo(Comparator.comparingInt(SearchHit::recallRank))
        .extracting(hit -> hit.item().id())
        .containsExactlyInAnyOrderElementsOf(unscored);
  }

  private static List<ItemId> ids(SearchResponse response) {
    return response.hits().stream().map(hit -> hit.item().id()).toList();
  }

  private SearchEngine open() {
    return SearchEngine.open(
        IndexFolder.at(index).openReader(drawn.model().fingerprint()),
        drawn.model(),
        DrawnScenes.options());
  }

  /** Says of the picture that it came from a file that is there. */
  private void giveItsFile(Path file) throws IOException {
    Model model = drawn.model();
    IndexSpec spec =
        new IndexSpec(
            model.fingerprint(),
            model.bundle().name(),
            model.dimension(),
            model.imageEncoder().patches(),
            model.imageEncoder().width(),
            FeatureFormat.F32);
    try (ItemWriter writer = IndexFolder.at(index).openWriter(spec)) {
      Item item = writer.byId(SceneIndex.picture(BROKEN)).orElseThrow();
      writer.addCopy(
          Item.image(
              item.id(),
              file.toUri().toString(),
              item.contentHash(),
              item.bytes(),
              Files.getLastModifiedTime(file).toMillis(),
              item.width(),
              item.height()),
          item.id());
      writer.commit();
    }
  }

  private Path chunk() throws IOException {
    try (Stream<Path> files = Files.walk(index)) {
      return files.filter(file -> file.toString().endsWith(".dft")).findFirst().orElseThrow();
    }
  }

  private long recordBytes() throws IOException {
    return (Files.size(chunk()) - 32) / SCENES;
  }

  private long recordStart(int number) throws IOException {
    return 32 + number * recordBytes();
  }

  private void turnABitOver(Path file) throws IOException {
    long at = recordStart(BROKEN) + recordBytes() / 2;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      channel.write(ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ 4)}), at);
    }
  }

  private static void cut(Path file, long length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }
  }
}
