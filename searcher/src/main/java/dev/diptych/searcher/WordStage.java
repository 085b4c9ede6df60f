package dev.diptych.searcher;

import java.util.Map;

/**
 * What the words of items said to a query.
 *
 * @param asked whether they were asked: the query has words, and they were not to be left out
 * @param matches how many items were taken for candidates because of their words
 * @param alone whether words alone decided, since the model cannot read the query
 * @param corrections what words of the query may have been meant for, by word: words that no item
 *     has, and that the model does not know or that found nothing; the nearest of the index's
 */
public record WordStage(
    boolean asked, int matches, boolean alone, Map<String, String> corrections) {

  /** Words were not asked. */
  public static final WordStage NONE = new WordStage(false, 0, false, Map.of());

  public WordStage {
    corrections = Map.copyOf(corrections);
  }
}
