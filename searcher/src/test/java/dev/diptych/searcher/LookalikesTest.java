package dev.diptych.searcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Look;
import dev.diptych.core.Modality;
import dev.diptych.testkit.fakes.MemoryReader;
import dev.diptych.testkit.fakes.WordModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Results that look like a better one stand behind it, on whatever page. */
class LookalikesTest {

  private static final long SEED = 31;
  private static final int PICTURES = 700;

  /** Pictures of the same motif look alike. */
  private static final int MOTIFS = 60;

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
    Random random = new Random(SEED);
    List<Look> motifs = new ArrayList<>();
    for (int i = 0; i < MOTIFS; i++) {
      motifs.add(look(random));
    }
    List<String> sayings = Sayings.random(PICTURES, SEED);
    for (int i = 0; i < PICTURES; i++) {
      Optional<Look> look =
          i % 9 == 0 ? Optional.empty() : Optional.of(motifs.get(random.nextInt(MOTIFS)));
      reader.picture(i, sayings.get(i), look);
    }
    engine.refresh();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @ParameterizedTest
  @CsvSource({"0", "32", "200", "600"})
  void search_anyPage_isACutOfOneListWithTheSameLookalikes(int depth) {
    List<SearchHit> whole = page(1000, 0, depth);

    for (int limit : List.of(1, 5, 15, 40)) {
      for (int offset : List.of(0, 1, 5, 33, 100, 130, 5000)) {
        assertThat(page(limit, offset, depth))
            .as("limit %s, offset %s, depth %s, seed %s", limit, offset, depth, SEED)
            .isEqualTo(
                whole.subList(
                    Math.min(offset, whole.size()), Math.min(offset + limit, whole.size())));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "32"})
  void search_folded_losesNoAnswerAndFoldsWhatLooksAlike(int depth) {
    List<SearchHit> shown =
        engine.search(request(1000, 0, depth).with(Selection.ALL.with(Lookalikes.SHOW))).hits();
    List<SearchHit> folded = page(1000, 0, depth);

    Set<ItemId> all = new HashSet<>();
    for (SearchHit hit : folded) {
      assertThat(all.add(hit.item().id())).isTrue();
      for (Item alike : hit.lookalikes()) {
        assertThat(all.add(alike.id())).as("one place for each, seed %s", SEED).isTrue();
        assertThat(alike.facts().look()).isEqualTo(hit.item().facts().look()).isPresent();
      }
    }
    assertThat(shown).extracting(hit -> hit.item().id()).containsExactlyInAnyOrderElementsOf(all);
    assertThat(shown).allMatch(hit -> hit.lookalikes().isEmpty());
    assertThat(folded.size()).isLessThan(PICTURES / 2);
    assertThat(folded.getFirst()).extracting(SearchHit::item).isEqualTo(shown.getFirst().item());
  }

  @Test
  void search_manyLookalikesInFront_fillsThePageAllTheSame() {
    MemoryReader bursts = new MemoryReader();
    Look motif = look(new Random(SEED));
    for (int i = 0; i < 400; i++) {
      bursts.picture(i, "red circle", Optional.of(motif));
    }
    for (int i = 400; i < 420; i++) {
      bursts.picture(i, "green star", Optional.empty());
    }
    try (SearchEngine few =
        IndexSearchEngine.open(
            bursts, new WordModel(), WordModel::read, new SearchOptions(0, 0, 16, Duration.ZERO))) {
      few.refresh();

      SearchResponse response =
          few.search(
              new SearchRequest(
                  new Query.Text("red circle"), Modality.IMAGE, 12, 0, 32, Optional.empty()));

      assertThat(response.hits()).hasSize(12);
      assertThat(response.hits().getFirst().lookalikes()).hasSize(127);
      assertThat(response.hits().get(2).item().source().uri()).contains("image0004");
    }
  }

  @Test
  void search_sortedAndCounted_takesLookalikesWithTheirResult() {
    Selection counted = Selection.ALL.sortedBy(SortOrder.NAME).withFacets(true);

    SearchResponse response = engine.search(request(1000, 0, 32).with(counted));

    int good = response.listing().relevant().orElseThrow();
    assertThat(response.hits()).hasSize(good);
    assertThat(response.listing().facets().orElseThrow().counted()).isEqualTo(good);
    assertThat(response.hits()).anyMatch(hit -> !hit.lookalikes().isEmpty());
  }

  private SearchRequest request(int limit, int offset, int depth) {
    return new SearchRequest(QUERY, Modality.IMAGE, limit, offset, depth, Optional.empty());
  }

  private List<SearchHit> page(int limit, int offset, int depth) {
    return engine.search(request(limit, offset, depth)).hits();
  }

  private static Look look(Random random) {
    byte[] colours = new byte[3 * Look.SIDE * Look.SIDE];
    int block = Look.SIDE / 4;
    byte[][] fields = new byte[16][3];
    for (byte[] field : fields) {
      random.nextBytes(field);
    }
    for (int i = 0; i < Look.SIDE * Look.SIDE; i++) {
      byte[] field = fields[i / Look.SIDE / block * 4 + i % Look.SIDE / block];
      System.arraycopy(field, 0, colours, 3 * i, 3);
    }
    return Look.of(colours);
  }
}
