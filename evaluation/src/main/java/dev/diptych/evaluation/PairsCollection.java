package dev.diptych.evaluation;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.index.Effort;
import dev.diptych.index.IndexView;
import dev.diptych.index.RecallRequest;
import dev.diptych.searcher.Query;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The pairs of a caption file, as an index holds them: which text belongs to which picture. A text
 * that several pictures share is right for each of them. Immutable.
 */
public final class PairsCollection {

  private static final int BATCH = 500;

  /** Content hashes of the pictures by words, and words by content hash. */
  private final Map<String, Set<String>> pictures = new TreeMap<>();

  private final Map<String, Set<String>> words = new TreeMap<>();
  private final Map<String, ItemId> pictureIds = new HashMap<>();
  private final List<ItemId> textIds = new ArrayList<>();

  private PairsCollection() {}

  /**
   * Finds the pairs of a file in an index.
   *
   * @param file the caption file that was indexed
   * @throws DiptychException INVALID_REQUEST when the index holds none of its captions beside their
   *     pictures
   */
  public static PairsCollection of(IndexView view, Path file) {
    PairsCollection pairs = new PairsCollection();
    Map<String, String> hashes = new HashMap<>();
    for (Item picture : all(view, Modality.IMAGE)) {
      pairs.pictureIds.put(picture.contentHash(), picture.id());
    }
    view.imagesWith(List.copyOf(pairs.pictureIds.keySet()))
        .forEach((hash, copies) -> copies.forEach(copy -> hashes.put(copy.source().uri(), hash)));
    Path wanted = file.toAbsolutePath().normalize();
    for (Item text : all(view, Modality.TEXT)) {
      Optional<Path> from = text.source().file();
      String said = text.text();
      String imageSource = text.imageSource();
      String hash = imageSource == null ? null : hashes.get(imageSource);
      if (said != null && hash != null && from.filter(wanted::equals).isPresent()) {
        pairs.pictures.computeIfAbsent(said, _ -> new TreeSet<>()).add(hash);
        pairs.words.computeIfAbsent(hash, _ -> new TreeSet<>()).add(said);
        pairs.textIds.add(text.id());
      }
    }
    if (pairs.pictures.isEmpty()) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "the index holds no caption of %s beside its picture; index pictures and file together: diptych index PICTURES %s"
              .formatted(file, file));
    }
    return pairs;
  }

  private static List<Item> all(IndexView view, Modality modality) {
    int count = view.count(modality);
    if (count == 0) {
      return List.of();
    }
    float[] any = new float[view.spec().dimension()];
    any[0] = 1;
    List<ItemId> ids =
        view
            .recall(
                RecallRequest.nearest(modality, Embedding.of(any), count).with(new Effort.Exact()))
            .neighbours()
            .stream()
            .map(neighbour -> neighbour.id())
            .toList();
    List<Item> items = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += BATCH) {
      items.addAll(view.items(ids.subList(from, Math.min(ids.size(), from + BATCH))));
    }
    return items;
  }

  /** {@return how many pictures have a text} */
  public int pictures() {
    return words.size();
  }

  /** {@return the different texts} */
  public List<String> texts() {
    return List.copyOf(pictures.keySet());
  }

  /** {@return the items of the texts} */
  List<ItemId> textIds() {
    return List.copyOf(textIds);
  }

  /** {@return the items of the pictures that have a text} */
  List<ItemId> pictureIds() {
    return words.keySet().stream().flatMap(hash -> pictureId(hash).stream()).toList();
  }

  private Optional<ItemId> pictureId(String hash) {
    return Optional.ofNullable(pictureIds.get(hash));
  }

  /**
   * {@return some of the texts, each with a picture that it is true of, spread over all, the same
   * every time}
   */
  Map<String, ItemId> some(int most) {
    List<String> texts = texts();
    int step = Math.max(1, Math.ceilDiv(texts.size(), most));
    Map<String, ItemId> some = new LinkedHashMap<>();
    for (int i = 0; i < texts.size(); i += step) {
      String said = texts.get(i);
      pictures.getOrDefault(said, Set.of()).stream()
          .flatMap(hash -> pictureId(hash).stream())
          .findFirst()
          .ifPresent(id -> some.put(said, id));
    }
    return some;
  }

  /** {@return each text, which asks for its pictures, in the order of the words} */
  public List<EvaluationQuery> toImages() {
    Map<String, Integer> groups = new HashMap<>();
    words.keySet().forEach(hash -> groups.put(hash, groups.size()));
    List<EvaluationQuery> queries = new ArrayList<>();
    pictures.forEach(
        (said, right) ->
            queries.add(
                new EvaluationQuery(
                    QueryKind.TRUE,
                    new Query.Text(said),
                    groups.getOrDefault(right.iterator().next(), 0),
                    hit -> right.contains(hit.item().contentHash()),
                    right.size())));
    return queries;
  }

  /** {@return each picture, which asks for its texts, in the order of its content hash} */
  public List<EvaluationQuery> toTexts() {
    List<EvaluationQuery> queries = new ArrayList<>();
    words.forEach(
        (hash, right) ->
            pictureId(hash)
                .ifPresent(
                    id ->
                        queries.add(
                            new EvaluationQuery(
                                QueryKind.TRUE,
                                new Query.IndexedItem(id),
                                queries.size(),
                                hit -> right.contains(String.valueOf(hit.item().text())),
                                right.size()))));
    return queries;
  }
}
