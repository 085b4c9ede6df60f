package dev.diptych.index.internal.vectors;

import static dev.diptych.index.Samples.model;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Condition;
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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FilteredSearchTest {

  private static final int D = 32;
  private static final int COUNT = 20_000;
  private static final int REMOVED_EVERY = 7;
  private static final IndexSpec SPEC =
      new IndexSpec(model(1), "vectors-only", D, 0, 0, FeatureFormat.NONE);

  /** One in so many has the tag. */
  private static final Map<String, Integer> ONE_IN =
      Map.of("half", 2, "tenth", 10, "hundredth", 100, "thousandth", 1000);

  @TempDir Path folder;

  @Test
  void recall_withAFilter_findsTheNearestOfThoseThatPass() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    float[][] centres = new float[COUNT / 50][];
    for (int i = 0; i < centres.length; i++) {
      centres[i] = gaussian(random, new float[D], 1);
    }
    IndexFolder index = IndexFolder.at(folder);
    try (ItemWriter writer = index.openWriter(SPEC)) {
      for (int number = 0; number < COUNT; number++) {
        writer.add(tagged(number), near(centres, random), null);
        if (number == 1_000) {
          writer.commit();
        }
      }
      for (int number = 0; number < COUNT; number += REMOVED_EVERY) {
        writer.remove(Samples.id(number));
      }
      writer.commit();
    }
    try (ItemReader reader = index.openReader(model(1));
        IndexView view = reader.view()) {
      ONE_IN.forEach(
          (tag, oneIn) -> {
            int passing = 0;
            for (int number = 0; number < COUNT; number += oneIn) {
              passing += number % REMOVED_EVERY == 0 ? 0 : 1;
            }
            double usual = 0;
            int wanted = 0;
            for (int query = 0; query < 20; query++) {
              RecallRequest request =
                  RecallRequest.nearest(Modality.IMAGE, near(centres, random), 100)
                      .among(Filter.of(new Condition.Tag(tag)));
              Recall exact = view.recall(request.with(new Effort.Exact()));
              assertThat(exact.visited()).as("compared, %s, seed %s", tag, seed).isEqualTo(passing);
              assertThat(exact.neighbours()).hasSize(Math.min(100, passing));
              Recall found = view.recall(request);
              assertThat(found.neighbours()).hasSameSizeAs(exact.neighbours());
              assertThat(numbers(found)).allMatch(number -> number % oneIn == 0);
              usual += common(exact, found);
              wanted += exact.neighbours().size();
            }
            assertThat(usual / wanted).as("R@100, %s, seed %s", tag, seed).isGreaterThan(0.98);
          });
      Recall none =
          view.recall(
              RecallRequest.nearest(Modality.IMAGE, near(centres, random), 5)
                  .among(Filter.of(new Condition.Tag("nobody has this"))));
      assertThat(none.neighbours()).isEmpty();
      assertThat(none.exact()).isTrue();
    }
  }

  private static Item tagged(int number) {
    List<String> tags = new ArrayList<>();
    ONE_IN.forEach(
        (tag, oneIn) -> {
          if (number % oneIn == 0) {
            tags.add(tag);
          }
        });
    return Samples.tagged(Samples.image(number), tags);
  }

  private static List<Integer> numbers(Recall recall) {
    return recall.neighbours().stream()
        .map(neighbour -> Integer.parseInt(neighbour.id().value().substring(4)))
        .toList();
  }

  private static long common(Recall exact, Recall found) {
    Set<ItemId> wanted = exact.neighbours().stream().map(Neighbour::id).collect(Collectors.toSet());
    return found.neighbours().stream().filter(each -> wanted.contains(each.id())).count();
  }

  private static Embedding near(float[][] centres, Random random) {
    float[] vector = gaussian(random, centres[random.nextInt(centres.length)], 0.4f);
    double length = 0;
    for (float component : vector) {
      length += component * component;
    }
    for (int i = 0; i < D; i++) {
      vector[i] /= (float) Math.sqrt(length);
    }
    return Embedding.of(vector);
  }

  private static float[] gaussian(Random random, float[] mean, float deviation) {
    float[] vector = new float[D];
    for (int i = 0; i < D; i++) {
      vector[i] = mean[i] + deviation * (float) random.nextGaussian();
    }
    return vector;
  }
}
