package dev.diptych.searcher;

import dev.diptych.core.ItemId;
import dev.diptych.index.WordRecall;
import java.util.Map;
import java.util.Set;

/**
 * What the words of items make of the candidates of a search.
 *
 * @param recall what was found
 * @param by which part found a candidate, where that is not the vector alone
 * @param exact candidates that stand first: they have the phrases in quotes, or their file was
 *     named
 * @param alone whether words alone decide
 * @param foreign whether the model cannot read the query
 */
record WordFindings(
    WordRecall recall, Map<ItemId, FoundBy> by, Set<ItemId> exact, boolean alone, boolean foreign) {

  static final WordFindings NONE =
      new WordFindings(WordRecall.NONE, Map.of(), Set.of(), false, false);

  /** {@return the same of one part of several: it decides neither alone nor what stands first} */
  WordFindings besideOthers() {
    return new WordFindings(recall, by, Set.of(), false, foreign);
  }

  FoundBy foundBy(ItemId id) {
    return by.getOrDefault(id, FoundBy.VECTOR);
  }

  /** {@return how many candidates words found} */
  int matches() {
    return by.size();
  }
}
