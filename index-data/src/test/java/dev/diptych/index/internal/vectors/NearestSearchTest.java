package dev.diptych.index.internal.vectors;

import static dev.diptych.index.Samples.id;
import static dev.diptych.index.Samples.model;
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
import dev.diptych.index.ItemWriter;
import dev.diptych.index.Recall;
import dev.diptych.index.Recall.Neighbour;
import dev.diptych.index.RecallRequest;
import dev.diptych.index.Samples;
import dev.diptych.index.TestReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NearestSearchTest {

  private static final int D = 32;
  private static final IndexSpec SPEC =
      new IndexSpec(model(1), "vectors-only", D, 0, 0, FeatureFormat.NONE);

  @TempDir Path folder;

  @Test
  void nearest_inALargeSet_findsNineteenOfTwentyOfTheExactTen() {
    long seed = 20260101;
    Random random = new Random(seed);
    int count = 12_000;
    float[][] centres = centres(random, count / 50);
    IndexFolder index = IndexFolder.at(folder);
    try (ItemWriter writer = index.openWriter(SPEC)) {
      for (int number = 0; number < count; number++) {
        writer.add(Samples.image(number), near(centres, random), null);
      }
      for (int number = 0; number < count; number += 5) {
        writer.remove(id(number));
      }
      writer.commit();
    }
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      int queries = 100;
      int hits10 = 0;
      int hits100 = 0;
      long visited = 0;
      for (int query = 0; query < queries; query++) {
        Embedding vector = near(centres, random);
        Recall exact = reader.nearestExact(Modality.IMAGE, vector, 100);
        assertThat(exact.exact()).isTrue();
        assertThat(exact.visited()).isEqualTo(count - count / 5);
        Recall walked = reader.nearest(Modality.IMAGE, vector, 100);
        assertThat(walked.exact()).as("seed %s", seed).isFalse();
        assertThat(walked.neighbours()).isSortedAccordingTo(BEST_FIRST).hasSize(100);
        hits100 += common(exact.neighbours(), walked.neighbours());
        Recall ten = reader.nearest(Modality.IMAGE, vector, 10);
        hits10 += common(exact.neighbours().subList(0, 10), ten.neighbours());
        visited += ten.visited();
        assertThat(ten.visited()).isPositive();
      }
      assertThat(hits10 / (10.0 * queries)).as("R@10, seed %s", seed).isGreaterThan(0.95);
      assertThat(hits100 / (100.0 * queries)).as("R@100, seed %s", seed).isGreaterThan(0.95);
      assertThat(visited).as("all, as 4-bit numbers").isEqualTo((count - count / 5L) * queries);
    }
  }

  @Test
  void nearest_inASetWithAGraph_findsNineteenOfTwentyByLookingAtAFraction() throws IOException {
    long seed = 20260102;
    Random random = new Random(seed);
    int count = PackedVectorsFormat.LEAST_IN_GRAPH + 5_000;
    float[][] centres = centres(random, count / 50);
    IndexFolder index = IndexFolder.at(folder);
    try (ItemWriter writer = index.openWriter(SPEC)) {
      for (int number = 0; number < count; number++) {
        writer.add(Samples.image(number), near(centres, random), null);
        if (number % 20_000 == 0) {
          writer.commit();
        }
      }
      writer.commit();
    }
    assertThat(segments()).as("one graph is searched faster than several").isEqualTo(1);
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      int queries = 50;
      int narrow = 0;
      int wide = 0;
      long visited = 0;
      for (int query = 0; query < queries; query++) {
        Embedding vector = near(centres, random);
        List<Neighbour> exact = reader.nearestExact(Modality.IMAGE, vector, 20).neighbours();
        Recall walked = reader.nearest(Modality.IMAGE, vector, 20, 40);
        assertThat(walked.exact()).isFalse();
        assertThat(walked.neighbours()).isSortedAccordingTo(BEST_FIRST).hasSize(20);
        narrow += common(exact, walked.neighbours());
        Recall wider = reader.nearest(Modality.IMAGE, vector, 20);
        wide += common(exact, wider.neighbours());
        visited += wider.visited();
      }
      findsThoseThatPassByWalking(reader, near(centres, random));
      assertThat(wide / (20.0 * queries)).as("R@20, seed %s", seed).isGreaterThan(0.95);
      assertThat(narrow).as("hits of a narrow beam, seed %s", seed).isBetween(10 * queries, wide);
      assertThat(visited / queries).isBetween(100L, count / 4L);
    }
    assertThat(index.verify().isSound()).isTrue();
  }

  /** Six of ten pass, so many that a walk with a narrow beam costs less than comparing with all. */
  private static void findsThoseThatPassByWalking(TestReader reader, Embedding vector) {
    Filter filter =
        Filter.of(
            new Condition.AnyOf(
                List.of(
                    new Condition.FromSource("1*"),
                    new Condition.FromSource("2*"),
                    new Condition.FromSource("3*"))));
    RecallRequest request =
        RecallRequest.nearest(Modality.IMAGE, vector, 20).among(filter).with(new Effort.Beam(100));
    Recall exact = reader.recall(request.with(new Effort.Exact()));
    Recall walked = reader.recall(request);
    assertThat(walked.visited()).isLessThan(exact.visited() / 4);
    assertThat(walked.neighbours())
        .hasSize(20)
        .allMatch(
            neighbour ->
                "123".indexOf(neighbour.id().value().replaceAll("^item0*", "").charAt(0)) >= 0);
    assertThat(common(exact.neighbours(), walked.neighbours())).isGreaterThanOrEqualTo(15);
  }

  private int segments() throws IOException {
    try (Directory lucene =
            FSDirectory.open(Samples.onlyFile(folder, "segments_*").resolveSibling(""));
        DirectoryReader reader = DirectoryReader.open(lucene)) {
      return reader.leaves().size();
    }
  }

  @Test
  void nearest_inASmallSet_isExactAndEqualsTheOracle() {
    long seed = 77;
    Random random = new Random(seed);
    IndexFolder index = IndexFolder.at(folder);
    TreeMap<ItemId, Embedding> all = new TreeMap<>();
    try (ItemWriter writer = index.openWriter(SPEC)) {
      for (int number = 0; number < 300; number++) {
        Embedding vector = Samples.unit(random, D);
        writer.add(Samples.image(number), vector, null);
        all.put(id(number), vector);
        if (number % 100 == 50) {
          writer.commit(); // several segments
        }
      }
      writer.remove(id(3));
      all.remove(id(3));
      writer.commit();
    }
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      for (int k : new int[] {1, 7, 299, 1000}) {
        Embedding query = Samples.unit(random, D);
        Recall recall = reader.nearest(Modality.IMAGE, query, k);
        assertThat(recall.exact()).isTrue();
        assertThat(recall.visited()).isEqualTo(299);
        assertThat(recall.neighbours().stream().map(Neighbour::id).toList())
            .as("seed %s, k %s", seed, k)
            .isEqualTo(
                all.keySet().stream()
                    .sorted(
                        Comparator.comparingDouble(
                            (ItemId id) -> -exactDot(query, Objects.requireNonNull(all.get(id)))))
                    .limit(k)
                    .toList());
        for (Neighbour neighbour : recall.neighbours()) {
          assertThat((double) neighbour.itc().value())
              .isCloseTo(
                  exactDot(query, Objects.requireNonNull(all.get(neighbour.id()))), within(1e-6));
        }
      }
    }
  }

  @Test
  void nearest_amongEqualVectors_ordersById() {
    Embedding same = Samples.vector(5, D);
    IndexFolder index = IndexFolder.at(folder);
    try (ItemWriter writer = index.openWriter(SPEC)) {
      List<Integer> numbers = new ArrayList<>(IntStream.range(0, 40).boxed().toList());
      Collections.shuffle(numbers, new Random(9));
      for (int number : numbers) {
        writer.add(Samples.image(number), same, null);
      }
      writer.commit();
    }
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      assertThat(reader.nearest(Modality.IMAGE, same, 5).neighbours().stream().map(Neighbour::id))
          .containsExactly(id(0), id(1), id(2), id(3), id(4));
      assertThat(reader.nearest(Modality.IMAGE, same, 1).neighbours().getFirst().itc().value())
          .isEqualTo(1f, within(1e-6f));
    }
  }

  @Test
  void nearest_ofOneModality_neverGivesTheOther() {
    IndexFolder index = IndexFolder.at(folder);
    try (ItemWriter writer = index.openWriter(SPEC)) {
      for (int number = 0; number < 20; number++) {
        Item item =
            number % 2 == 0 ? Samples.image(number) : Samples.text(number, "words " + number);
        writer.add(item, Samples.vector(number, D), null);
      }
      writer.commit();
    }
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      for (Modality modality : Modality.values()) {
        Recall recall = reader.nearest(modality, Samples.vector(3, D), 50);
        assertThat(recall.neighbours()).hasSize(10);
        assertThat(recall.neighbours())
            .allMatch(
                neighbour -> reader.item(neighbour.id()).orElseThrow().modality() == modality);
      }
    }
  }

  @Test
  void nearest_oppositeVector_hasCosineMinusOne() {
    float[] mirrored = Samples.vector(1, D).toArray();
    for (int i = 0; i < D; i++) {
      mirrored[i] = -mirrored[i];
    }
    IndexFolder index = IndexFolder.at(folder);
    try (ItemWriter writer = index.openWriter(SPEC)) {
      writer.add(Samples.image(1), Samples.vector(1, D), null);
      writer.commit();
    }
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      assertThat(
              reader
                  .nearest(Modality.IMAGE, Embedding.of(mirrored), 1)
                  .neighbours()
                  .getFirst()
                  .itc()
                  .value())
          .isEqualTo(-1f, within(1e-6f));
    }
  }

  @Test
  void nearest_withABadRequest_isRefused() {
    IndexFolder index = IndexFolder.at(folder);
    index.openWriter(SPEC).close();
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      assertThatThrownBy(() -> reader.nearest(Modality.IMAGE, Samples.vector(1, D), 0))
          .isInstanceOf(DiptychException.class)
          .hasMessageContaining("at least 1");
      assertThatThrownBy(() -> reader.nearest(Modality.IMAGE, Samples.vector(1, D + 1), 1))
          .isInstanceOf(DiptychException.class)
          .hasMessageContaining("33")
          .hasMessageContaining("32");
      assertThatThrownBy(() -> reader.nearest(Modality.IMAGE, Samples.vector(1, D), 10, 9))
          .isInstanceOf(DiptychException.class)
          .hasMessageContaining("beam")
          .hasMessageContaining("10")
          .hasMessageContaining("9");
    }
  }

  private static final Comparator<Neighbour> BEST_FIRST =
      Comparator.comparingDouble((Neighbour neighbour) -> -neighbour.itc().value())
          .thenComparing(Neighbour::id);

  private static double exactDot(Embedding one, Embedding other) {
    float[] a = one.toArray();
    float[] b = other.toArray();
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private static int common(List<Neighbour> expected, List<Neighbour> found) {
    Set<ItemId> ids = new HashSet<>();
    expected.forEach(neighbour -> ids.add(neighbour.id()));
    return (int) found.stream().filter(neighbour -> ids.contains(neighbour.id())).count();
  }

  private static float[][] centres(Random random, int count) {
    float[][] centres = new float[count][D];
    for (float[] centre : centres) {
      for (int i = 0; i < D; i++) {
        centre[i] = (float) random.nextGaussian();
      }
    }
    return centres;
  }

  /** A vector near a random centre: noise of 0.7 a component, then unit length. */
  private static Embedding near(float[][] centres, Random random) {
    float[] vector = centres[random.nextInt(centres.length)].clone();
    for (int i = 0; i < D; i++) {
      vector[i] += 0.7f * (float) random.nextGaussian();
    }
    return Samples.normalised(vector);
  }
}
