package dev.diptych.searcher;

import dev.diptych.core.Cancellation;
import dev.diptych.core.Embedding;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Look;
import dev.diptych.core.Modality;
import dev.diptych.index.Effort;
import dev.diptych.index.IndexView;
import dev.diptych.index.Recall;
import dev.diptych.index.RecallRequest;
import dev.diptych.searcher.Duplicates.LookAlike;
import dev.diptych.searcher.internal.duplicates.LookAlikePairs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds pictures of an index that are the same, from what the index keeps: content hashes, looks
 * and vectors. Reads no picture file, needs no model and changes nothing.
 */
public final class DuplicateSearch {

  private static final int BATCH = 1000;

  /** So many pictures with the nearest vectors are candidates, where they are as near as this. */
  private static final int NEIGHBOURS = 24;

  private static final double NEAR = .8;

  private static final Comparator<Item> MOST_PIXELS_FIRST =
      Comparator.<Item>comparingLong(item -> -(long) item.width() * item.height())
          .thenComparing(item -> item.source().uri());

  private final IndexView view;
  private final Cancellation cancellation;
  private final List<ItemId> pictures;
  private final Map<ItemId, Integer> places = new HashMap<>();

  private DuplicateSearch(IndexView view, Cancellation cancellation) {
    this.view = view;
    this.cancellation = cancellation;
    this.pictures = pictures(view).stream().map(Recall.Neighbour::id).sorted().toList();
    pictures.forEach(id -> places.put(id, places.size()));
  }

  /**
   * Finds the pictures of a commit that are the same. Costs a first-stage search for each picture,
   * and the comparison of its candidates; in proportion to their number.
   *
   * @param view stays the caller's
   * @param cancellation asked for each picture
   */
  public static Duplicates find(IndexView view, Cancellation cancellation) {
    return new DuplicateSearch(view, cancellation).find();
  }

  private Duplicates find() {
    LookAlikePairs pairs = new LookAlikePairs(pictures.size(), this::look, this::neighbours);
    List<List<LookAlike>> alike =
        pairs.groups().stream()
            .map(group -> group(group.stream().map(pictures::get).toList()))
            .toList();
    return new Duplicates(
        largestFirst(sameContent(), Function.identity()),
        largestFirst(alike, LookAlike::item),
        pictures.size(),
        pairs.unknown());
  }

  /** All images, one for each content: an exact search for so many as there are finds them. */
  private static List<Recall.Neighbour> pictures(IndexView view) {
    int count = view.count(Modality.IMAGE);
    if (count == 0) {
      return List.of();
    }
    float[] anywhere = new float[view.spec().dimension()];
    anywhere[0] = 1;
    return view.recall(
            RecallRequest.nearest(Modality.IMAGE, Embedding.of(anywhere), count)
                .with(new Effort.Exact()))
        .neighbours();
  }

  private Optional<Look> look(int place) {
    ItemId id = pictures.get(place);
    return Optional.ofNullable(view.looks(List.of(id)).get(id));
  }

  private List<Integer> neighbours(int place) {
    cancellation.check();
    ItemId id = pictures.get(place);
    Embedding vector = view.vectors(List.of(id)).get(id);
    if (vector == null) {
      return List.of();
    }
    return view
        .recall(RecallRequest.nearest(Modality.IMAGE, vector, NEIGHBOURS))
        .neighbours()
        .stream()
        .filter(neighbour -> neighbour.itc().value() >= NEAR)
        .flatMap(neighbour -> Optional.ofNullable(places.get(neighbour.id())).stream())
        .toList();
  }

  private List<LookAlike> group(List<ItemId> ids) {
    List<Item> items = view.items(ids).stream().sorted(MOST_PIXELS_FIRST).toList();
    Map<ItemId, Embedding> vectors = view.vectors(ids);
    Item first = items.getFirst();
    List<LookAlike> group = new ArrayList<>();
    for (Item item : items) {
      Embedding one = vectors.get(first.id());
      Embedding other = vectors.get(item.id());
      group.add(
          new LookAlike(
              item, bits(first, item), one == null || other == null ? 0 : one.dot(other).value()));
    }
    return group;
  }

  private static int bits(Item first, Item other) {
    Look one = first.facts().look().orElseThrow();
    Look two = other.facts().look().orElseThrow();
    return Math.min(
        Long.bitCount(one.hash() ^ two.hash()), Long.bitCount(one.mirroredHash() ^ two.hash()));
  }

  private List<List<Item>> sameContent() {
    if (pictures.size() == view.count(Modality.IMAGE)) {
      return List.of();
    }
    List<List<Item>> groups = new ArrayList<>();
    for (int start = 0; start < pictures.size(); start += BATCH) {
      List<ItemId> batch = pictures.subList(start, Math.min(pictures.size(), start + BATCH));
      view
          .imagesWith(view.items(batch).stream().map(Item::contentHash).distinct().toList())
          .values()
          .stream()
          .filter(same -> same.size() > 1)
          .forEach(groups::add);
    }
    return groups;
  }

  private static <T> List<List<T>> largestFirst(List<List<T>> groups, Function<T, Item> item) {
    return groups.stream()
        .sorted(
            Comparator.comparingInt((List<T> group) -> -group.size())
                .thenComparing(group -> item.apply(group.getFirst()).source().uri()))
        .toList();
  }
}
