package dev.diptych.testkit.contracts;

import static dev.diptych.testkit.contracts.SampleItems.features;
import static dev.diptych.testkit.contracts.SampleItems.id;
import static dev.diptych.testkit.contracts.SampleItems.image;
import static dev.diptych.testkit.contracts.SampleItems.source;
import static dev.diptych.testkit.contracts.SampleItems.text;
import static dev.diptych.testkit.contracts.SampleItems.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Filter;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.core.PatchFeatures;
import dev.diptych.index.Effort;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.IndexView;
import dev.diptych.index.ItemReader;
import dev.diptych.index.Recall;
import dev.diptych.index.RecallRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What must hold of every {@link ItemReader} and of its views. */
public abstract class ItemReaderContract {

  private static final int MANY = 300;

  private Store store;
  private ItemReader reader;
  private final Map<ItemId, Embedding> vectors = new HashMap<>();

  /** An index to read. */
  protected interface Store {

    /** {@return what its vectors and features are} */
    IndexSpec spec();

    /** Adds an item, or replaces the one with the same id. */
    void put(Item item, Embedding vector, @Nullable PatchFeatures features);

    /** Removes an item. */
    void remove(ItemId id);

    /** Makes all of it visible to readers that are opened or refreshed from now on. */
    void commit();

    /** {@return a reader of it, opened after the first commit} */
    ItemReader reader();

    /** Ends writing. */
    void close();
  }

  /** {@return an empty index} */
  protected abstract Store newStore();

  @BeforeEach
  void open() {
    store = newStore();
    put(image(0));
    store.commit();
    reader = store.reader();
  }

  @AfterEach
  void close() {
    reader.close();
    store.close();
  }

  private void put(Item item) {
    put(item, vector(store.spec(), item.modality(), item.id().hashCode()));
  }

  private void put(Item item, Embedding vector) {
    vectors.put(item.id(), vector);
    store.put(
        item,
        vector,
        item.modality() == Modality.IMAGE ? features(store.spec(), item.id().hashCode()) : null);
  }

  private void commit() {
    store.commit();
    reader.refresh();
  }

  private static <T> T of(Map<ItemId, T> all, ItemId id) {
    return Objects.requireNonNull(all.get(id));
  }

  @Test
  void items_keepTheOrderAskedForAndLeaveOutUnknownOnes() {
    put(image(1));
    put(text(2, "a red circle", source(1)));
    commit();
    try (IndexView view = reader.view()) {
      assertThat(view.items(List.of(id(2), id(9), id(0), id(1))))
          .containsExactly(text(2, "a red circle", source(1)), image(0), image(1));
      assertThat(view.count(Modality.IMAGE)).isEqualTo(2);
      assertThat(view.count(Modality.TEXT)).isEqualTo(1);
    }
  }

  @Test
  void imagesWith_sameBytes_shortestSourceFirst() {
    put(image(1, "file:///long/name.png", "twin"));
    put(image(2, "file:///b.png", "twin"));
    put(image(3, "file:///a.png", "twin"));
    commit();
    try (IndexView view = reader.view()) {
      String hash = image(1, "file:///any", "twin").contentHash();
      Map<String, List<Item>> found = view.imagesWith(List.of(hash, image(9).contentHash()));
      assertThat(found).containsOnlyKeys(hash);
      assertThat(found.get(hash)).extracting(Item::id).containsExactly(id(3), id(2), id(1));
    }
  }

  @Test
  void textsOf_imageSources_areGroupedAndOrderedBySource() {
    put(text(1, "a blue square", source(0)));
    put(text(2, "a red circle", source(0)));
    put(text(3, "nobody's", null));
    commit();
    try (IndexView view = reader.view()) {
      Map<String, List<Item>> texts = view.textsOf(List.of(source(0), source(7)));
      assertThat(texts).containsOnlyKeys(source(0));
      assertThat(texts.get(source(0)))
          .extracting(Item::text)
          .containsExactly("a blue square", "a red circle");
    }
  }

  @Test
  void vectorsAndFeatures_ofItems_areThoseWritten() {
    put(text(1, "a red circle", null));
    commit();
    try (IndexView view = reader.view()) {
      List<ItemId> ids = List.of(id(0), id(1), id(9));
      Map<ItemId, Embedding> found = view.vectors(ids);
      assertThat(found).containsOnlyKeys(id(0), id(1));
      assertThat(of(found, id(1)).dot(of(vectors, id(1))).value()).isGreaterThan(0.99999f);
      assertThat(view.features(ids).found()).containsOnlyKeys(id(0));
      assertThat(view.features(ids).damaged()).isEmpty();
      assertThat(of(view.features(ids).found(), id(0)).toArray())
          .containsExactly(features(store.spec(), id(0).hashCode()).toArray());
    }
  }

  @Test
  void sample_ofManyItems_isSpreadOverThoseOfTheModalityThatAreThere() {
    IntStream.range(1, MANY).forEach(number -> put(image(number)));
    put(text(MANY, "words", null));
    store.remove(id(1));
    vectors.remove(id(1));
    commit();
    try (IndexView view = reader.view()) {
      List<Embedding> sample = view.sample(Modality.IMAGE, 50);
      assertThat(sample).hasSizeBetween(25, 50).isEqualTo(view.sample(Modality.IMAGE, 50));
      assertThat(sample)
          .allMatch(
              some ->
                  vectors.entrySet().stream()
                      .filter(each -> !each.getKey().equals(id(MANY)))
                      .anyMatch(each -> each.getValue().dot(some).value() > 0.9999f));
      assertThat(view.sample(Modality.IMAGE, MANY + 1)).as("all of them").hasSize(MANY - 1);
      assertThat(view.sample(Modality.TEXT, 1)).hasSize(1);
    }
  }

  @Test
  void recall_exact_findsWhatComparingWithAllFinds() {
    IntStream.range(1, MANY).forEach(number -> put(image(number)));
    put(text(MANY, "words", null));
    commit();
    for (Modality modality : Modality.values()) { // of words and of a picture
      Embedding query = vector(store.spec(), modality, -1);
      List<ItemId> nearest =
          vectors.keySet().stream()
              .filter(id -> !id.equals(id(MANY)))
              .sorted(
                  Comparator.comparingDouble((ItemId id) -> -query.dot(of(vectors, id)).value())
                      .thenComparing(Comparator.naturalOrder()))
              .limit(20)
              .toList();
      try (IndexView view = reader.view()) {
        Recall recall =
            view.recall(RecallRequest.nearest(Modality.IMAGE, query, 20).with(new Effort.Exact()));
        assertThat(recall.neighbours()).extracting(Recall.Neighbour::id).isEqualTo(nearest);
        assertThat(recall.exact()).isTrue();
        assertThat(
                view.recall(RecallRequest.nearest(Modality.IMAGE, query, 10 * MANY)).neighbours())
            .as("fewer than asked for")
            .hasSize(MANY);
      }
    }
  }

  @Test
  void recall_sameBytes_takeOnePlaceAndSameWordsTwo() {
    Embedding near = vector(store.spec(), Modality.TEXT, 5);
    Embedding shown = vector(store.spec(), Modality.IMAGE, 5);
    put(image(1, source(1), "twin"), shown);
    put(image(2, source(2), "twin"), shown);
    put(text(3, "twin words", source(1)), near);
    put(text(4, "twin words", source(2)), near);
    commit();
    try (IndexView view = reader.view()) {
      assertThat(ids(view.recall(RecallRequest.nearest(Modality.IMAGE, near, 2))))
          .hasSize(2)
          .contains(id(0))
          .containsAnyOf(id(1), id(2));
      assertThat(ids(view.recall(RecallRequest.nearest(Modality.TEXT, near, 5))))
          .as("ties by id")
          .containsExactly(id(3), id(4));
    }
  }

  private static List<ItemId> ids(Recall recall) {
    return recall.neighbours().stream().map(Recall.Neighbour::id).toList();
  }

  @Test
  void view_whileOthersWrite_staysTheSame() {
    put(image(1));
    commit();
    try (IndexView before = reader.view()) {
      String commit = before.commit();
      store.remove(id(1));
      put(image(2));
      store.commit();
      assertThat(reader.refresh()).isTrue();
      assertThat(reader.refresh()).as("nothing newer").isFalse();

      assertThat(before.items(List.of(id(1), id(2)))).containsExactly(image(1));
      assertThat(ids(before.recall(nearest()))).containsExactlyInAnyOrder(id(0), id(1));
      assertThat(before.commit()).isEqualTo(commit);
      try (IndexView after = reader.view()) {
        assertThat(after.items(List.of(id(1), id(2)))).containsExactly(image(2));
        assertThat(ids(after.recall(nearest()))).containsExactlyInAnyOrder(id(0), id(2));
        assertThat(after.commit()).isNotEqualTo(commit);
      }
    }
  }

  private RecallRequest nearest() {
    return RecallRequest.nearest(Modality.IMAGE, vector(store.spec(), Modality.IMAGE, 3), 10);
  }

  @Test
  void view_uncommitted_isNotSeen() {
    put(image(1));
    assertThat(reader.refresh()).isFalse();
    try (IndexView view = reader.view()) {
      assertThat(view.items(List.of(id(1)))).isEmpty();
      assertThat(view.count(Modality.IMAGE)).isEqualTo(1);
    }
  }

  @Test
  void recall_otherDimension_isRefused() {
    IndexSpec spec = store.spec();
    float[] components = new float[spec.dimension() + 1];
    components[0] = 1;
    try (IndexView view = reader.view()) {
      assertThatThrownBy(
              () -> view.recall(RecallRequest.nearest(Modality.IMAGE, Embedding.of(components), 1)))
          .isInstanceOfSatisfying(
              DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
    }
  }

  @Test
  void recall_otherNumberOfVectors_isRefused() {
    IndexSpec more = store.spec().withImageVectors(store.spec().imageVectors() + 1);
    Embedding query = vector(more, Modality.IMAGE, 1);
    try (IndexView view = reader.view()) {
      if (store.spec().imageVectors() > 1) {
        assertThatThrownBy(() -> view.recall(RecallRequest.nearest(Modality.IMAGE, query, 1)))
            .isInstanceOfSatisfying(
                DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
      } else {
        assertThat(ids(view.recall(RecallRequest.nearest(Modality.IMAGE, query, 1))))
            .as("each is compared with the one vector of a picture")
            .containsExactly(id(0));
      }
    }
  }

  @Test
  void recall_emptyFilter_isNoFilter() {
    try (IndexView view = reader.view()) {
      assertThat(ids(view.recall(nearest().among(Filter.NONE))))
          .isEqualTo(ids(view.recall(nearest())));
    }
  }

  @Test
  void close_openView_goesOnAndNoOtherOpens() {
    IndexView view = reader.view();
    reader.close();

    assertThat(view.items(List.of(id(0)))).containsExactly(image(0));
    assertThatThrownBy(reader::view)
        .isInstanceOfSatisfying(
            DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
    view.close();
    view.close();
  }

  /** Many views beside a writer: each sees one commit, in which every picture is there once. */
  @Test
  void views_whileCommitsPass_seeWholeCommits() {
    Set<Integer> sizes = new HashSet<>();
    List<IndexView> open = new ArrayList<>();
    for (int round = 1; round <= 10; round++) {
      put(image(2 * round));
      put(image(2 * round + 1));
      commit();
      open.add(reader.view());
    }
    for (IndexView view : open) {
      List<ItemId> found =
          ids(
              view.recall(
                  RecallRequest.nearest(
                      Modality.IMAGE, vector(store.spec(), Modality.IMAGE, 1), 100)));
      assertThat(found).doesNotHaveDuplicates().hasSize(view.count(Modality.IMAGE));
      assertThat(found.size() % 2).as("whole commits").isEqualTo(1);
      sizes.add(found.size());
      view.close();
    }
    assertThat(sizes).hasSize(10);
  }
}
