package dev.diptych.searcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.testkit.fakes.MemoryReader;
import dev.diptych.testkit.fakes.WordModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several copies of one picture are one result. */
final class CopiesTest {

  private static final int PICTURES = 20;
  private static final int COPIES = 3;

  private final MemoryReader reader = new MemoryReader();
  private final SearchEngine engine =
      IndexSearchEngine.open(
          reader,
          new WordModel(),
          WordModel::read,
          new SearchOptions(1 << 20, 1 << 20, 4, Duration.ZERO));

  @BeforeEach
  void fill() {
    for (int number = 0; number < PICTURES; number++) {
      for (int copy = 0; copy < COPIES; copy++) {
        ItemId id = reader.copy(100 * copy + number, "red circle w" + number, "file " + number);
        if (number == 4 && copy > 0) {
          reader.text(copy, "a caption", id);
        }
      }
    }
    engine.refresh();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void search_threeCopiesOfEach_givesEachPictureOnceWithItsSources() {
    SearchResponse response = search(new Query.Text("red circle"), 50, 0);

    assertThat(response.recall().candidates()).isEqualTo(PICTURES);
    assertThat(response.hits()).hasSize(PICTURES);
    assertThat(response.hits().stream().map(hit -> hit.item().contentHash()))
        .doesNotHaveDuplicates();
    assertThat(response.hits())
        .allSatisfy(
            hit -> {
              assertThat(hit.copies()).hasSize(COPIES - 1);
              assertThat(hit.sources()).hasSize(COPIES).doesNotHaveDuplicates();
              assertThat(hit.sources().getFirst()).isEqualTo(hit.item().source().uri());
            });
  }

  @Test
  void search_inPages_countsResultsAndNotCopies() {
    List<SearchHit> whole = search(new Query.Text("red circle w3"), 15, 0).hits();
    List<SearchHit> pages = new ArrayList<>();
    for (int offset = 0; offset < 15; offset += 5) {
      List<SearchHit> page = search(new Query.Text("red circle w3"), 5, offset).hits();
      assertThat(page).hasSize(5);
      pages.addAll(page);
    }
    assertThat(pages).isEqualTo(whole);
    assertThat(whole.stream().map(SearchHit::rank)).containsSequence(1, 2, 3, 4, 5).hasSize(15);
  }

  @Test
  void search_byAnIndexedPicture_leavesItsCopiesOut() {
    Item asked = engine.item(MemoryReader.id("image", 7)).orElseThrow();

    SearchResponse response = search(new Query.IndexedItem(asked.id()), 50, 0);

    assertThat(response.hits()).hasSize(PICTURES - 1);
    assertThat(response.hits().stream().map(hit -> hit.item().contentHash()))
        .doesNotContain(asked.contentHash());
  }

  @Test
  void search_captionsOfTwoCopies_belongToThePictureOnce() {
    SearchHit hit = search(new Query.Text("red circle w4"), 1, 0).hits().getFirst();

    assertThat(hit.texts()).containsExactly("a caption");
    assertThat(engine.textsOf(hit.item())).containsExactly("a caption");
    assertThat(engine.copiesOf(hit.item())).isEqualTo(hit.copies());
    assertThat(engine.copiesOf(hit.copies().getFirst())).hasSize(COPIES - 1).contains(hit.item());
  }

  private SearchResponse search(Query query, int limit, int offset) {
    return engine.search(
        new SearchRequest(query, Modality.IMAGE, limit, offset, 8, Optional.empty()));
  }
}
