package dev.diptych.index;

import dev.diptych.core.Embedding;
import dev.diptych.core.Filter;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Look;
import dev.diptych.core.Modality;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One commit of an index, leased: everything seen through it belongs together, whatever is written,
 * rebuilt or refreshed meanwhile. Thread-safe. Close it soon: files that a newer commit has
 * replaced stay on disk until then.
 *
 * <p>Look-ups take many ids at once, so that an index on another machine costs one round trip for
 * each step of a search.
 */
public interface IndexView extends AutoCloseable {

  /** {@return the spec of the generation being read} */
  IndexSpec spec();

  /** {@return which commit this is: another name for every other one of the index} */
  String commit();

  /** {@return what {@link ItemWriter#putNotes} had been given last before this commit} */
  Map<String, String> notes();

  /** {@return the number of items of this modality} */
  int count(Modality modality);

  /** {@return the number of items of this modality that pass a filter} */
  int count(Modality modality, Filter filter);

  /**
   * The nearest items by {@link Embedding#dot}, best first; ties by id. Images with the same bytes
   * are found once. Cosines are always those of the full vectors, of several the largest.
   *
   * @throws dev.diptych.core.DiptychException INTERNAL for a vector of another dimension, or
   *     several where items have another number of several
   */
  Recall recall(RecallRequest request);

  /**
   * The items that fit words best by BM25, exact matches first. Words are compared as {@link
   * WordRequest} says, in every script, without letter case and accents, and by their English stems
   * beside. Where no item has any of them, that costs a few look-ups.
   */
  WordRecall recall(WordRequest request);

  /**
   * {@return how a word, tag, folder or caption that was begun may go on: what most items have
   * first, then by text}
   *
   * @param begun its beginning, or of a name of several words that of any of them
   * @param most how many
   */
  List<Completion> completions(Completion.Kind kind, String begun, int most);

  /**
   * {@return for each of these words that no item has the nearest one that an item has, by word: at
   * most two letters apart; words without such are left out}
   */
  Map<String, String> corrections(List<String> words);

  /** {@return the items with these ids, in their order, leaving out unknown ones} */
  List<Item> items(List<ItemId> ids);

  /**
   * {@return all images with these bytes, by content hash: the one with the shortest source first,
   * equally short ones by source}
   */
  Map<String, List<Item>> imagesWith(List<String> contentHashes);

  /** {@return the vectors of these items, leaving out unknown ones} */
  Map<ItemId, Embedding> vectors(List<ItemId> ids);

  /**
   * {@return the vectors of some items of this modality, spread evenly over the index, the same for
   * the same commit} Costs reading them, however large the index is.
   *
   * @param most how many at most, at least 1
   */
  List<Embedding> sample(Modality modality, int most);

  /**
   * {@return how these images look, leaving out those of which the index does not know it} Cheaper
   * than reading the items.
   */
  default Map<ItemId, Look> looks(List<ItemId> ids) {
    return items(ids).stream()
        .filter(item -> item.facts().look().isPresent())
        .collect(Collectors.toMap(Item::id, item -> item.facts().look().orElseThrow()));
  }

  /** {@return the patch features of these images} */
  StoredFeatures features(List<ItemId> ids);

  /**
   * {@return the texts that belong to each of these image sources, by source; those without any are
   * left out}
   */
  Map<String, List<Item>> textsOf(List<String> imageSources);

  /** Visits every item of this modality, in no particular order. */
  void forEach(Modality modality, Consumer<Item> visitor);

  /** Ends the lease; without effect the second time. */
  @Override
  void close();
}
