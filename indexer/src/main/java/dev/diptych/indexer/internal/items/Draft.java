package dev.diptych.indexer.internal.items;

import dev.diptych.core.Content;
import dev.diptych.core.Facts;
import dev.diptych.core.FileStamp;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.core.Source;
import dev.diptych.encoders.FactsReader;
import dev.diptych.indexer.internal.crawl.FoundFile;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An item as its source says it should be, before it has an id. The members are {@link Item}'s.
 *
 * @param facts empty where they were not read, and those of an item of the same content are to stay
 */
public record Draft(String source, Content content, FileStamp stamp, Optional<Facts> facts) {

  /** {@return the draft of a picture's content that the index has, so that its size is known} */
  public static Draft image(FoundFile file, String contentHash) {
    return new Draft(
        file.source(), new Content.Image(contentHash, 0, 0, 0), file.stamp(), Optional.empty());
  }

  /** {@return the draft of a picture that was decoded by these rules} */
  public static Draft image(
      FoundFile file, String contentHash, int width, int height, int decoding, Facts facts) {
    return new Draft(
        file.source(),
        new Content.Image(contentHash, width, height, decoding),
        file.stamp(),
        Optional.of(facts));
  }

  /**
   * {@return the draft of a text that a person gave}
   *
   * @param bytes size of its UTF-8 form
   * @param imageSource the source of the picture that it belongs to, null where it stands alone
   */
  public static Draft text(
      String source,
      String contentHash,
      long bytes,
      long modifiedMillis,
      String words,
      @Nullable String imageSource) {
    return new Draft(
        source,
        new Content.Text(contentHash, words, Optional.ofNullable(imageSource).map(Source::new)),
        new FileStamp(bytes, modifiedMillis, 0),
        Optional.of(Facts.NONE.with(new Facts.Reading(FactsReader.RULES, 0, 0))));
  }

  /** {@return the same with these facts} */
  public Draft with(Facts others) {
    return new Draft(source, content, stamp, Optional.of(others));
  }

  /** {@return image or text} */
  public Modality modality() {
    return content.modality();
  }

  /** {@return the content's hash} */
  public String contentHash() {
    return content.hash();
  }

  /** {@return the words of a text, null for an image} */
  public @Nullable String text() {
    return content instanceof Content.Text text ? text.words() : null;
  }

  /** {@return the source of the picture that a text belongs to, null where there is none} */
  public @Nullable String imageSource() {
    return content instanceof Content.Text text
        ? text.picture().map(Source::uri).orElse(null)
        : null;
  }

  /** {@return the same with what decoding gave, filled in from an item of the same content} */
  Draft decodedLike(int otherWidth, int otherHeight, int otherDecoding) {
    return switch (content) {
      case Content.Image image ->
          new Draft(
              source,
              new Content.Image(image.hash(), otherWidth, otherHeight, otherDecoding),
              stamp,
              facts);
      case Content.Text _ -> this;
    };
  }

  /**
   * {@return the item}
   *
   * @param id its id
   * @param known the facts of an item of the same content, for a draft without
   */
  Item item(ItemId id, Facts known) {
    Facts own = facts.orElse(known);
    if (own.captioned().isEmpty() && known.captioned().isPresent()) {
      own = own.with(known.captioned().get()); // of the same content, and no file says it
    }
    if (own.readText().isEmpty() && known.readText().isPresent()) {
      own = own.with(known.readText().get());
    }
    return new Item(id, new Source(source), content, stamp, own);
  }
}
