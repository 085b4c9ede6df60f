package dev.diptych.searcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.testkit.fakes.MemoryReader;
import dev.diptych.testkit.fakes.WordModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Searches for several things at once: properties that hold whatever the parts are. */
class MixSearchTest {

  private static final List<String> COLOURS = List.of("red", "blue", "green", "black", "white");
  private static final List<String> SHAPES = List.of("circle", "square", "star", "ring");
  private static final int ROUNDS = 40;

  private final long seed = Long.getLong("diptych.mix.seed", new Random().nextLong());
  private final Random random = new Random(seed);
  private final WordModel model = new WordModel();
  private final MemoryReader reader = new MemoryReader();
  private final SearchEngine engine =
      IndexSearchEngine.open(
          reader, model, WordModel::read, new SearchOptions(1 << 20, 1 << 20, 3, Duration.ZERO));

  /** {@return how many vectors a picture has} */
  int imageVectors() {
    return 1;
  }

  @BeforeEach
  void fill() {
    model.imageVectors = imageVectors();
    reader.imageVectors = imageVectors();
    int number = 0;
    for (String colour : COLOURS) {
      for (String shape : SHAPES) {
        for (String other : SHAPES) {
          reader.picture(++number, "%s %s grey %s".formatted(colour, shape, other));
          reader.text(number, "%s %s grey %s".formatted(colour, shape, other), null);
        }
      }
    }
    engine.refresh();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private Query.Single part(int kind) {
    String words =
        "%s %s grey %s"
            .formatted(
                COLOURS.get(random.nextInt(COLOURS.size())),
                SHAPES.get(random.nextInt(SHAPES.size())),
                SHAPES.get(random.nextInt(SHAPES.size())));
    return switch (kind) {
      case 0 -> new Query.Text(words);
      case 1 -> Query.Image.of(WordModel.file(words));
      case 2 -> new Query.IndexedItem(MemoryReader.id("image", 1 + random.nextInt(80)));
      default -> new Query.IndexedItem(MemoryReader.id("texts", 1 + random.nextInt(80)));
    };
  }

  private List<Mix.Part> parts() {
    List<Mix.Part> parts = new ArrayList<>();
    parts.add(new Mix.Part(part(random.nextInt(4)), 1 + random.nextInt(4)));
    for (int more = 1 + random.nextInt(3); more > 0; more--) {
      parts.add(new Mix.Part(part(random.nextInt(4)), random.nextInt(7) / 2.0 - 1));
    }
    return parts;
  }

  private SearchResponse search(Query query, Modality target, int offset, int limit) {
    return engine.search(new SearchRequest(query, target, limit, offset, 16, Optional.empty()));
  }

  private static List<ItemId> ids(SearchResponse response) {
    return response.hits().stream().map(hit -> hit.item().id()).toList();
  }

  @Test
  void search_partsInAnotherOrderAndScale_findTheSame() {
    for (int round = 0; round < ROUNDS; round++) {
      List<Mix.Part> parts = parts();
      Modality target = round % 2 == 0 ? Modality.IMAGE : Modality.TEXT;
      SearchResponse answer = search(Mix.of(parts), target, 0, 30);
      List<Mix.Part> other =
          new ArrayList<>(
              parts.stream().map(each -> new Mix.Part(each.query(), each.weight() * 3)).toList());
      Collections.shuffle(other, random);
      other.add(new Mix.Part(part(0), 0));
      SearchResponse again = search(Mix.of(other), target, 0, 30);
      assertThat(again.hits()).as("seed %s", seed).isEqualTo(answer.hits());
      assertThat(ids(answer)).as("seed %s: each once", seed).doesNotHaveDuplicates();
    }
  }

  @Test
  void search_pages_areStable() {
    for (int round = 0; round < ROUNDS; round++) {
      Query mix = Mix.of(parts());
      List<ItemId> all = ids(search(mix, Modality.IMAGE, 0, 30));
      assertThat(ids(search(mix, Modality.IMAGE, 0, 7)))
          .as("seed %s", seed)
          .isEqualTo(all.subList(0, 7));
      assertThat(ids(search(mix, Modality.IMAGE, 7, 23)))
          .as("seed %s", seed)
          .isEqualTo(all.subList(7, 30));
    }
  }

  @Test
  void search_onePartOfAnyWeight_isThatSearch() {
    for (int kind = 0; kind < 4; kind++) {
      Query.Single query = part(kind);
      assertThat(search(Mix.of(List.of(new Mix.Part(query, .01))), Modality.IMAGE, 0, 20).hits())
          .as("seed %s", seed)
          .isEqualTo(search(query, Modality.IMAGE, 0, 20).hits());
    }
  }

  @Test
  void search_pictureAndWords_areOrderedByTheGeometricMeanOfTheirGrades() {
    ItemId asked = reader.picture(500, "red star grey ring");
    engine.refresh();
    SearchResponse answer =
        search(
            Mix.of(
                List.of(
                    new Mix.Part(new Query.IndexedItem(asked), 1),
                    new Mix.Part(new Query.Text("blue star grey ring"), 3),
                    new Mix.Part(new Query.Text("white ring grey ring"), -1))),
            Modality.IMAGE,
            0,
            20);
    assertThat(ids(answer)).doesNotContain(asked);
    assertThat(answer.rerank().depthReached()).isEqualTo(16);
    double before = 1;
    for (SearchHit hit : answer.hits().subList(0, 16)) {
      assertThat(hit.mix()).extracting(PartGrade::weight).containsExactlyInAnyOrder(.2, .6, -.2);
      assertThat(hit.mix()).filteredOn(grade -> grade.probability().isPresent()).hasSize(2);
      double score = 1;
      for (PartGrade grade : hit.mix()) {
        double wanted = grade.weight() > 0 ? grade.grade() : 1 - grade.grade();
        score *= Math.pow(Math.clamp(wanted, 1e-4, 1 - 1e-4), Math.abs(grade.weight()));
      }
      assertThat(score).isLessThanOrEqualTo(before + 1e-12);
      before = score;
    }
    assertThat(answer.hits().subList(16, 20)).allMatch(hit -> hit.itm().isEmpty());
  }

  @Test
  void search_unwantedPart_pushesItDown() {
    Query.Text circle = new Query.Text("red circle grey circle");
    ItemId best = ids(search(circle, Modality.IMAGE, 0, 1)).getFirst();
    SearchResponse answer =
        search(
            Mix.of(
                List.of(
                    new Mix.Part(new Query.IndexedItem(MemoryReader.id("image", 3)), 1),
                    new Mix.Part(circle, -1))),
            Modality.IMAGE,
            0,
            80);
    assertThat(ids(answer).indexOf(best)).isGreaterThan(12);
  }

  @Test
  void search_severalPictures_haveTheFirstStageOnlyAndLeaveThemselvesOut() {
    Query mix =
        Mix.of(
            List.of(
                new Mix.Part(new Query.IndexedItem(MemoryReader.id("image", 1)), 1),
                new Mix.Part(new Query.IndexedItem(MemoryReader.id("image", 20)), 1)));
    SearchResponse answer = search(mix, Modality.IMAGE, 0, 20);
    assertThat(ids(answer))
        .doesNotContain(MemoryReader.id("image", 1), MemoryReader.id("image", 20));
    assertThat(answer.rerank().depthReached()).isZero();
    assertThat(answer.rerank().degraded()).isEmpty();
    assertThat(answer.hits()).allMatch(hit -> hit.probability().isEmpty());
    assertThat(answer.hits()).allMatch(hit -> hit.mix().size() == 2);
  }

  @Test
  void search_partsThatCancelEachOtherOut_areRefusedOrAnswered() {
    Query opposite =
        Mix.of(
            List.of(
                new Mix.Part(new Query.Text("red circle"), 1),
                new Mix.Part(new Query.Text("circle red"), -1)));
    assertThatThrownBy(() -> search(opposite, Modality.TEXT, 0, 5))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining("cancel each other out");
  }

  @Test
  void search_unknownItemAmongParts_isRefused() {
    Query mix =
        Mix.of(
            List.of(
                new Mix.Part(new Query.Text("red circle"), 1),
                new Mix.Part(new Query.IndexedItem(new ItemId("image999999")), 1)));
    assertThatThrownBy(() -> search(mix, Modality.IMAGE, 0, 5))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining("image999999");
  }
}
