package dev.diptych.core;

/**
 * The name of one item in an index: 8 to 64 characters out of {@code a-z 0-9}, safe in URLs and
 * file names. It stays the same when the item's file is renamed or moved.
 *
 * @param value the id's characters
 */
public record ItemId(String value) implements Comparable<ItemId> {

  public ItemId {
    if (!isValid(value)) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "item id must be 8 to 64 characters of a-z and 0-9, but was \"%s\"; use an id that a search returned"
              .formatted(value.length() > 80 ? value.substring(0, 80) + "…" : value));
    }
  }

  private static boolean isValid(String value) {
    return value.length() >= 8
        && value.length() <= 64
        && value.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
  }

  @Override
  public int compareTo(ItemId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
