package dev.diptych.core;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can be found: an image or a text, as the index knows it.
 *
 * @param id stays the same when the source is renamed or moved
 * @param source where it came from, unique in an index
 * @param content what it is made of
 * @param stamp how its file looked
 * @param facts what is known of it besides
 */
public record Item(ItemId id, Source source, Content content, FileStamp stamp, Facts facts) {

  /** An image as it was found: upright size in pixels, decoding rules and facts not known. */
  public static Item image(
      ItemId id,
      String source,
      String hash,
      long bytes,
      long modifiedMillis,
      int width,
      int height) {
    return new Item(
        id,
        new Source(source),
        new Content.Image(hash, width, height, 0),
        new FileStamp(bytes, modifiedMillis, 0),
        Facts.NONE);
  }

  /**
   * A text that a person gave.
   *
   * @param picture the source of the image that it belongs to, null where it stands alone
   */
  public static Item text(
      ItemId id,
      String source,
      String hash,
      long bytes,
      long modifiedMillis,
      String words,
      @Nullable String picture) {
    return new Item(
        id,
        new Source(source),
        new Content.Text(hash, words, Optional.ofNullable(picture).map(Source::new)),
        new FileStamp(bytes, modifiedMillis, 0),
        Facts.NONE);
  }

  /** {@return this item with other facts} */
  public Item with(Facts others) {
    return new Item(id, source, content, stamp, others);
  }

  /** {@return image or text} */
  public Modality modality() {
    return content.modality();
  }

  /** {@return the hash of the content, 64 hexadecimal digits} */
  public String contentHash() {
    return content.hash();
  }

  /** {@return the words of a text, null for an image} */
  public @Nullable String text() {
    return switch (content) {
      case Content.Text text -> text.words();
      case Content.Image _ -> null;
    };
  }

  /** {@return the source of the image that a text belongs to, null where there is none} */
  public @Nullable String imageSource() {
    return content instanceof Content.Text text
        ? text.picture().map(Source::uri).orElse(null)
        : null;
  }

  /** {@return {@link FileStamp#bytes}} */
  public long bytes() {
    return stamp.bytes();
  }

  /** {@return {@link FileStamp#modifiedMillis}} */
  public long modifiedMillis() {
    return stamp.modifiedMillis();
  }

  /** {@return {@link FileStamp#changedMillis}} */
  public long changedMillis() {
    return stamp.changedMillis();
  }

  /** {@return the picture's width in pixels, upright; 0 for a text, and where it is not known} */
  public int width() {
    return switch (content) {
      case Content.Text _ -> 0;
      case Content.Image image -> image.width();
    };
  }

  /** {@return the picture's height in pixels, upright; 0 for a text, and where it is not known} */
  public int height() {
    return switch (content) {
      case Content.Text _ -> 0;
      case Content.Image image -> image.height();
    };
  }

  /** {@return {@link Content.Image#decoding}, 0 for a text} */
  public int decoding() {
    return switch (content) {
      case Content.Text _ -> 0;
      case Content.Image image -> image.decoding();
    };
  }
}
