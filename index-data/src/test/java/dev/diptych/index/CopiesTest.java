package dev.diptych.index;

import static dev.diptych.index.Samples.features;
import static dev.diptych.index.Samples.id;
import static dev.diptych.index.Samples.image;
import static dev.diptych.index.Samples.model;
import static dev.diptych.index.Samples.text;
import static dev.diptych.index.Samples.vector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Item;
import dev.diptych.core.Modality;
import dev.diptych.index.Recall.Neighbour;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images with the same bytes take one place. */
final class CopiesTest {

  private static final int CONTENTS = 30;

  @TempDir Path folder;

  /** 7 copies of each are compared one by one, 300 of each are scanned as packed vectors. */
  @ParameterizedTest
  @ValueSource(ints = {7, 300})
  void recall_manyCopies_findsEachContentOnceAndAsManyAsAskedFor(int copies) {
    IndexFolder index = IndexFolder.at(folder);
    try (ItemWriter writer = index.openWriter(Samples.spec(FeatureFormat.NONE))) {
      for (int number = 0; number < CONTENTS; number++) {
        writer.add(image(number), vector(number), features(number));
        for (int copy = 1; copy < copies; copy++) {
          writer.add(copy(number, copy), vector(number), features(number));
        }
      }
      writer.commit();
    }
    List<String> order = null;
    try (ItemReader reader = index.openReader(model(1));
        IndexView view = reader.view()) {
      for (Effort effort : List.of(new Effort.Exact(), new Effort.Usual(), new Effort.Beam(50))) {
        Recall all =
            view.recall(RecallRequest.nearest(Modality.IMAGE, vector(77), 50).with(effort));
        List<String> hashes = all.neighbours().stream().map(Neighbour::contentHash).toList();
        assertThat(hashes).hasSize(CONTENTS).doesNotHaveDuplicates();
        order = order == null ? hashes : order;
        assertThat(hashes).isEqualTo(order);
        for (int k : new int[] {1, 5, 12}) {
          Recall some =
              view.recall(RecallRequest.nearest(Modality.IMAGE, vector(77), k).with(effort));
          assertThat(some.neighbours().stream().map(Neighbour::contentHash))
              .isEqualTo(hashes.subList(0, k));
        }
      }
    }
  }

  @Test
  void imagesWith_someCopies_givesTheShortestSourceFirst() {
    IndexFolder index = IndexFolder.at(folder);
    Item deep = image(1, "file:///pictures/backup/2024/1.jpg");
    Item again = copy(1, 1);
    Item later = Samples.copyOf(image(1), 3001, "file:///pictures/b.jpg");
    Item first = Samples.copyOf(image(1), 3002, "file:///pictures/a.jpg");
    try (ItemWriter writer = index.openWriter(Samples.spec())) {
      writer.add(deep, vector(1), features(1));
      writer.addCopy(again, deep.id());
      writer.addCopy(later, deep.id());
      writer.addCopy(first, deep.id());
      writer.add(image(2), vector(2), features(2));
      writer.commit();
      writer.remove(again.id());
      writer.commit();
    }
    try (ItemReader reader = index.openReader(model(1));
        IndexView view = reader.view()) {
      String hash = deep.contentHash();
      assertThat(view.imagesWith(List.of(hash, Samples.hash("nothing"))))
          .isEqualTo(Map.of(hash, List.of(first, later, deep)));
    }
  }

  @Test
  void recall_textsWithTheSameWords_tellsThemApart() {
    IndexFolder index = IndexFolder.at(folder);
    try (ItemWriter writer = index.openWriter(Samples.spec())) {
      writer.add(text(1, "a dog"), vector(1), null);
      writer.add(text(2, "a dog"), vector(1), null);
      writer.commit();
    }
    try (ItemReader reader = index.openReader(model(1));
        IndexView view = reader.view()) {
      assertThat(
              view.recall(RecallRequest.nearest(Modality.TEXT, vector(1), 5)).neighbours().stream()
                  .map(Neighbour::id))
          .containsExactly(id(1), id(2));
    }
  }

  private static Item copy(int number, int copy) {
    return Samples.copyOf(
        image(number),
        1000 * copy + number,
        "file:///pictures/copies/%s/%s.jpg".formatted(copy, number));
  }
}
