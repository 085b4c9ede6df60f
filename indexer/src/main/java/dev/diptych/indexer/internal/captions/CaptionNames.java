package dev.diptych.indexer.internal.captions;

import dev.diptych.indexer.internal.remote.RemoteAddress;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names under which caption files keep pictures and texts: of a table's columns and of JSON
 * members alike. Case, and whether words are joined by {@code _}, {@code -} or a blank, does not
 * matter. Where a file has several of them, the first of this order counts.
 */
final class CaptionNames {

  /** What names a picture. */
  static final List<String> IMAGES =
      List.of(
          "image",
          "file_name",
          "filename",
          "image_name",
          "image_path",
          "filepath",
          "file_path",
          "path",
          "img",
          "img_path",
          "img_name",
          "image_file",
          "image_filename",
          "file",
          "picture",
          "photo",
          "image_url",
          "img_url",
          "picture_url",
          "photo_url");

  /**
   * What names a picture by its address, or a page, or anything else of the web. It counts beside a
   * caption, or where the address looks like a picture's; where nothing else names a picture.
   */
  static final String URL = "url";

  private static final Pattern PICTURE_ADDRESS =
      Pattern.compile("(?i)\\.(?:jpe?g|png|gif|webp|bmp|tiff?|avif|heic|jxl)(?:$|[^a-z0-9])");

  /** What holds texts. */
  static final List<String> TEXTS = List.of("caption", "captions", "text", "texts");

  /** What holds texts where a picture is named too; alone, these say nothing of captions. */
  static final List<String> TEXTS_OF_IMAGES =
      List.of("comment", "comments", "sentence", "sentences", "description");

  private CaptionNames() {}

  /**
   * {@return whether a value under {@link #URL} is the address of a picture}
   *
   * @param texts the name under which the texts beside it stand, null where there are none
   */
  static boolean isPictureAddress(String value, @Nullable String texts) {
    boolean captioned = texts != null && texts.startsWith("caption");
    return RemoteAddress.isAddress(value)
        && (captioned || PICTURE_ADDRESS.matcher(value.strip()).find());
  }

  /** {@return a name as it stands in the lists above} */
  static String normalised(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
  }

  /** {@return the place of the first of these names in a header, -1 where there is none} */
  static int columnOf(List<String> header, List<String> names) {
    List<String> columns = header.stream().map(CaptionNames::normalised).toList();
    return names.stream().filter(columns::contains).findFirst().map(columns::indexOf).orElse(-1);
  }
}
