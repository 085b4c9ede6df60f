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
    @Nullable String imageSource) {

  /** {@return the draft of a picture; 0 x 0 where its size is not known yet} */
  public static Draft image(FoundFile file, String contentHash, int width, int height) {
    return new Draft(
        Modality.IMAGE,
        file.source(),
        contentHash,
        file.bytes(),
        file.modifiedMillis(),
        width,
        height,
        null,
        null);
  }

  /** {@return the same with the size of the picture filled in from an item of the same content} */
  Draft sizedLike(int otherWidth, int otherHeight) {
    return new Draft(
        modality,
        source,
        contentHash,
        bytes,
        modifiedMillis,
        otherWidth,
        otherHeight,
        text,
        imageSource);
  }

  Item item(ItemId id) {
    return new Item(
        id, modality, source, contentHash, bytes, modifiedMillis, width, height, text, imageSource);
  }
}
