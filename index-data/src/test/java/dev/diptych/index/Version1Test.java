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
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An index that the last program of format version 1 has written: images 1, 3 and 4 of {@link
 * Samples}, a copy of 1 with id 50, and text 9, in two segments with a deletion.
 */
final class Version1Test {

  private static final Item COPY = Samples.copyOf(image(1), 50, "file:///pictures/copies/1.jpg");
  private static final Item TEXT = text(9, "a red circle");

  @TempDir Path folder;

  private IndexFolder index;

  @BeforeEach
  void copy() throws IOException, URISyntaxException {
    Samples.copyTree(
        Path.of(Objects.requireNonNull(getClass().getResource("/index-version-1")).toURI()),
        folder.resolve("index"));
    index = IndexFolder.at(folder.resolve("index"));
  }

  @Test
  void open_untouched_servesAllThatItHolds() {
    assertThat(index.summary().format().version()).isEqualTo(1);
    assertServes();
    assertThat(index.summary().format().version()).as("reading changes nothing").isEqualTo(1);
  }

  @Test
  void commit_withNothingWritten_makesItOneOfTheNewestVersion() throws IOException {
    IndexSummary before = index.summary();
    try (ItemWriter writer = index.openWriter(Samples.spec(FeatureFormat.F16))) {
      assertThat(writer.notes()).isEqualTo(Map.of("folders", "file:///pictures/"));
      writer.commit();
    }
    IndexSummary after = index.summary();
    assertThat(after.format().version()).isEqualTo(2);
    assertThat(after.format().created()).isEqualTo(before.format().created());
    assertThat(Files.readString(index.folder().resolve("index.json")))
        .contains("\"formatVersion\": 2,");
    assertServes();
  }

  @Test
  void write_copiesOfEarlierItems_keepsOldAndNewAsOnePicture() {
    Item copy = Samples.copyOf(image(3), 60, "file:///p/3.jpg");
    try (ItemWriter writer = index.openWriter(Samples.spec(FeatureFormat.F16))) {
      writer.addCopy(copy, id(3));
      writer.commit();
    }
    try (ItemReader reader = index.openReader(model(1));
        IndexView view = reader.view()) {
      assertThat(view.recall(RecallRequest.nearest(Modality.IMAGE, vector(3), 9)).neighbours())
          .hasSize(3);
      assertThat(view.imagesWith(List.of(copy.contentHash())).get(copy.contentHash()))
          .containsExactly(copy, image(3));
    }
    assertThat(index.verify().isSound()).isTrue();
  }

  private void assertServes() {
    IndexSpec spec = index.spec();
    assertThat(spec).isEqualTo(Samples.spec(FeatureFormat.F16));
    assertThat(spec.reranker()).isEqualTo(spec.retriever());
    try (ItemReader reader = index.openReader(model(1));
        IndexView view = reader.view()) {
      assertThat(view.count(Modality.IMAGE)).isEqualTo(4);
      assertThat(view.items(List.of(id(1), id(2), id(3), id(4), id(9), id(50))))
          .containsExactly(image(1), image(3), image(4), TEXT, COPY);
      assertThat(
              view
                  .recall(RecallRequest.nearest(Modality.IMAGE, vector(1), 10))
                  .neighbours()
                  .stream()
                  .map(Neighbour::contentHash))
          .startsWith(image(1).contentHash())
          .containsExactlyInAnyOrder(
              image(1).contentHash(), image(3).contentHash(), image(4).contentHash());
      assertThat(view.recall(RecallRequest.nearest(Modality.TEXT, vector(9), 10)).neighbours())
          .extracting(Neighbour::id)
          .containsExactly(id(9));
      assertThat(view.vectors(List.of(id(4), id(9))))
          .isEqualTo(Map.of(id(4), vector(4), id(9), vector(9)));
      StoredFeatures stored = view.features(List.of(id(1), id(3), id(4), id(50), id(9)));
      assertThat(stored.damaged()).isEmpty();
      assertThat(stored.found().keySet()).containsExactlyInAnyOrder(id(1), id(3), id(4), id(50));
      float[] expected = features(1).toArray();
      float[] actual = Objects.requireNonNull(stored.found().get(id(50))).toArray();
      assertThat(IntStream.range(0, expected.length))
          .allMatch(i -> Math.abs(expected[i] - actual[i]) < 5e-3f);
      assertThat(view.textsOf(List.of("file:///pictures/1.jpg")))
          .isEqualTo(Map.of("file:///pictures/1.jpg", List.of(TEXT)));
      assertThat(view.imagesWith(List.of(COPY.contentHash())))
          .isEqualTo(Map.of(COPY.contentHash(), List.of(image(1), COPY)));
      assertThat(reader.thumbnail(COPY.contentHash())).contains(new byte[] {1, 2, 3});
    }
    assertThat(index.verify().isSound()).isTrue();
  }
}
