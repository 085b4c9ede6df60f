package dev.diptych.indexer.internal.reading;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Facts;
import dev.diptych.core.Source;
import dev.diptych.encoders.ImageLimits;
import dev.diptych.encoders.ImageReader;
import dev.diptych.encoders.RgbImage;
import dev.diptych.encoders.TextReader;
import dev.diptych.indexer.ReadTextCounts;
import dev.diptych.indexer.internal.items.ItemStore;
import dev.diptych.indexer.internal.items.KnownItem;
import dev.diptych.indexer.internal.items.KnownItems;
import dev.diptych.indexer.internal.picture.IndexedPicture;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the text in pictures as a stage of a run. Each picture that this reader has not looked at
 * is read from its file, none is encoded. What was read of a picture is written in one step, so a
 * stopped run goes on with the next picture.
 */
public final class ReadTextStage {

  private static final Logger LOG = LoggerFactory.getLogger(ReadTextStage.class);

  /** So many failures in a row are the reader's own. */
  private static final int HOPELESS = 16;

  private final TextReader reader;
  private final ImageLimits limits;
  private final KnownItems known;
  private final ItemStore store;
  private int failuresInARow;

  /**
   * A stage to come.
   *
   * @param limits how large a picture may be
   */
  public ReadTextStage(TextReader reader, ImageLimits limits, KnownItems known, ItemStore store) {
    this.reader = reader;
    this.limits = limits;
    this.known = known;
    this.store = store;
  }

  /** {@return the pictures that this reader has not looked at, each with its copies, by source} */
  public List<List<KnownItem>> due() {
    return known.pictures().stream()
        .filter(
            copies ->
                !copies.stream()
                    .allMatch(item -> item.textReader().equals(Optional.of(reader.id()))))
        .toList();
  }

  /**
   * Reads these pictures.
   *
   * @param stopped asked between pictures
   * @param done told how many pictures are done
   */
  public ReadTextCounts run(List<List<KnownItem>> due, BooleanSupplier stopped, LongConsumer done) {
    ReadTextCounts counts = ReadTextCounts.NONE;
    for (int i = 0; i < due.size() && !stopped.getAsBoolean(); i++) {
      counts = counts.plus(read(due.get(i)));
      store.commitIfDue();
      done.accept(i + 1L);
    }
    return counts;
  }

  private ReadTextCounts read(List<KnownItem> copies) {
    Optional<String> read = copies.stream().flatMap(copy -> text(copy).stream()).findFirst();
    if (read.isEmpty()) {
      return new ReadTextCounts(0, 0, 1);
    }
    store.putReadText(copies, new Facts.ReadText(reader.id(), read.get()));
    return new ReadTextCounts(1, read.get().isEmpty() ? 0 : 1, 0);
  }

  /** The picture from its file; one of the web, which is not fetched again, as its thumbnail. */
  private Optional<RgbImage> sight(KnownItem picture) {
    if (new Source(picture.source()).address().isEmpty()) {
      return IndexedPicture.read(picture, limits, image -> TextReader.sight(image.pixels()));
    }
    try {
      return store
          .thumbnail(picture.contentHash())
          .map(jpeg -> ImageReader.standard().read(jpeg, picture.source()));
    } catch (DiptychException e) {
      LOG.debug("The thumbnail of {} is damaged", picture.source(), e);
      return Optional.empty();
    }
  }

  private Optional<String> text(KnownItem picture) {
    Optional<RgbImage> sight = sight(picture);
    if (sight.isEmpty()) {
      return Optional.empty();
    }
    try {
      String text = String.join("\n", reader.read(sight.get()));
      failuresInARow = 0;
      return Optional.of(text);
    } catch (RuntimeException e) {
      LOG.warn("The text in {} cannot be read", picture.source(), e);
      failuresInARow++;
      if (failuresInARow >= HOPELESS) {
        throw new DiptychException(
            ErrorCode.UNAVAILABLE,
            "reading text failed on %s pictures in a row, lastly on %s: %s; what was read before is kept"
                .formatted(failuresInARow, picture.source(), e.getMessage()),
            e);
      }
      return Optional.empty();
    }
  }
}
