package dev.diptych.indexer.internal.items;

import dev.diptych.core.Facts;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.indexer.internal.crawl.FoundFile;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An item of the index without its words, to keep memory small. The members are {@link Item}'s. */
public record KnownItem(
    ItemId id,
    Modality modality,
    String source,
    String contentHash,
    long bytes,
    long modifiedMillis,
    int width,
    int height,
    @Nullable String imageSource,
    int decoding,
    long changedMillis,
    Facts.Reading factsReading,
    Optional<Facts.Captioned> captioned,
    Optional<String> textReader,
    Optional<String> etag) {

  static KnownItem of(Item item) {
    return new KnownItem(
        item.id(),
        item.modality(),
        item.source().uri(),
        item.contentHash(),
        item.bytes(),
        item.modifiedMillis(),
        item.width(),
        item.height(),
        item.imageSource(),
        item.decoding(),
        item.changedMillis(),
        item.facts().reading(),
        item.facts().captioned(),
        item.facts().readText().map(Facts.ReadText::reader),
        item.facts().etag());
  }

  /**
   * {@return whether a file still looks as it did: same size, same modification time, and the same
   * change time where both are known}
   */
  public boolean looksLike(FoundFile file) {
    return hasSizeAndTimeOf(file)
        && (changedMillis == 0
            || file.changedMillis() == 0
            || changedMillis == file.changedMillis());
  }

  /** {@return whether a file has the same size and modification time, which an edit may keep} */
  public boolean hasSizeAndTimeOf(FoundFile file) {
    return modality == Modality.IMAGE
        && bytes == file.bytes()
        && modifiedMillis == file.modifiedMillis();
  }

  /** {@return whether a file that looks alike tells a change time that this item lacks} */
  public boolean lacksChangeTimeOf(FoundFile file) {
    return changedMillis == 0 && file.changedMillis() != 0;
  }

  /** {@return whether this item has the draft's content} */
  public boolean hasContentOf(Draft draft) {
    return modality == draft.modality() && contentHash.equals(draft.contentHash());
  }

  /** {@return whether nothing about this item differs from the draft} */
  public boolean isAs(Draft draft) {
    return hasContentOf(draft)
        && source.equals(draft.source())
        && bytes == draft.stamp().bytes()
        && modifiedMillis == draft.stamp().modifiedMillis()
        && Objects.equals(imageSource, draft.imageSource())
        && draft.facts().stream().allMatch(facts -> facts.reading().equals(factsReading));
  }
}
