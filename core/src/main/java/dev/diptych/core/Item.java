package dev.diptych.core;

import org.jspecify.annotations.Nullable;

/**
 * One thing that can be found: an image or a text, as the index knows it.
 *
 * @param id stays the same when the source is renamed or moved
 * @param modality image or text
 * @param source where it came from, unique in an index: a file URI; a row of a CSV or JSONL file
 *     adds {@code #row=N} (and {@code &text=M} where a row holds several texts)
 * @param contentHash SHA-256 of the file's bytes (image) or of the text's UTF-8 bytes (text), 64
 *     hexadecimal digits
 * @param bytes size of the source file, or of the text's UTF-8 form
 * @param modifiedMillis modification time of the source file, milliseconds since 1970
 * @param width pixels after EXIF rotation, 0 for a text
 * @param height pixels after EXIF rotation, 0 for a text
 * @param text the words of a text item, null for an image
 * @param imageSource the {@link #source} of the image that a text belongs to, null where it stands
 *     alone
 * @param decoding number of the rules by which the pixels of an image were read before they were
 *     encoded; 0 for a text, and where rules were not counted yet
 * @param changedMillis when the file of an image was last changed in content, name or rights by the
 *     file system's own clock (ctime, which no program can set), milliseconds since 1970; 0 for a
 *     text, and where it is not known
 */
public record Item(
    ItemId id,
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

  /** An item whose {@link #changedMillis} is not known. */
  public Item(
      ItemId id,
      Modality modality,
      String source,
      String contentHash,
      long bytes,
      long modifiedMillis,
      int width,
      int height,
      @Nullable String text,
      @Nullable String imageSource,
      int decoding) {
    this(
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
        0);
  }

  /** An item whose {@link #decoding} is not known either. */
  public Item(
      ItemId id,
      Modality modality,
      String source,
      String contentHash,
      long bytes,
      long modifiedMillis,
      int width,
      int height,
      @Nullable String text,
      @Nullable String imageSource) {
    this(
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
        0,
        0);
  }

  public Item {
    if ((modality == Modality.TEXT) != (text != null)) {
      throw new DiptychException(
          ErrorCode.INTERNAL,
          "a text item has words and an image has none, but %s %s breaks that"
              .formatted(modality, source));
    }
  }
}
