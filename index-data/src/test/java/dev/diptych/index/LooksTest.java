package dev.diptych.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Embedding;
import dev.diptych.core.Facts;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Look;
import dev.diptych.core.ModelFingerprint;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LooksTest {

  private static final IndexSpec SPEC =
      new IndexSpec(new ModelFingerprint("ab".repeat(32)), "test", 2, 1, 1, FeatureFormat.NONE);

  private static final Embedding VECTOR = Embedding.of(new float[] {0, 1});

  @TempDir Path folder;

  @Test
  void looks_afterCommitCopyAndReopening_areThoseThatWereWritten() {
    Item known = item(1, "aa").with(Facts.NONE.with(look()));
    Item unknown = item(2, "bb");
    try (ItemWriter writer = IndexFolder.at(folder).openWriter(SPEC)) {
      writer.add(known, VECTOR, null);
      writer.add(unknown, VECTOR, null);
      writer.commit();
    }
    Item copy = item(3, "aa");
    try (ItemWriter writer = IndexFolder.at(folder).openWriter(SPEC)) {
      Item stored = writer.byId(known.id()).orElseThrow();
      assertThat(stored).isEqualTo(known);
      writer.addCopy(copy.with(stored.facts()), known.id());
      assertThat(writer.byId(copy.id()).orElseThrow().facts().look())
          .isEqualTo(known.facts().look());
      writer.commit();
    }

    try (ItemReader reader = IndexFolder.at(folder).openReader(SPEC.model());
        IndexView view = reader.view()) {
      Look look = known.facts().look().orElseThrow();
      ItemId nowhere = new ItemId("nowhere00");
      assertThat(view.looks(List.of(known.id(), unknown.id(), copy.id(), nowhere)))
          .isEqualTo(Map.of(known.id(), look, copy.id(), look));
      assertThat(view.items(List.of(unknown.id())).getFirst().facts().look()).isEmpty();
      assertThat(view.items(List.of(known.id()))).containsExactly(known);
    }
  }

  private static Item item(int number, String digits) {
    return Item.image(
        new ItemId("picture0" + number),
        "file:///p/%s.png".formatted(number),
        digits.repeat(32),
        1,
        2,
        3,
        4);
  }

  private static Look look() {
    byte[] colours = new byte[3 * Look.SIDE * Look.SIDE];
    new Random(7).nextBytes(colours);
    return Look.of(colours);
  }
}
