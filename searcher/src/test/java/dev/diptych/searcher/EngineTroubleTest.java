package dev.diptych.searcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Item;
import dev.diptych.core.Modality;
import dev.diptych.core.ModelFingerprint;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.ItemWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** The engine with a real model, asked strange things or over an index that lacks something. */
class EngineTroubleTest extends EngineTestCase {

  @Test
  void search_strangeWords_areAnswered() {
    try (SceneIndex scenes = drawn.index(index, FeatureFormat.F16);
        SearchEngine engine = scenes.open(DrawnScenes.options())) {
      for (String words :
          List.of("🟥🔵", "красный круг", "a\u0000b", "x".repeat(Query.Text.LONGEST), "'\"<>%")) {
        SearchResponse response =
            engine.search(
                DrawnScenes.request(new Query.Text(words).byVectors(), Modality.IMAGE, 8));
        assertThat(response.hits()).as(words.substring(0, 3)).hasSize(SCENES);
      }
      SearchResponse longText =
          engine.search(
              DrawnScenes.request(new Query.Text("a red circle ".repeat(1667)), Modality.IMAGE, 8));
      int limit = drawn.model().textEncoder().orElseThrow().tokenLimit();
      assertThat(longText.warnings())
          .singleElement()
          .asString()
          .contains("first %s tokens".formatted(limit));
    }
  }

  @Test
  void search_filesThatAreNoPictures_areRefusedAsSuch() throws IOException {
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(zip)) {
      out.putNextEntry(new ZipEntry("picture.png"));
      out.write(drawn.pictures().getFirst());
    }
    try (SceneIndex scenes = drawn.index(index, FeatureFormat.F16);
        SearchEngine engine = scenes.open(DrawnScenes.options())) {
      for (byte[] file : List.of(new byte[0], zip.toByteArray())) {
        assertThatThrownBy(
                () -> engine.search(DrawnScenes.request(Query.Image.of(file), Modality.TEXT, 8)))
            .isInstanceOfSatisfying(
                DiptychException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.UNREADABLE_IMAGE));
      }
    }
  }

  @Test
  void search_emptyIndex_findsNothing() {
    try (SceneIndex scenes = new SceneIndex(index, drawn.model(), FeatureFormat.F16)) {
      scenes.commit();
      try (SearchEngine engine = scenes.open(DrawnScenes.options())) {
        for (Modality target : Modality.values()) {
          assertThat(engine.search(DrawnScenes.request(new Query.Text("red"), target, 8)).hits())
              .isEmpty();
          assertThat(
                  engine
                      .search(
                          DrawnScenes.request(Query.Image.of(drawn.pictures().get(0)), target, 8))
                      .hits())
              .isEmpty();
        }
        assertThat(engine.status().index().images()).isZero();
      }
    }
  }

  @Test
  void search_neitherFeaturesNorFiles_isDegraded() {
    try (SceneIndex scenes = drawn.index(index, FeatureFormat.NONE);
        SearchEngine engine = scenes.open(DrawnScenes.options())) {
      SearchResponse response =
          engine.search(
              DrawnScenes.request(new Query.Text(drawn.captions().get(0)), Modality.IMAGE, 8));
      assertThat(response.rerank().degraded()).isPresent();
      assertThat(response.hits()).hasSize(SCENES);
      assertThat(engine.status().model().canRerank()).isTrue();
    }
  }

  @Test
  void search_damagedFeatures_isDegradedBothWays() throws IOException {
    try (SceneIndex scenes = drawn.index(index, FeatureFormat.F32);
        SearchEngine engine = scenes.open(DrawnScenes.options())) {
      damageFeatures();

      for (SearchRequest request :
          List.of(
              DrawnScenes.request(new Query.Text(drawn.captions().get(0)), Modality.IMAGE, 8),
              DrawnScenes.request(
                  new Query.IndexedItem(SceneIndex.picture(3)), Modality.TEXT, 8))) {
        SearchResponse response = engine.search(request);
        assertThat(response.rerank().degraded()).isPresent();
        assertThat(response.rerank().degraded().orElseThrow() + response.warnings())
            .contains(".dft");
        assertThat(response.hits()).hasSize(SCENES).allMatch(hit -> hit.rank() == hit.recallRank());
      }
    }
  }

  @Test
  void search_indexRebuiltWithFewerTokens_readsWhatIsThereNow() {
    List<SearchRequest> requests =
        List.of(
            DrawnScenes.request(new Query.Text(drawn.captions().get(4)), Modality.IMAGE, SCENES),
            DrawnScenes.request(Query.Image.of(drawn.pictures().get(4)), Modality.TEXT, SCENES));
    SearchEngine engine;
    try (SceneIndex scenes = drawn.index(index, FeatureFormat.F16)) {
      engine = scenes.open(DrawnScenes.options());
    }
    try (engine) {
      requests.forEach(engine::search);
      try (SceneIndex fewer = SceneIndex.rebuilt(index, drawn.model(), FeatureFormat.F16, 13)) {
        fewer.addPictures(0, drawn.pictures());
        fewer.addTexts(0, drawn.captions());
        fewer.commit();
        assertThat(engine.refresh()).isTrue();
        try (SearchEngine fresh = fewer.open(DrawnScenes.options())) {
          for (SearchRequest request : requests) {
            SearchResponse response = engine.search(request);
            assertThat(response.rerank().degraded()).isEmpty();
            assertThat(response.hits()).isEqualTo(fresh.search(request).hits());
          }
        }
      }
    }
  }

  @Test
  void refresh_indexRebuiltWithAnotherModel_answersGoOnAndSaySo() {
    SearchRequest request =
        DrawnScenes.request(new Query.Text(drawn.captions().get(4)), Modality.IMAGE, SCENES);
    SearchEngine engine;
    try (SceneIndex scenes = drawn.index(index, FeatureFormat.F16)) {
      engine = scenes.open(DrawnScenes.options());
    }
    try (engine) {
      SearchResponse before = engine.search(request);
      assertThat(before.warnings()).isEmpty();
      assertThat(engine.status().outdated()).isEmpty();
      rebuild(new ModelFingerprint("ab".repeat(32)), "other-model");

      assertThatThrownBy(engine::refresh).isInstanceOf(DiptychException.class);
      SearchResponse after = engine.search(request);
      assertThat(after.hits()).isEqualTo(before.hits());
      assertThat(after.warnings())
          .singleElement()
          .asString()
          .contains("as it was", "other-model", "abababab", "diptych serve --index");
      assertThat(engine.status().outdated()).contains(after.warnings().getFirst());

      rebuild(drawn.model().fingerprint(), "the same again");
      assertThat(engine.refresh()).isTrue();
      assertThat(engine.search(request).warnings()).isEmpty();
      assertThat(engine.status().outdated()).isEmpty();
    }
  }

  /** Makes the index anew, with one text in it. */
  private void rebuild(ModelFingerprint model, String name) {
    IndexSpec spec =
        new IndexSpec(model, name, drawn.model().dimension(), 0, 0, FeatureFormat.NONE);
    float[] vector = new float[spec.dimension()];
    vector[0] = 1;
    Item text =
        Item.text(SceneIndex.text(0), "file:///a.csv#row=2", "0".repeat(64), 1, 0, "a", null);
    try (ItemWriter writer = IndexFolder.at(index).rebuild(spec)) {
      writer.add(text, Embedding.of(vector), null);
      writer.publish();
    }
  }

  /** Turns bits over in every record, while other code has the files open. */
  private void damageFeatures() throws IOException {
    List<Path> chunks;
    try (Stream<Path> files = Files.walk(index)) {
      chunks = files.filter(file -> file.toString().endsWith(".dft")).toList();
    }
    assertThat(chunks).isNotEmpty();
    for (Path chunk : chunks) {
      try (FileChannel channel =
          FileChannel.open(chunk, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        for (long at = 1000; at < channel.size(); at += 1000) {
          ByteBuffer one = ByteBuffer.allocate(1);
          channel.read(one, at);
          channel.write(ByteBuffer.wrap(new byte[] {(byte) ~one.get(0)}), at);
        }
      }
    }
  }
}
