package dev.diptych.web;

import dev.diptych.core.Item;
import dev.diptych.core.Modality;
import dev.diptych.library.SearchAnswer;
import java.util.Optional;

/**
 * Names and addresses of an item, as answers carry them.
 *
 * @param path below which people reach the server, such as {@code /pictures}; empty for its root
 */
record ItemLinks(String path) {

  /**
   * The query parameter that names the content, so that a browser may keep what it has for good.
   */
  static final String VERSION = "v";

  private static final int VERSION_DIGITS = 16;

  static String version(Item item) {
    String hash = item.contentHash();
    return hash.substring(0, Math.min(VERSION_DIGITS, hash.length()));
  }

  Optional<String> image(Item item) {
    return link(item, "image");
  }

  Optional<String> thumbnail(Item item) {
    return link(item, "thumbnail");
  }

  SearchAnswer.Links asLinks() {
    return new SearchAnswer.Links(this::image, this::thumbnail);
  }

  private Optional<String> link(Item item, String part) {
    return item.modality() == Modality.IMAGE
        ? Optional.of(
            "%s/api/v1/items/%s/%s?%s=%s".formatted(path, item.id(), part, VERSION, version(item)))
        : Optional.empty();
  }

  /** {@return the last name in the item's source, with the row where it has one} */
  static String fileName(Item item) {
    return item.source().shownName();
  }
}
