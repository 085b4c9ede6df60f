package dev.diptych.searcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.core.ModelFingerprint;
import dev.diptych.encoders.Bundle;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.NamedModel;
import dev.diptych.testkit.fakes.MemoryReader;
import dev.diptych.testkit.fakes.WordModel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchEngineTest {

  private static final String RIGHT = "red circle blue square";
  private static final String SWAPPED = "blue circle red square";

  private final WordModel model = new WordModel();
  private final MemoryReader reader = new MemoryReader();
  private final SearchEngine engine =
      IndexSearchEngine.open(
          reader, model, WordModel::read, new SearchOptions(1 << 20, 1 << 20, 3, Duration.ZERO));

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void search_textToImage_secondStageTellsLookAlikesApart() {
    reader.picture(1, SWAPPED);
    ItemId right = reader.picture(2, RIGHT);
    reader.picture(3, "green star");
    reader.text(1, "my favourite", right);
    engine.refresh();

    SearchResponse oneStage = engine.search(request(new Query.Text(RIGHT), Modality.IMAGE, 0));
    SearchResponse twoStages = engine.search(request(new Query.Text(RIGHT), Modality.IMAGE, 8));

    assertThat(ids(oneStage)).startsWith(MemoryReader.id("image", 1), right);
    assertThat(oneStage.rerank().depthReached()).isZero();
    assertThat(oneStage.hits()).allMatch(hit -> hit.itm().isEmpty());
    SearchHit best = twoStages.hits().getFirst();
    assertThat(best.item().id()).isEqualTo(right);
    assertThat(best.rank()).isEqualTo(1);
    assertThat(best.recallRank()).isEqualTo(2);
    assertThat(best.itm().orElseThrow().match()).isEqualTo(4);
    assertThat(best.probability().orElseThrow().value()).isGreaterThan(0.99);
    assertThat(best.itc().value()).isGreaterThan(0.999f);
    assertThat(best.texts()).containsExactly("my favourite");
    assertThat(twoStages.rerank().depthReached()).isEqualTo(3);
    assertThat(twoStages.recall().candidates()).isEqualTo(3);
    assertThat(twoStages.recall().visited()).isEqualTo(3);
    assertThat(twoStages.recall().exact()).isTrue();
    assertThat(twoStages.rerank().degraded()).isEmpty();
    assertThat(twoStages.warnings()).isEmpty();
  }

  @Test
  void search_wordsThatOnlyTheRetrieverReads_stayInItsOrderAndTheAnswerSaysSo() {
    reader.picture(1, SWAPPED);
    ItemId right = reader.picture(2, RIGHT);
    engine.refresh();
    model.matcherReads = text -> !text.equals(RIGHT);
    SearchRequest request = request(new Query.Text(RIGHT), Modality.IMAGE, 8);
    assertThat(engine.search(request).rerank().depthReached()).as("one model").isEqualTo(2);

    Bundle own = model.bundle();
    ModelFingerprint other = new ModelFingerprint("cd".repeat(32));
    reader.reranker = new NamedModel(other, "english");
    model.reranker =
        new Bundle(
            "english",
            other,
            own.folder(),
            own.family(),
            own.capabilities(),
            own.shape(),
            own.scoring(),
            own.warnings(),
            own.options());
    engine.refresh();

    SearchResponse recalled = engine.search(request);
    assertThat(ids(recalled)).containsExactly(MemoryReader.id("image", 1), right);
    assertThat(recalled.rerank().depthReached()).isZero();
    assertThat(recalled.rerank().degraded().orElseThrow())
        .contains("english cannot read these words", "order of the retriever words");
    assertThat(
            engine
                .search(request(new Query.Text(SWAPPED), Modality.IMAGE, 8))
                .rerank()
                .depthReached())
        .isEqualTo(2);
  }

  @Test
  void search_imageToText_secondStageTellsLookAlikesApart() {
    reader.text(1, SWAPPED, null);
    ItemId right = reader.text(2, RIGHT, null);
    reader.text(3, "green star", null);
    engine.refresh();

    Query picture = Query.Image.of(WordModel.file(RIGHT));
    SearchResponse oneStage = engine.search(request(picture, Modality.TEXT, 0));
    SearchResponse twoStages = engine.search(request(picture, Modality.TEXT, 8));

    assertThat(ids(oneStage)).startsWith(MemoryReader.id("texts", 1), right);
    assertThat(ids(twoStages)).startsWith(right, MemoryReader.id("texts", 1));
    assertThat(twoStages.rerank().depthReached()).isEqualTo(3);
    assertThat(twoStages.hits().getFirst().texts()).isEmpty();
  }

  @Test
  void search_imageToImage_leavesTheItemItselfOutAndHasTheFirstStageOnly() {
    ItemId itself = reader.picture(1, RIGHT);
    ItemId twin = reader.picture(2, SWAPPED);
    reader.picture(3, "green star");
    engine.refresh();

    SearchResponse byItem =
        engine.search(request(new Query.IndexedItem(itself), Modality.IMAGE, 8));
    SearchResponse byFile =
        engine.search(request(Query.Image.of(WordModel.file(RIGHT)), Modality.IMAGE, 8));

    assertThat(ids(byItem)).hasSize(2).startsWith(twin).doesNotContain(itself);
    assertThat(ids(byFile)).hasSize(3).contains(itself);
    assertThat(byItem.rerank().depthReached()).isZero();
    assertThat(byItem.rerank().degraded()).isEmpty();
    assertThat(byItem.hits().getFirst().recallRank()).isEqualTo(1);
  }

  @Test
  void search_textToText_hasTheFirstStageOnly() {
    ItemId itself = reader.text(1, RIGHT, null);
    ItemId twin = reader.text(2, SWAPPED, null);
    engine.refresh();

    assertThat(ids(engine.search(request(new Query.Text(RIGHT), Modality.TEXT, 8))))
        .containsExactly(itself, twin);
    SearchResponse byItem = engine.search(request(new Query.IndexedItem(itself), Modality.TEXT, 8));
    assertThat(ids(byItem)).containsExactly(twin);
    assertThat(byItem.rerank().degraded()).isEmpty();
    assertThat(byItem.rerank().depthReached()).isZero();
  }

  @Test
  void search_itemOfTheOtherModality_reranksFromWhatIsStored() {
    ItemId swappedPicture = reader.picture(1, SWAPPED);
    ItemId picture = reader.picture(2, RIGHT);
    ItemId swappedText = reader.text(1, SWAPPED, null);
    ItemId text = reader.text(2, RIGHT, null);
    engine.refresh();

    SearchResponse pictures =
        engine.search(request(new Query.IndexedItem(text), Modality.IMAGE, 8));
    SearchResponse texts = engine.search(request(new Query.IndexedItem(picture), Modality.TEXT, 8));

    assertThat(ids(pictures)).containsExactly(picture, swappedPicture);
    assertThat(ids(texts)).containsExactly(text, swappedText);
    assertThat(pictures.rerank().depthReached()).isEqualTo(2);
    assertThat(texts.rerank().depthReached()).isEqualTo(2);
    assertThat(model.imageRuns).hasValue(0);
    assertThat(model.textRuns).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "\t\n", "\u200b"})
  void search_wordsThatHoldNothing_areRefused(String words) {
    assertError(ErrorCode.INVALID_REQUEST, "at least one word", new Query.Text(words));
  }

  @Test
  void search_unknownItem_isNotFound() {
    assertError(
        ErrorCode.NOT_FOUND, "image000009", new Query.IndexedItem(MemoryReader.id("image", 9)));
  }

  @Test
  void search_pictureThatCannotBeRead_isTheReadersErrorEachTime() {
    assertError(ErrorCode.UNREADABLE_IMAGE, "query picture", Query.Image.of(new byte[0]));
    assertError(ErrorCode.UNREADABLE_IMAGE, "query picture", Query.Image.of(new byte[0]));
  }

  @Test
  void search_noTextEncoder_saysSoAndStillSearchesByPicture() {
    model.hasText = false;
    reader.picture(1, RIGHT);
    engine.refresh();

    assertError(ErrorCode.INVALID_REQUEST, "text encoder", new Query.Text(RIGHT));
    assertThat(
            ids(engine.search(request(Query.Image.of(WordModel.file(RIGHT)), Modality.IMAGE, 8))))
        .hasSize(1);
  }

  @Test
  void search_emptyIndex_findsNothingWithoutError() {
    for (Modality target : Modality.values()) {
      SearchResponse response = engine.search(request(new Query.Text(RIGHT), target, 8));
      assertThat(response.hits()).isEmpty();
      assertThat(response.recall().candidates()).isZero();
      assertThat(response.rerank().degraded()).isEmpty();
      assertThat(response.rerank().depthReached()).isZero();
    }
  }

  @Test
  void search_textLongerThanTheLimit_warnsWithTheNumberOfTokensRead() {
    ItemId picture = reader.picture(1, RIGHT);
    ItemId text = reader.text(1, RIGHT + " a b c d e f g h", null);
    engine.refresh();

    SearchResponse words =
        engine.search(request(new Query.Text((RIGHT + " ").repeat(1250)), Modality.IMAGE, 8));
    SearchResponse item = engine.search(request(new Query.IndexedItem(text), Modality.IMAGE, 8));

    assertThat(ids(words)).containsExactly(picture);
    assertThat(words.warnings()).singleElement().asString().contains("first 12 tokens");
    assertThat(item.warnings()).singleElement().asString().contains("first 12 tokens");
  }

  @Test
  void search_modelWithoutItm_isDegradedWhereItWouldApply() {
    model.hasMatch = false;
    reader.picture(1, RIGHT);
    reader.text(1, RIGHT, null);
    try (SearchEngine recallOnly =
        IndexSearchEngine.open(reader, model, WordModel::read, SearchOptions.defaults())) {
      recallOnly.refresh();

      SearchResponse response =
          recallOnly.search(request(new Query.Text(RIGHT), Modality.IMAGE, 8));
      assertThat(response.rerank().degraded()).get().asString().contains("words").contains("ITM");
      assertThat(response.hits()).hasSize(1);
      assertThat(
              recallOnly
                  .search(request(Query.Image.of(WordModel.file(RIGHT)), Modality.TEXT, 8))
                  .rerank()
                  .degraded())
          .isPresent();
      assertThat(
              recallOnly
                  .search(request(new Query.Text(RIGHT), Modality.IMAGE, 0))
                  .rerank()
                  .degraded())
          .isEmpty();
      assertThat(
              recallOnly
                  .search(request(new Query.Text(RIGHT), Modality.TEXT, 8))
                  .rerank()
                  .degraded())
          .isEmpty();
      assertThat(recallOnly.status().model().canRerank()).isFalse();
    }
  }

  @Test
  void search_neitherFeaturesNorFiles_isDegradedExceptForAPictureFile() {
    reader.format = FeatureFormat.NONE;
    ItemId picture = reader.picture(1, RIGHT);
    reader.text(1, SWAPPED, null);
    ItemId text = reader.text(2, RIGHT, null);
    engine.refresh();

    assertThat(engine.search(request(new Query.Text(RIGHT), Modality.IMAGE, 8)).rerank().degraded())
        .get()
        .asString()
        .contains("could read none");
    assertThat(
            engine
                .search(request(new Query.IndexedItem(picture), Modality.TEXT, 8))
                .rerank()
                .degraded())
        .isPresent();
    SearchResponse byFile =
        engine.search(request(Query.Image.of(WordModel.file(RIGHT)), Modality.TEXT, 8));
    assertThat(byFile.rerank().degraded()).isEmpty();
    assertThat(ids(byFile)).startsWith(text);
    assertThat(engine.status().model().canRerank()).isTrue();
  }

  @Test
  void search_matchEncoderFails_isDegradedToRecallOrder() {
    model.matchFailure = new IllegalStateException("native crash");
    for (int i = 0; i < 5; i++) {
      reader.picture(i, i == 3 ? RIGHT : SWAPPED);
    }
    engine.refresh();

    SearchResponse failed = engine.search(request(new Query.Text(RIGHT), Modality.IMAGE, 8));

    assertThat(failed.rerank().degraded()).get().asString().contains("native crash");
    assertThat(ids(failed))
        .isEqualTo(ids(engine.search(request(new Query.Text(RIGHT), Modality.IMAGE, 0))));
    assertThat(failed.rerank().depthReached()).isZero();
  }

  @Test
  void search_sameQueryAgain_encodesOnce() {
    reader.picture(1, RIGHT);
    reader.text(1, RIGHT, null);
    engine.refresh();
    Query picture = Query.Image.of(WordModel.file(RIGHT));

    SearchResponse first = engine.search(request(picture, Modality.TEXT, 8));
    SearchResponse second = engine.search(request(picture, Modality.TEXT, 8));
    engine.search(request(new Query.Text(RIGHT), Modality.IMAGE, 8));
    engine.search(request(new Query.Text("  " + RIGHT), Modality.IMAGE, 8));

    assertThat(second.hits()).isEqualTo(first.hits());
    assertThat(model.imageRuns).hasValue(1);
    assertThat(model.textRuns).hasValue(1);
    assertThat(reader.featureReads).hasValue(1);
    assertThat(engine.status().caches())
        .extracting(EngineStatus.CacheStatus::name, EngineStatus.CacheStatus::hits)
        .containsExactly(tuple("query vectors", 2L), tuple("patch features", 1L));
    assertThat(engine.status().caches())
        .allMatch(cache -> cache.bytes() > 0 && cache.bytes() <= cache.maximumBytes());
  }

  @Test
  void search_pictureReplacedUnderTheSameId_isNotAnsweredFromOldFeatures() {
    ItemId picture = reader.picture(1, SWAPPED);
    engine.refresh();
    assertThat(match(picture)).isEqualTo(2);

    reader.picture(1, RIGHT);
    engine.refresh();

    assertThat(match(picture)).isEqualTo(4);
  }

  private float match(ItemId picture) {
    SearchHit hit =
        engine.search(request(new Query.Text(RIGHT), Modality.IMAGE, 8)).hits().getFirst();
    assertThat(hit.item().id()).isEqualTo(picture);
    return hit.itm().orElseThrow().match();
  }

  @Test
  void open_modelThatDidNotMakeTheIndex_isRefusedNamingBoth() {
    model.fingerprint = new ModelFingerprint("cd".repeat(32));

    assertThatThrownBy(() -> SearchEngine.open(reader, model, SearchOptions.defaults()))
        .isInstanceOfSatisfying(
            DiptychException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INCOMPATIBLE_INDEX))
        .hasMessageContaining("abababab")
        .hasMessageContaining("cdcdcdcd");
  }

  @Test
  void open_modelWithoutEmbeddings_isRefused() {
    model.dimension = 0;

    assertThatThrownBy(() -> SearchEngine.open(reader, model, SearchOptions.defaults()))
        .isInstanceOfSatisfying(
            DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
        .hasMessageContaining("ITC");
  }

  @Test
  void lookUps_answerForImagesAndTexts() {
    ItemId picture = reader.picture(1, RIGHT);
    ItemId text = reader.text(1, "two shapes", picture);
    engine.refresh();

    assertThat(engine.item(picture).orElseThrow().modality()).isEqualTo(Modality.IMAGE);
    assertThat(engine.item(MemoryReader.id("image", 2))).isEmpty();
    assertThat(engine.textsOf(engine.item(picture).orElseThrow())).containsExactly("two shapes");
    assertThat(engine.textsOf(engine.item(text).orElseThrow())).isEmpty();
    assertThat(engine.thumbnail(picture)).isPresent();
    assertThat(engine.thumbnail(text)).isEmpty();
    assertThat(engine.openImageFile(picture)).isEmpty();
    assertThat(engine.openImageFile(text)).isEmpty();
  }

  @Test
  void status_countsAndModel() {
    reader.picture(1, RIGHT);
    reader.text(1, RIGHT, null);
    reader.text(2, SWAPPED, null);
    assertThat(engine.refresh()).isTrue();
    assertThat(engine.refresh()).isFalse();

    EngineStatus status = engine.status();

    assertThat(status.index().images()).isEqualTo(1);
    assertThat(status.index().texts()).isEqualTo(2);
    assertThat(status.index().folder()).isEqualTo("memory");
    assertThat(status.model().canRerank()).isTrue();
    assertThat(status.model().embedded()).isFalse();
    assertThat(status.model().fingerprint()).isEqualTo(WordModel.FINGERPRINT.hex());
  }

  @Test
  void warmUp_runsTheModelOnceAndSaysSo() {
    assertThat(engine.isWarm()).isFalse();

    engine.warmUp();

    assertThat(engine.isWarm()).isTrue();
    assertThat(engine.status().warm()).isTrue();
    assertThat(model.warmUps).hasValue(1);
  }

  @Test
  void close_closesTheReaderOnceAndRefusesSearches() {
    engine.close();
    engine.close();

    assertThat(reader.closed).isTrue();
    assertError(ErrorCode.UNAVAILABLE, "closed", new Query.Text(RIGHT));
  }

  private void assertError(ErrorCode code, String words, Query query) {
    assertThatThrownBy(() -> engine.search(request(query, Modality.IMAGE, 8)))
        .isInstanceOfSatisfying(DiptychException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(words);
  }

  private static SearchRequest request(Query query, Modality target, int depth) {
    return new SearchRequest(query, target, 10, 0, depth, Optional.empty());
  }

  private static List<ItemId> ids(SearchResponse response) {
    return response.hits().stream().map(hit -> hit.item().id()).toList();
  }
}
