package dev.diptych.searcher;

import dev.diptych.core.Embedding;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.index.IndexView;
import dev.diptych.reranker.Candidate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Candidates of a sentence with several parts. The vector of "a red circle and a blue square" lies
 * between the pictures of either, and many that show one of them twice lie nearer than some that
 * show both. So an eighth of what the second stage reads is what lies nearest to the single parts;
 * it reads them with the whole sentence, which orders them.
 */
final class PartCandidates {

  private static final int SHARE = 8;

  private PartCandidates() {}

  /**
   * Puts the nearest of each part in place of the last candidates that the second stage reads.
   * There are as many candidates as before, and what is read does not depend on the page.
   *
   * @param found for the whole sentence
   * @param depth how many candidates the second stage reads
   */
  static FirstStage.Found join(
      IndexView view,
      SearchRequest request,
      EncodedQuery query,
      FirstStage.Found found,
      int depth) {
    int room = depth / SHARE;
    if (request.target() != Modality.IMAGE
        || !(query instanceof EncodedQuery.Words words)
        || words.parts().isEmpty()
        || room == 0) {
      return found;
    }
    long visited = found.visited();
    boolean exact = found.exact();
    List<List<Candidate>> nearest = new ArrayList<>();
    for (Embedding part : words.parts()) {
      FirstStage.Found near =
          FirstStage.find(
              view, request.target(), words.lookingFor(part), depth, request.selection().filter());
      visited += near.visited();
      exact &= near.exact();
      nearest.add(near.candidates());
    }
    return joined(
        view,
        words.vector(),
        new FirstStage.Found(found.candidates(), found.places(), visited, exact),
        nearest,
        depth,
        room);
  }

  /**
   * Puts the first of other lists, in turns, in place of the last candidates that the second stage
   * reads.
   *
   * @param whole the vector that the cosines of candidates are of
   * @param depth how many candidates the second stage reads
   * @param room how many places are given away at most
   */
  static FirstStage.Found joined(
      IndexView view,
      Embedding whole,
      FirstStage.Found found,
      List<List<Candidate>> lists,
      int depth,
      int room) {
    List<Candidate> all = found.candidates();
    Set<ItemId> read = new HashSet<>(all.stream().limit(depth).map(Candidate::id).toList());
    List<ItemId> added = inTurns(lists, read, depth).stream().limit(room).toList();
    int kept = Math.min(depth, all.size()) - added.size();
    if (kept <= 0) {
      return found;
    }
    List<Candidate> joined = new ArrayList<>(all.subList(0, kept));
    joined.addAll(withCosines(view, added, whole));
    all.stream()
        .skip(kept)
        .filter(candidate -> !added.contains(candidate.id()))
        .forEach(joined::add);
    return new FirstStage.Found(
        joined.subList(0, Math.min(all.size(), joined.size())),
        found.places(),
        found.visited(),
        found.exact());
  }

  /** The first of each list, then the second of each, and so on, without what is known. */
  private static List<ItemId> inTurns(List<List<Candidate>> lists, Set<ItemId> known, int longest) {
    Set<ItemId> chosen = new LinkedHashSet<>();
    for (int place = 0; place < longest; place++) {
      for (List<Candidate> list : lists) {
        if (place < list.size() && !known.contains(list.get(place).id())) {
          chosen.add(list.get(place).id());
        }
      }
    }
    return List.copyOf(chosen);
  }

  /** {@return these items with their cosines to a vector, leaving out unknown ones} */
  static List<Candidate> withCosines(IndexView view, List<ItemId> ids, Embedding whole) {
    Map<ItemId, Embedding> vectors = view.vectors(ids);
    List<Candidate> candidates = new ArrayList<>();
    for (ItemId id : ids) {
      Embedding vector = vectors.get(id);
      if (vector != null) {
        candidates.add(new Candidate(id, whole.dot(vector)));
      }
    }
    return candidates;
  }
}
