package dev.diptych.searcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.testkit.fakes.MemoryReader;
import dev.diptych.testkit.fakes.WordModel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A result keeps its place whatever page it is looked at on, even where the graph walk wavers. */
class StablePagesTest {

  private static final long SEED = 20;
  private static final int PICTURES = 900;
  private static final Query QUERY = new Query.Text("red circle blue square");

  private final MemoryReader reader = new MemoryReader();
  private final SearchEngine engine =
      IndexSearchEngine.open(
          reader,
          new WordModel(),
          WordModel::read,
          new SearchOptions(1 << 20, 1 << 20, 16, Duration.ZERO));

  @BeforeEach
  void fill() {
    List<String> sayings = Sayings.random(PICTURES, SEED);
    IntStream.range(0, PICTURES).forEach(i -> reader.picture(i, sayings.get(i)));
    engine.refresh();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @ParameterizedTest
  @CsvSource({"0,0", "32,0", "32,200", "200,0", "0,600", "32,600", "600,600"})
  void search_anyPage_isACutOfOneList(int depth, int overlookingBelow) {
    reader.overlookingBelow = overlookingBelow;
    List<SearchHit> whole = page(1000, 0, depth);

    for (int limit : List.of(1, 5, 15, 40, 130, 600)) {
      for (int offset : List.of(0, 1, 5, 31, 32, 33, 127, 128, 300, 599, 890, 5000)) {
        assertThat(page(limit, offset, depth))
            .as("limit %s, offset %s, depth %s, seed %s", limit, offset, depth, SEED)
            .isEqualTo(
                whole.subList(
                    Math.min(offset, whole.size()), Math.min(offset + limit, whole.size())));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 32, 1000})
  void search_wholeList_holdsEachItemOnceWithRanksInOrder(int depth) {
    reader.overlookingBelow = 200;

    List<SearchHit> whole = page(1000, 0, depth);

    assertThat(whole).extracting(hit -> hit.item().id()).doesNotHaveDuplicates().hasSize(PICTURES);
    assertThat(whole)
        .extracting(SearchHit::rank)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, PICTURES).boxed().toList());
    assertThat(whole.stream().map(SearchHit::recallRank).sorted().toList())
        .isEqualTo(IntStream.rangeClosed(1, PICTURES).boxed().toList());
    assertThat(whole.stream().filter(hit -> hit.itm().isPresent()).count())
        .isEqualTo(Math.min(depth, PICTURES));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 128, 129, 1000})
  void search_sameModalityByItem_fillsThePageWithoutTheItem(int limit) {
    ItemId itself = MemoryReader.id("image", 17);

    List<SearchHit> hits =
        engine
            .search(
                new SearchRequest(
                    new Query.IndexedItem(itself), Modality.IMAGE, limit, 0, 0, Optional.empty()))
            .hits();

    assertThat(hits).hasSize(Math.min(limit, PICTURES - 1));
    assertThat(hits).extracting(hit -> hit.item().id()).doesNotContain(itself);
  }

  private List<SearchHit> page(int limit, int offset, int depth) {
    return engine
        .search(new SearchRequest(QUERY, Modality.IMAGE, limit, offset, depth, Optional.empty()))
        .hits();
  }
}
