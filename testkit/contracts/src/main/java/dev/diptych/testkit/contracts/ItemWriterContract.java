package dev.diptych.testkit.contracts;

import static dev.diptych.testkit.contracts.SampleItems.features;
import static dev.diptych.testkit.contracts.SampleItems.id;
import static dev.diptych.testkit.contracts.SampleItems.image;
import static dev.diptych.testkit.contracts.SampleItems.source;
import static dev.diptych.testkit.contracts.SampleItems.text;
import static dev.diptych.testkit.contracts.SampleItems.vector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.index.ItemWriter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What must hold of every {@link ItemWriter}. */
public abstract class ItemWriterContract {

  private static final int STEPS = 120;

  private static final int NUMBERS = 20;

  private ItemWriter writer;

  /**
   * Opens a writer.
   *
   * @return a writer that goes on from what those before it have committed to the same index, an
   *     empty one at first
   */
  protected abstract ItemWriter open();

  @BeforeEach
  void openFirst() {
    writer = open();
  }

  @AfterEach
  void closeLast() {
    writer.close();
  }

  private void reopen() {
    writer.close();
    writer = open();
  }

  private Item add(Item item) {
    boolean isImage = item.modality() == Modality.IMAGE;
    long seed = item.contentHash().hashCode();
    writer.add(
        item,
        vector(writer.spec(), item.modality(), seed),
        isImage ? features(writer.spec(), seed) : null);
    return item;
  }

  private Map<ItemId, Item> contents() {
    return contents("");
  }

  private Map<ItemId, Item> contents(String sourcePrefix) {
    Map<ItemId, Item> items = new HashMap<>();
    writer.forEachSource(
        sourcePrefix, item -> assertThat(items.put(item.id(), item)).as("visited once").isNull());
    return items;
  }

  @Test
  void lookUps_uncommitted_seeWhatWasWritten() {
    Item picture = add(image(1));
    Item words = add(text(2, "a red circle", source(1)));

    assertThat(writer.byId(id(1))).contains(picture);
    assertThat(writer.bySource(words.source().uri())).contains(words);
    assertThat(writer.byContent(Modality.IMAGE, picture.contentHash())).contains(picture);
    assertThat(writer.byContent(Modality.TEXT, picture.contentHash())).isEmpty();
    assertThat(writer.byId(id(3))).isEmpty();
    assertThat(writer.bySource(source(3))).isEmpty();
    assertThat(contents()).hasSize(2);
  }

  @Test
  void close_withoutCommit_losesExactlyWhatCameAfterTheLastOne() {
    add(image(1));
    add(image(2));
    writer.commit();
    add(image(3));
    writer.remove(id(1));
    reopen();

    assertThat(contents()).containsOnlyKeys(id(1), id(2));
  }

  @Test
  void add_sameId_replacesTheItem() {
    add(image(1));
    writer.commit();
    Item changed = add(image(1, source(1), "other bytes"));

    assertThat(contents()).containsExactly(Map.entry(id(1), changed));
    assertThat(writer.byContent(Modality.IMAGE, image(1).contentHash())).isEmpty();
    writer.commit();
    reopen();
    assertThat(contents()).containsExactly(Map.entry(id(1), changed));
  }

  @Test
  void addCopy_sameId_renames() {
    add(image(1));
    writer.commit();
    Item renamed = image(1, "file:///elsewhere/1.png", "picture 1");
    writer.addCopy(renamed, id(1));

    assertThat(contents()).containsExactly(Map.entry(id(1), renamed));
    assertThat(writer.bySource(source(1))).isEmpty();
    assertThat(writer.bySource("file:///elsewhere/1.png")).contains(renamed);
  }

  @Test
  void addCopy_otherId_standsBesideItsOriginalAndOutlivesIt() {
    add(image(1));
    Item copy = image(2, source(2), "picture 1");
    writer.addCopy(copy, id(1));
    writer.remove(id(1));
    writer.commit();
    reopen();

    assertThat(contents()).containsExactly(Map.entry(id(2), copy));
    assertThat(writer.byContent(Modality.IMAGE, copy.contentHash())).contains(copy);
  }

  @Test
  void remove_unknown_hasNoEffect() {
    add(image(1));
    writer.remove(id(2));
    assertThat(contents()).containsOnlyKeys(id(1));
  }

  @Test
  void forEachSource_prefix_visitsWhatBeginsWithItAlone() {
    add(image(1, "file:///a/1.png", "1"));
    add(image(2, "file:///a/b/2.png", "2"));
    add(image(3, "file:///ab/3.png", "3"));
    writer.commit();
    add(image(4, "file:///a/4.png", "4"));
    writer.remove(id(1));

    assertThat(contents("file:///a/")).containsOnlyKeys(id(2), id(4));
    assertThat(contents("file:///a")).containsOnlyKeys(id(2), id(3), id(4));
    assertThat(contents("file:///none")).isEmpty();
  }

  @Test
  void notes_areDurableWithTheNextCommit() {
    assertThat(writer.notes()).isEmpty();
    writer.putNotes(Map.of("roots", "one"));
    add(image(1));
    writer.commit();
    writer.putNotes(Map.of("roots", "two"));
    assertThat(writer.notes()).containsEntry("roots", "two");
    reopen();

    assertThat(writer.notes()).containsExactly(Map.entry("roots", "one"));
  }

  @Test
  void thumbnails_stayWithTheirContentAndGoWithTheLastItem() {
    Item picture = add(image(1));
    writer.putThumbnail(picture.contentHash(), SampleJpeg.bytes());
    writer.addCopy(image(2, source(2), "picture 1"), id(1));
    writer.commit();
    writer.remove(id(1));
    writer.commit();
    assertThat(writer.hasThumbnail(picture.contentHash())).isTrue();

    writer.remove(id(2));
    writer.commit();
    assertThat(writer.hasThumbnail(picture.contentHash())).isFalse();
  }

  @Test
  void sweepThumbnails_ofNoItem_areCountedAndDeleted() {
    Item picture = add(image(1));
    writer.putThumbnail(picture.contentHash(), SampleJpeg.bytes());
    writer.putThumbnail(image(9).contentHash(), SampleJpeg.bytes());
    writer.commit();

    assertThat(writer.sweepThumbnails()).isEqualTo(1);
    assertThat(writer.hasThumbnail(image(9).contentHash())).isFalse();
    assertThat(writer.hasThumbnail(picture.contentHash())).isTrue();
  }

  @Test
  void publish_withoutRebuild_commits() {
    add(image(1));
    assertThat(writer.isPublished()).isTrue();
    assertThat(writer.publish()).isTrue();
    reopen();

    assertThat(contents()).containsOnlyKeys(id(1));
    assertThat(writer.countReplaced("")).isZero();
    assertThat(writer.replaced()).isEmpty();
  }

  /** Random writes, commits and crashes beside a map that does the same. */
  @Test
  void randomSteps_holdWhatAMapWouldHold() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Map<ItemId, Item> expected = new HashMap<>();
    Map<ItemId, Item> committed = Map.of();
    for (int step = 0; step < STEPS; step++) {
      int number = random.nextInt(NUMBERS);
      switch (random.nextInt(10)) {
        case 0 -> {
          writer.commit();
          committed = Map.copyOf(expected);
        }
        case 1 -> {
          reopen();
          expected = new HashMap<>(committed);
        }
        case 2, 3, 4 -> {
          writer.remove(id(number));
          expected.remove(id(number));
        }
        default -> {
          Item item = add(image(number, source(number), "content " + random.nextInt(10)));
          expected.put(item.id(), item);
        }
      }
      if (step % 20 == 0) {
        assertThat(contents()).as("seed %s, step %s", seed, step).isEqualTo(expected);
      }
    }
    writer.commit();
    reopen();
    assertThat(contents()).as("seed %s", seed).isEqualTo(expected);
    Set<String> hashes = new HashSet<>();
    expected.values().forEach(item -> hashes.add(item.contentHash()));
    assertThat(hashes)
        .allSatisfy(hash -> assertThat(writer.byContent(Modality.IMAGE, hash)).isPresent());
  }
}
