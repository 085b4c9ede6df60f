package dev.diptych.searcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.Condition;
import dev.diptych.core.ContentHash;
import dev.diptych.core.DiptychException;
import dev.diptych.core.Facts;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.PictureFormat;
import dev.diptych.core.Provenance;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.ItemWriter;
import dev.diptych.testkit.fakes.MemoryReader;
import dev.diptych.testkit.fakes.WordModel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conditions, orders, counts and cursors, over an index on disk. */
final class SelectionTest {

  private static final IndexSpec SPEC =
      new IndexSpec(
          WordModel.FINGERPRINT,
          "words",
          WordModel.DIMENSION,
          1,
          WordModel.WORDS,
          FeatureFormat.F32);

  private static final int PICTURES = 40;
  private static final SearchRequest RED_CIRCLES =
      SearchRequest.words("red circle").withPage(0, 12).withRerankDepth(24);

  @TempDir Path folder;

  private SearchEngine engine;

  @BeforeEach
  void open() {
    try (ItemWriter writer = IndexFolder.at(folder).openWriter(SPEC)) {
      for (int i = 0; i < PICTURES; i++) {
        add(writer, i, i % 2 == 0 ? "red circle w" + i : "blue square w" + i);
      }
      writer.commit();
    }
    engine = open(folder);
  }

  private static SearchEngine open(Path folder) {
    return IndexSearchEngine.open(
        IndexFolder.at(folder).openReader(WordModel.FINGERPRINT),
        new WordModel(),
        WordModel::read,
        new SearchOptions(1 << 20, 0, 4, Duration.ZERO));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void search_withConditions_findsOnlyWhatMeetsThem() {
    SearchResponse response =
        engine.search(
            RED_CIRCLES.where(new Condition.Tag("even"), new Condition.Folder("folder-0")));

    assertThat(response.hits()).isNotEmpty();
    assertThat(response.hits())
        .allMatch(hit -> hit.item().source().folder().equals("/folder-0"))
        .allMatch(hit -> hit.item().facts().words().tags().contains("even"));
    assertThat(engine.search(RED_CIRCLES.where(new Condition.Tag("none"))).hits()).isEmpty();
  }

  @Test
  void search_withConditions_tellsWhatEachLeavesOut() {
    SearchResponse response =
        engine.search(
            RED_CIRCLES.where(
                new Condition.Tag("even"), new Condition.Not(new Condition.Tag("even"))));

    Narrowing narrowing = response.recall().narrowing().orElseThrow();
    assertThat(narrowing.items()).isEqualTo(PICTURES);
    assertThat(narrowing.passing()).isZero();
    assertThat(narrowing.conditions())
        .containsExactly(
            new Narrowing.LeftOut("tag:even", PICTURES / 2),
            new Narrowing.LeftOut("-tag:even", PICTURES / 2));
    assertThat(response.warnings())
        .containsExactly("none of the 40 items meets the conditions: tag:even -tag:even");
    assertThat(engine.search(RED_CIRCLES).recall().narrowing()).isEmpty();
  }

  @Test
  void search_withAFilterThatOnlyFarOnesPass_saysNoGoodMatchInsteadOfDraggingThemIn() {
    SearchRequest sure = RED_CIRCLES.with(new Threshold.AtLeast(0.9));

    SearchResponse all = engine.search(sure);
    SearchResponse far = engine.search(sure.where(new Condition.Not(new Condition.Tag("even"))));

    assertThat(all.confidence().noGoodMatch()).isFalse();
    assertThat(far.hits()).as("the nearest, marked as such").isNotEmpty();
    assertThat(far.confidence().noGoodMatch()).isTrue();
    assertThat(far.hits()).noneMatch(far.confidence()::isGood);
    assertThat(
            engine
                .search(
                    sure.sortedBy(SortOrder.NEWEST)
                        .where(new Condition.Not(new Condition.Tag("even"))))
                .hits())
        .as("none is relevant, so none is sorted in")
        .isEmpty();
  }

  @Test
  void search_typed_takesConditionsOutOfTheWords() {
    SearchResponse response =
        engine.search(SearchRequest.typed("red tag:even circle colour:x folder:folder-0"));

    assertThat(response.hits())
        .isNotEmpty()
        .allMatch(hit -> hit.item().source().folder().equals("/folder-0"));
    assertThat(response.warnings())
        .anySatisfy(warning -> assertThat(warning).contains("colour:x is read as words"));
  }

  @Test
  void search_sortedByDate_sortsTheRelevantOnesAndNoOthers() {
    List<SearchHit> best = all(SortOrder.RELEVANCE);
    List<SearchHit> newest = all(SortOrder.NEWEST);
    List<SearchHit> oldest = all(SortOrder.OLDEST);

    assertThat(newest)
        .as("red circles alone")
        .allMatch(hit -> hit.item().facts().words().tags().contains("even"));
    assertThat(ids(newest)).isSubsetOf(ids(best)).hasSameSizeAs(newest);
    List<LocalDateTime> dates =
        newest.stream().flatMap(hit -> hit.item().facts().takenAt().stream()).toList();
    assertThat(dates).isSortedAccordingTo(Comparator.reverseOrder()).hasSizeLessThan(newest.size());
    assertThat(newest.getLast().item().facts().takenAt()).as("no date is last").isEmpty();
    assertThat(oldest.getLast().item().facts().takenAt()).isEmpty();
    assertThat(ids(oldest)).containsExactlyInAnyOrderElementsOf(ids(newest));
  }

  @Test
  void search_sortedByNameAndRecall_keepsTheRelevantOnes() {
    List<String> names =
        all(SortOrder.NAME).stream().map(hit -> hit.item().source().shownName()).toList();
    assertThat(names).isSortedAccordingTo(String.CASE_INSENSITIVE_ORDER).isNotEmpty();
    assertThat(all(SortOrder.RECALL).stream().map(SearchHit::recallRank).toList()).isSorted();
  }

  @Test
  void search_sorted_pagesFitTogether() {
    SearchRequest sorted = RED_CIRCLES.sortedBy(SortOrder.NEWEST);
    List<ItemId> fifteen = ids(engine.search(sorted.withPage(0, 15)).hits());

    assertThat(ids(engine.search(sorted.withPage(0, 5)).hits())).isEqualTo(fifteen.subList(0, 5));
    assertThat(ids(engine.search(sorted.withPage(5, 5)).hits())).isEqualTo(fifteen.subList(5, 10));
  }

  @Test
  void search_withFacets_countsTheRelevantOnesWhateverThePage() {
    SearchRequest counted = RED_CIRCLES.with(Selection.ALL.withFacets(true));

    SearchResponse response = engine.search(counted.withPage(0, 3));

    int relevant = response.listing().relevant().orElseThrow();
    Facets facets = response.listing().facets().orElseThrow();
    assertThat(relevant).isEqualTo(all(SortOrder.NAME).size());
    assertThat(facets.counted()).isEqualTo(relevant);
    assertThat(facets.tag()).containsExactly(new Facets.Count("even", relevant));
    assertThat(facets.format()).containsExactly(new Facets.Count("png", relevant));
    assertThat(facets.folder().stream().mapToInt(Facets.Count::count).sum()).isEqualTo(relevant);
    assertThat(facets.year().stream().map(Facets.Count::value).toList())
        .isSortedAccordingTo(Comparator.reverseOrder())
        .isNotEmpty();
    assertThat(facets.month()).allMatch(count -> count.value().matches("20[0-9]{2}-06"));
    assertThat(engine.search(counted.withPage(6, 2)).listing()).isEqualTo(response.listing());
  }

  @Test
  void search_byCursor_pagesOfOneCommitFitTogetherWhileItChanges() {
    List<ItemId> before = ids(engine.search(RED_CIRCLES.withPage(0, 15)).hits());
    SearchRequest byCursor = RED_CIRCLES.with(Selection.ALL.from(PageCursor.START));
    List<ItemId> paged = new ArrayList<>();
    SearchResponse page = engine.search(byCursor.withPage(0, 5));
    paged.addAll(ids(page.hits()));
    for (int next = 0; next < 2; next++) {
      removeEverything(next);
      engine.refresh();
      PageCursor cursor =
          PageCursor.parse(page.listing().next().orElseThrow().text()); // as it travels
      page = engine.search(RED_CIRCLES.with(Selection.ALL.from(cursor)).withPage(0, 5));
      paged.addAll(ids(page.hits()));
    }

    assertThat(paged).isEqualTo(before);
    assertThat(page.hits().getFirst().rank()).isEqualTo(11);
    assertThat(ids(engine.search(RED_CIRCLES.withPage(0, 15)).hits())).isNotEqualTo(before);
  }

  @Test
  void search_byCursorToTheEnd_hasNoNextPage() {
    SearchRequest all =
        RED_CIRCLES.with(Selection.ALL.from(PageCursor.START)).withPage(0, PICTURES);

    assertThat(engine.search(all).listing().next()).isEmpty();
    assertThat(engine.search(all.withPage(0, PICTURES - 1)).listing().next()).isPresent();
  }

  @Test
  void search_byTheCursorOfAnEngineThatIsGone_goesOnAsLongAsTheCommitIsTheNewest() {
    PageCursor cursor = nextOf(RED_CIRCLES);
    List<ItemId> whole = ids(engine.search(RED_CIRCLES.withPage(0, 10)).hits());
    engine.close();
    engine = open(folder);

    SearchRequest second = RED_CIRCLES.with(Selection.ALL.from(cursor)).withPage(0, 5);
    assertThat(ids(engine.search(second).hits())).isEqualTo(whole.subList(5, 10));

    removeEverything(0);
    engine.close();
    engine = open(folder);
    assertThatThrownBy(() -> engine.search(second)).hasMessageContaining("expired");
  }

  @Test
  void search_byAnExpiredCursor_saysSo() {
    PageCursor old = nextOf(RED_CIRCLES);
    for (int commit = 0; commit < 4; commit++) {
      removeEverything(commit);
      engine.refresh();
      nextOf(RED_CIRCLES);
    }

    assertThatThrownBy(() -> engine.search(RED_CIRCLES.with(Selection.ALL.from(old))))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining("expired")
        .hasMessageContaining("search again");
  }

  @Test
  void search_byTheCursorOfAnotherSearch_isRefused() {
    PageCursor cursor = nextOf(RED_CIRCLES);

    for (SearchRequest other :
        List.of(
            SearchRequest.words("blue circle").withRerankDepth(24),
            RED_CIRCLES.withRerankDepth(8),
            RED_CIRCLES.where(new Condition.Tag("even")))) {
      assertThatThrownBy(() -> engine.search(other.with(other.selection().from(cursor))))
          .isInstanceOf(DiptychException.class)
          .hasMessageContaining("another search");
    }
    assertThatThrownBy(
            () -> engine.search(RED_CIRCLES.withPage(3, 3).with(Selection.ALL.from(cursor))))
        .hasMessageContaining("no offset");
    assertThatThrownBy(() -> PageCursor.parse("b3RoZXI"))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining("start");
  }

  private PageCursor nextOf(SearchRequest request) {
    return engine
        .search(request.with(Selection.ALL.from(PageCursor.START)).withPage(0, 5))
        .listing()
        .next()
        .orElseThrow();
  }

  private List<SearchHit> all(SortOrder order) {
    return engine.search(RED_CIRCLES.sortedBy(order).withPage(0, PICTURES)).hits();
  }

  private static List<ItemId> ids(List<SearchHit> hits) {
    return hits.stream().map(hit -> hit.item().id()).toList();
  }

  /** All but some blue squares, and another circle each time. */
  private void removeEverything(int time) {
    try (ItemWriter writer = IndexFolder.at(folder).openWriter(SPEC)) {
      for (int i = 0; i < PICTURES - 16; i++) {
        writer.remove(MemoryReader.id("image", i));
      }
      add(writer, 100 + 2 * time, "red circle again w" + time);
      writer.commit();
    }
  }

  private static void add(ItemWriter writer, int i, String words) {
    Item picture =
        Item.image(
                MemoryReader.id("image", i),
                "file:///folder-%s/%s.png".formatted(i % 3, (7 * i) % PICTURES),
                ContentHash.of(words.getBytes(UTF_8)),
                words.length(),
                0,
                8,
                8)
            .with(facts(i));
    writer.add(picture, WordModel.vector(words), WordModel.features(words));
  }

  private static Facts facts(int i) {
    return new Facts(
        new Facts.Reading(1, 0, 0),
        i % 5 == 4
            ? Optional.empty()
            : Optional.of(LocalDateTime.of(2020 + i % 5, 6, 1 + i % 28, 0, 0)),
        "",
        Optional.empty(),
        new Facts.Words("", "", i % 2 == 0 ? List.of("even") : List.of()),
        Optional.of(PictureFormat.PNG),
        new Provenance.Given());
  }
}
