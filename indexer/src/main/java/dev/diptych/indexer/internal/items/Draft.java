package dev.diptych.indexer.internal.items;

import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.indexer.internal.crawl.FoundFile;
import org.jspecify.annotations.Nullable;

/** An item as its source says it should be, before it has an id. The members are {@link Item}'s. */
public record Draft(
    Modality modality,
    String source,
    String contentHash,
    long bytes,
    long modifiedMillis,
    int width,
    int height,
    @Nullable String text,
    @Nullable String imageSource,
    int decoding,
    long changedMillis) {

  /** {@return the draft of a picture's content that the index has, so that its size is known} */
  public static Draft image(FoundFile file, String contentHash) {
    return image(file, contentHash, 0, 0, 0);
  }

  /** {@return the draft of a picture that was decoded by these rules} */
  public static Draft image(
      FoundFile file, String contentHash, int width, int height, int decoding) {
    return new Draft(
        Modality.IMAGE,
        file.source(),
        contentHash,
        file.bytes(),
        file.modifiedMillis(),
        width,
        height,
        null,
        null,
        decoding,
        file.changedMillis());
  }

  /** {@return the same with what decoding gave, filled in from an item of the same content} */
  Draft decodedLike(int otherWidth, int otherHeight, int otherDecoding) {
    return new Draft(
        modality,
        source,
        contentHash,
        bytes,
        modifiedMillis,
        otherWidth,
        otherHeight,
        text,
        imageSource,
        otherDecoding,
        changedMillis);
  }

  Item item(ItemId id) {
    return new Item(
        id,
        modality,
        source,
        contentHash,
        bytes,
        modifiedMillis,
        width,
        height,
        text,
        imageSource,
        decoding,
        changedMillis);
  }
}
