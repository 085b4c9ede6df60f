package dev.diptych.index;

import static dev.diptych.index.Samples.features;
import static dev.diptych.index.Samples.hash;
import static dev.diptych.index.Samples.id;
import static dev.diptych.index.Samples.image;
import static dev.diptych.index.Samples.spec;
import static dev.diptych.index.Samples.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.index.internal.items.PendingChanges;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WriterLookupTest {

  @TempDir Path folder;

  @Test
  void lookUps_beforeAnyCommit_seeWhatWasWritten() {
    try (ItemWriter writer = IndexFolder.at(folder).openWriter(spec())) {
      assertThat(writer.bySource(image(1).source().uri())).isEmpty();
      Samples.addImages(writer, 1, 3);
      assertThat(writer.bySource(image(1).source().uri())).contains(image(1));
      assertThat(writer.byContent(Modality.IMAGE, image(2).contentHash())).contains(image(2));
      assertThat(writer.byContent(Modality.TEXT, image(2).contentHash())).isEmpty();
      writer.remove(id(1));
      writer.remove(id(999));
      assertThat(writer.bySource(image(1).source().uri())).isEmpty();
      assertThat(writer.byContent(Modality.IMAGE, image(1).contentHash())).isEmpty();
      assertThat(sources(writer, "")).containsExactly(image(2).source().uri());
    }
  }

  @Test
  void lookUps_afterTwoItemsSwappedSources_followBoth() {
    Samples.indexOf(folder, 3);
    try (ItemWriter writer = IndexFolder.at(folder).openWriter(spec())) {
      writer.addCopy(image(1, image(2).source().uri()), id(1));
      writer.addCopy(image(2, image(1).source().uri()), id(2));
      assertThat(writer.bySource(image(1).source().uri()).orElseThrow().id()).isEqualTo(id(2));
      assertThat(writer.bySource(image(2).source().uri()).orElseThrow().id()).isEqualTo(id(1));
      writer.commit();
      assertThat(writer.bySource(image(1).source().uri()).orElseThrow().id()).isEqualTo(id(2));
      assertThat(writer.bySource(image(2).source().uri()).orElseThrow().id()).isEqualTo(id(1));
    }
    assertThat(IndexFolder.at(folder).verify().findings()).isEmpty();
  }

  @Test
  void forEachSource_withAPrefix_visitsThoseBelowItOnly() {
    try (ItemWriter writer = IndexFolder.at(folder).openWriter(spec())) {
      String[] names = {"a/1", "a/2", "a/2/3", "ab", "b", "a"};
      for (int number = 0; number < names.length; number++) {
        writer.add(image(number, names[number]), vector(number), features(number));
        if (number == 2) {
          writer.commit();
        }
      }
      assertThat(sources(writer, "a/")).containsExactly("a/1", "a/2", "a/2/3");
      assertThat(sources(writer, "")).hasSize(6);
      assertThat(sources(writer, "c")).isEmpty();
      writer.remove(id(1));
      assertThat(sources(writer, "a/")).containsExactly("a/1", "a/2/3");
    }
  }

  @Test
  void writing_whileVisiting_isRefused() {
    Samples.indexOf(folder, 3);
    try (ItemWriter writer = IndexFolder.at(folder).openWriter(spec())) {
      assertThatThrownBy(() -> writer.forEachSource("", item -> writer.remove(item.id())))
          .isInstanceOf(DiptychException.class)
          .hasMessageContaining("visited");
      assertThatThrownBy(
              () ->
                  writer.forEachSource(
                      "",
                      item -> {
                        throw new IllegalStateException("the visitor's own");
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the visitor's own");
      writer.remove(id(1)); // allowed again
    }
  }

  @Test
  void lookUps_beyondTheChangesKeptOnTheHeap_stayRight() {
    int count = PendingChanges.most(Samples.spec()) * 2 + 100;
    IndexFolder index = IndexFolder.at(folder);
    try (ItemWriter writer = index.openWriter(spec(FeatureFormat.NONE))) {
      for (int number = 0; number < count; number++) {
        writer.add(image(number), vector(number % 50), null);
      }
      for (int number : new int[] {0, 4095, 4096, 8191, 8192, count - 1}) {
        assertThat(writer.bySource(image(number).source().uri())).contains(image(number));
        writer.remove(id(number));
        assertThat(writer.bySource(image(number).source().uri())).isEmpty();
      }
      writer.commit();
    }
    assertThat(index.summary().images()).isEqualTo(count - 6);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomChanges_comparedWithAMap_giveTheSameAnswers(long seed) {
    Random random = new Random(seed);
    IndexFolder index = IndexFolder.at(folder, 2000);
    Map<ItemId, Item> committed = new HashMap<>();
    for (int session = 0; session < 4; session++) {
      Map<ItemId, Item> model = new TreeMap<>(committed);
      try (ItemWriter writer = index.openWriter(spec())) {
        for (int step = 0; step < 250; step++) {
          change(writer, model, random);
          String source = source(random.nextInt(40));
          assertThat(writer.bySource(source))
              .as("seed %s session %s step %s", seed, session, step)
              .isEqualTo(
                  model.values().stream().filter(i -> i.source().uri().equals(source)).findFirst());
          String content = hash("content " + random.nextInt(10));
          assertThat(writer.byContent(Modality.IMAGE, content).map(Item::contentHash))
              .as("seed %s session %s step %s", seed, session, step)
              .isEqualTo(
                  model.values().stream()
                      .map(Item::contentHash)
                      .filter(content::equals)
                      .findFirst());
          if (random.nextInt(40) == 0) {
            writer.commit();
            committed = new HashMap<>(model);
          }
        }
        List<Item> visited = new ArrayList<>();
        writer.forEachSource("", visited::add);
        assertThat(visited).as("seed %s", seed).containsExactlyInAnyOrderElementsOf(model.values());
      }
      try (TestReader reader = TestReader.of(index.openReader(Samples.model(1)))) {
        assertThat(reader.count(Modality.IMAGE)).as("seed %s", seed).isEqualTo(committed.size());
        assertThat(reader.items(List.copyOf(committed.keySet())))
            .as("seed %s", seed)
            .containsExactlyInAnyOrderElementsOf(committed.values());
      }
      assertThat(index.verify().findings()).as("seed %s", seed).isEmpty();
    }
  }

  /** One random change that keeps sources unique. */
  private static void change(ItemWriter writer, Map<ItemId, Item> model, Random random) {
    int number = random.nextInt(40);
    ItemId id = id(number);
    switch (random.nextInt(3)) {
      case 0 -> {
        int content = random.nextInt(10);
        Item item = item(number, content);
        writer.add(item, vector(content), features(content));
        model.put(id, item);
      }
      case 1 -> {
        writer.remove(id);
        model.remove(id);
      }
      default -> {
        List<Item> originals = List.copyOf(model.values());
        if (!originals.isEmpty()) {
          Item original = originals.get(random.nextInt(originals.size()));
          Item copy =
              Item.image(id, source(number), original.contentHash(), random.nextInt(99), 1, 2, 3);
          writer.addCopy(copy, original.id());
          model.put(id, copy);
        }
      }
    }
  }

  private static Item item(int number, int content) {
    return Item.image(id(number), source(number), hash("content " + content), content, 1, 2, 3);
  }

  private static String source(int number) {
    return "file:///random/%s.png".formatted(number);
  }

  private static List<String> sources(ItemWriter writer, String prefix) {
    List<String> sources = new ArrayList<>();
    writer.forEachSource(prefix, item -> sources.add(item.source().uri()));
    sources.sort(null);
    return sources;
  }
}
