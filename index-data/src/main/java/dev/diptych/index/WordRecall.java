package dev.diptych.index;

import dev.diptych.core.ItemId;
import java.util.List;

/**
 * What was found in the words of items. Images with the same bytes are found once.
 *
 * @param matches exact ones first, then by score; ties by id
 * @param unknown those of the words looked for that no item has, as they were written
 * @param asked whether there was a word to look for at all
 * @param complete whether the words of every item are searched; not so of items that an earlier
 *     version wrote, until the next index run
 */
public record WordRecall(
    List<Match> matches, List<String> unknown, boolean asked, boolean complete) {

  /** Nothing was looked for. */
  public static final WordRecall NONE = new WordRecall(List.of(), List.of(), false, true);

  public WordRecall {
    matches = List.copyOf(matches);
    unknown = List.copyOf(unknown);
  }

  /**
   * One found item.
   *
   * @param id the item; of several images with the same bytes the one with the least id
   * @param contentHash SHA-256 of its bytes or words, 64 hexadecimal digits
   * @param score its BM25 score, at least 0: of an image its own words' and those of the best of
   *     its texts; 0 for an exact match that has none of the words
   * @param exact whether it has all phrases asked for, or the name of its file was
   */
  public record Match(ItemId id, String contentHash, float score, boolean exact) {}
}
