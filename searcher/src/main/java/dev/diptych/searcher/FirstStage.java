package dev.diptych.searcher;

import dev.diptych.core.Filter;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.index.IndexView;
import dev.diptych.index.Recall;
import dev.diptych.index.RecallRequest;
import dev.diptych.reranker.Candidate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Step 2 of a search: the nearest vectors, in an order that does not depend on how many are asked
 * for.
 */
final class FirstStage {

  /*
   * Why levels
   *
   * A walk through an HNSW graph finds more of the true neighbours the more it is asked for: the
   * best 5 of a search for 500 may differ from the 5 of a search for 5, and a result would change
   * its place while somebody turns pages. So the index is asked for fixed numbers only, 128, then
   * 512, 2048 ..., until there is enough, and each level adds what it found anew below what the
   * levels before it found. However many candidates are wanted, the list is a prefix of one and the
   * same list. What only a wider level finds stands below nearer and farther ones alike, the price
   * of a stable page; it does not happen in an exact scan. The levels before the last cost a third
   * of it at most.
   */
  private static final int FIRST_LEVEL = 128;

  private static final int LEVEL_FACTOR = 4;

  private FirstStage() {}

  /**
   * Finds the nearest items, items asked about and their copies left out.
   *
   * @param count how many, at least 1; fewer come where the index holds fewer
   * @param filter what they meet
   */
  static Found find(IndexView view, Modality target, EncodedQuery query, int count, Filter filter) {
    Map<String, Candidate> found = new LinkedHashMap<>();
    Set<String> asked =
        query.asked().stream()
            .map(item -> keyOf(item.modality(), item))
            .collect(Collectors.toUnmodifiableSet());
    long visited = 0;
    boolean exact = true;
    boolean exhausted = false;
    for (int level = FIRST_LEVEL; found.size() < count && !exhausted; level *= LEVEL_FACTOR) {
      Recall recall =
          view.recall(RecallRequest.nearest(target, query.vector(), level).among(filter));
      visited += recall.visited();
      exact &= recall.exact();
      for (Recall.Neighbour neighbour : recall.neighbours()) {
        String key = keyOf(target, neighbour.id(), neighbour.contentHash());
        if (!asked.contains(key)) {
          found.putIfAbsent(key, new Candidate(neighbour.id(), neighbour.itc()));
        }
      }
      exhausted = recall.neighbours().size() < level;
    }
    List<Candidate> candidates = found.values().stream().limit(count).toList();
    Map<String, ItemId> places = new HashMap<>();
    found.forEach((key, candidate) -> places.put(key, candidate.id()));
    return new Found(candidates, places, visited, exact);
  }

  private static String keyOf(Modality modality, Item item) {
    return keyOf(modality, item.id(), item.contentHash());
  }

  /** What takes one place: images with the same bytes, however many; each text. */
  private static String keyOf(Modality modality, ItemId id, String contentHash) {
    return switch (modality) {
      case IMAGE -> contentHash;
      case TEXT -> id.value();
    };
  }

  /**
   * What the first stage found.
   *
   * @param candidates best first
   * @param places the candidate of each content that was found, of images by content hash
   * @param visited how many vectors were compared
   * @param exact whether every vector was compared
   */
  record Found(
      List<Candidate> candidates, Map<String, ItemId> places, long visited, boolean exact) {

    /** {@return the first so many of it} */
    Found first(int count) {
      return new Found(
          candidates.subList(0, Math.min(count, candidates.size())), places, visited, exact);
    }

    /** {@return the candidate that has a content, or the item given where none was found} */
    ItemId idOf(ItemId item, String contentHash) {
      return places.getOrDefault(contentHash, item);
    }
  }
}
