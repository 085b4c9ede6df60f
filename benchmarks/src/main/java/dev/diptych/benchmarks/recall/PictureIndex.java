package dev.diptych.benchmarks.recall;

import dev.diptych.core.Embedding;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.index.Effort;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.IndexView;
import dev.diptych.index.ItemReader;
import dev.diptych.index.ItemWriter;
import dev.diptych.index.RecallRequest;
import java.nio.file.Path;
import java.util.function.IntFunction;

/** An index of pictures by number, written and read as every other one is. */
final class PictureIndex implements AutoCloseable {

  /** Numbers are written with nine digits. */
  private static final int FIRST = 100_000_000;

  private static final String PREFIX = "image";
  private static final String HASH_START = "0".repeat(64 - 9);

  private final IndexFolder index;
  private final ItemReader reader;
  private final double buildSeconds;

  private PictureIndex(IndexFolder index, ItemReader reader, double buildSeconds) {
    this.index = index;
    this.reader = reader;
    this.buildSeconds = buildSeconds;
  }

  /** Writes pictures 0 to size - 1, commits, closes, opens for reading. */
  static PictureIndex build(Path folder, IndexSpec spec, int size, IntFunction<Embedding> picture) {
    IndexFolder index = IndexFolder.at(folder);
    long start = System.nanoTime();
    try (ItemWriter writer = index.openWriter(spec)) {
      for (int number = 0; number < size; number++) {
        writer.add(item(number), picture.apply(number), null);
      }
      writer.commit();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new PictureIndex(index, index.openReader(spec.model()), seconds);
  }

  private static Item item(int number) {
    String digits = Integer.toString(FIRST + number);
    return Item.image(
        new ItemId(PREFIX + digits),
        "file:///nowhere/" + digits + ".jpg",
        HASH_START + digits,
        100_000,
        0,
        640,
        480);
  }

  double buildSeconds() {
    return buildSeconds;
  }

  /** {@return bytes on disk} */
  long bytes() {
    return index.summary().bytes().vectors();
  }

  /** {@return numbers of the nearest pictures, best first} */
  int[] nearest(float[] query, int k, Effort effort) {
    RecallRequest request = RecallRequest.nearest(Modality.IMAGE, Embedding.of(query), k);
    try (IndexView view = reader.view()) {
      return view.recall(request.with(effort)).neighbours().stream()
          .mapToInt(
              found -> Integer.parseInt(found.id().value().substring(PREFIX.length())) - FIRST)
          .toArray();
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
