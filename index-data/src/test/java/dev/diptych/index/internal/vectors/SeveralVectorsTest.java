package dev.diptych.index.internal.vectors;

import static dev.diptych.index.Samples.id;
import static dev.diptych.index.Samples.model;
import static dev.diptych.index.internal.vectors.NearestSearch.BEST_FIRST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.core.Condition;
import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.Filter;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.index.Effort;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.IndexView;
import dev.diptych.index.ItemReader;
import dev.diptych.index.ItemWriter;
import dev.diptych.index.Recall;
import dev.diptych.index.Recall.Neighbour;
import dev.diptych.index.RecallRequest;
import dev.diptych.index.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures with several vectors against a comparison with all of them. */
final class SeveralVectorsTest {

  private static final int D = 16;
  private static final int VECTORS = 4;
  private static final int COUNT = 14_000;
  private static final int K = 50;
  private static final int COPIES = 40;
  private static final int LATER = 500;

  /** Of so many one is removed, and another has a copy. */
  private static final int STAYS = 9;

  private static final float ROUNDING = 1e-6f;
  private static final IndexSpec SPEC =
      new IndexSpec(model(1), "vectors-only", D, 0, 0, FeatureFormat.NONE)
          .withImageVectors(VECTORS);

  @TempDir Path folder;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final float[][] directions = new float[VECTORS][];
  private final Map<ItemId, Embedding> vectors = new TreeMap<>();

  /** {@return around a centre, each vector in a direction of its number} */
  private Embedding picture() {
    float[] centre = Samples.unit(random, D).toArray();
    float[] all = new float[VECTORS * D];
    for (int number = 0; number < VECTORS; number++) {
      float[] vector = new float[D];
      for (int i = 0; i < D; i++) {
        vector[i] = centre[i] + directions[number][i] + 0.1f * (float) random.nextGaussian();
      }
      System.arraycopy(Samples.normalised(vector).toArray(), 0, all, number * D, D);
    }
    return Embedding.of(VECTORS, all);
  }

  private static Item item(int number) {
    Item image = Samples.image(number);
    return number % 10 == 0 ? Samples.tagged(image, List.of("tenth")) : image;
  }

  /** In segments of which each is small enough to be compared as it is. */
  private void addPictures(ItemWriter writer, int first, int last) {
    for (int number = first; number < last; number++) {
      Embedding vector = picture();
      vectors.put(id(number), vector);
      writer.add(item(number), vector, null);
      if (number % 1_000 == 999) {
        writer.commit();
      }
    }
    writer.commit();
  }

  private void drawDirections() {
    for (int number = 0; number < VECTORS; number++) {
      directions[number] = Samples.unit(random, D).toArray();
    }
  }

  private IndexFolder filled() {
    drawDirections();
    IndexFolder index = IndexFolder.at(folder);
    try (ItemWriter writer = index.openWriter(SPEC)) {
      addPictures(writer, 0, COUNT - LATER);
    }
    try (ItemWriter writer = index.openWriter(SPEC)) {
      addPictures(writer, COUNT - LATER, COUNT);
      for (int number = 0; number < COPIES; number++) {
        Item original = item(STAYS * number);
        String source = "file:///copies/%s.jpg".formatted(number);
        writer.addCopy(Samples.copyOf(original, COUNT + number, source), original.id());
      }
      writer.commit();
      for (int number = 3; number < COUNT; number += STAYS) {
        writer.remove(id(number));
        vectors.remove(id(number));
      }
      writer.add(Samples.text(COUNT + COPIES, "words"), Samples.unit(random, D), null);
      writer.commit();
    }
    return index;
  }

  /** {@return the largest cosines there are, largest first} */
  private List<Float> largest(Embedding query, int k, Predicate<ItemId> among) {
    return vectors.keySet().stream()
        .filter(among)
        .map(id -> cosine(query, id))
        .sorted(Comparator.reverseOrder())
        .limit(k)
        .toList();
  }

  private float cosine(Embedding query, ItemId id) {
    return query.dot(Objects.requireNonNull(vectors.get(id))).value();
  }

  /** Each has the cosine that it is said to have, and no item has a larger one. */
  private void assertNearest(Recall recall, Embedding query, List<Float> largest) {
    assertThat(recall.neighbours()).doesNotHaveDuplicates().hasSameSizeAs(largest);
    for (int place = 0; place < largest.size(); place++) {
      Neighbour found = recall.neighbours().get(place);
      assertThat(found.itc().value())
          .as("place %s, seed %s", place, seed)
          .isCloseTo(largest.get(place), within(ROUNDING))
          .isCloseTo(cosine(query, found.id()), within(ROUNDING));
    }
  }

  @Test
  void recall_bySeveralVectors_findsWhatComparingWithAllFinds() {
    IndexFolder index = filled();
    Filter tenth = Filter.of(new Condition.Tag("tenth"));
    Predicate<ItemId> isTenth = each -> Integer.parseInt(each.value().substring(4)) % 10 == 0;
    try (ItemReader reader = index.openReader(model(1));
        IndexView view = reader.view()) {
      double usual = 0;
      int queries = 30;
      for (int query = 0; query < queries; query++) {
        Embedding asked = query % 2 == 0 ? Samples.unit(random, D) : picture();
        RecallRequest request = RecallRequest.nearest(Modality.IMAGE, asked, K);
        List<Float> largest = largest(asked, K, _ -> true);

        Recall exact = view.recall(request.with(new Effort.Exact()));
        assertThat(exact.exact()).isTrue();
        assertNearest(exact, asked, largest);
        assertNearest(
            view.recall(request.among(tenth).with(new Effort.Exact())),
            asked,
            largest(asked, K, isTenth));

        Recall found = view.recall(request);
        assertThat(found.exact()).as("small segments were put together").isFalse();
        assertThat(found.neighbours()).hasSize(K).isSortedAccordingTo(BEST_FIRST);
        for (Neighbour each : found.neighbours()) {
          assertThat(each.itc().value())
              .as("seed %s", seed)
              .isCloseTo(cosine(asked, each.id()), within(ROUNDING));
          usual += each.itc().value() >= largest.getLast() - ROUNDING ? 1 : 0;
        }
      }
      assertThat(usual / queries / K).as("R@50, seed %s", seed).isGreaterThan(0.98);
    }
  }

  @Test
  void recall_aPictureAmongTexts_isByItsNearestVector() {
    IndexFolder index = IndexFolder.at(folder);
    try (ItemWriter writer = index.openWriter(SPEC)) {
      for (int number = 0; number < 300; number++) {
        Embedding vector = Samples.unit(random, D);
        vectors.put(id(number), vector);
        writer.add(Samples.text(number, "words " + number), vector, null);
      }
      writer.commit();
    }
    drawDirections();
    try (ItemReader reader = index.openReader(model(1));
        IndexView view = reader.view()) {
      Embedding asked = picture();
      assertNearest(
          view.recall(RecallRequest.nearest(Modality.TEXT, asked, 50)),
          asked,
          largest(asked, 50, _ -> true));
    }
  }

  @Test
  void write_severalVectors_areReadBackAndVerified() {
    IndexFolder index = filled();
    assertThat(index.spec()).isEqualTo(SPEC);
    assertThat(index.verify().isSound()).isTrue();
    try (ItemReader reader = index.openReader(model(1));
        IndexView view = reader.view()) {
      assertThat(view.vectors(List.of(id(7_001), id(COUNT + 5), id(3))))
          .hasSize(2)
          .containsEntry(id(7_001), vectors.get(id(7_001)))
          .containsEntry(id(COUNT + 5), vectors.get(id(STAYS * 5)));
      assertThat(view.sample(Modality.IMAGE, 50)).isNotEmpty().allMatch(vectors::containsValue);
    }
  }

  @Test
  void close_manySmallSegments_leavesOneAndNoFilesOfOthers() throws IOException {
    try (ItemWriter writer = IndexFolder.at(folder).openWriter(SPEC)) {
      drawDirections();
      addPictures(writer, 0, COUNT - LATER);
      assertThat(Samples.files(folder, "*.si")).hasSizeGreaterThan(5);
    }
    assertThat(Samples.files(folder, "*.si")).hasSize(1);
  }

  @Test
  void add_otherNumberOfVectors_isRefused() {
    try (ItemWriter writer = IndexFolder.at(folder).openWriter(SPEC)) {
      assertThatThrownBy(() -> writer.add(Samples.image(1), Samples.unit(random, D), null))
          .isInstanceOf(DiptychException.class)
          .hasMessageContaining("1 vectors, but an image of the index has 4");
    }
    assertThatThrownBy(() -> SPEC.withImageVectors(65))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining("1 to 64");
    assertThat(Stream.of(Modality.values()).map(SPEC::vectors)).containsExactly(VECTORS, 1);
  }
}
