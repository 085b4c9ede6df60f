package dev.diptych.index;

import dev.diptych.core.Embedding;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.core.PatchFeatures;
import java.util.List;
import java.util.Optional;

/**
 * A view of an index's last commit. Thread-safe. {@link #refresh} moves on to a newer commit;
 * readers in other threads go on undisturbed. What was left behind is closed when the last of them
 * is done with it.
 */
public interface ItemReader extends AutoCloseable {

  /** {@return the spec of the generation being read} */
  IndexSpec spec();

  /** {@return the number of items of this modality} */
  int count(Modality modality);

  /**
   * The k items nearest to a vector, best first; ties by id. Uses the HNSW graph, or compares with
   * all where there are so few that this is no dearer. Cosines are always those of the full
   * vectors.
   *
   * @param target which items
   * @param query {@code f32 [D]}
   * @param k how many, at least 1; fewer come where the index holds fewer
   */
  Recall nearest(Modality target, Embedding query, int k);

  /**
   * As {@link #nearest(Modality, Embedding, int)}, which chooses the beam itself.
   *
   * @param beam how many of the nearest seen are kept while a graph is walked, at least k: the
   *     more, the fewer are missed and the longer it takes
   */
  Recall nearest(Modality target, Embedding query, int k, int beam);

  /** As {@link #nearest}, comparing with every vector: the oracle. */
  Recall nearestExact(Modality target, Embedding query, int k);

  /** {@return the item with this id} */
  Optional<Item> item(ItemId id);

  /** {@return the items with these ids, in their order, leaving out unknown ones} */
  List<Item> items(List<ItemId> ids);

  /** {@return the vector of this item} */
  Optional<Embedding> vector(ItemId id);

  /**
   * {@return the patch features of this image, in memory of their own; empty for a text, or where
   * none are stored}
   */
  Optional<PatchFeatures> features(ItemId id);

  /** {@return the texts that belong to this image source} */
  List<Item> textsOf(String imageSource);

  /** {@return the small JPEG kept for these bytes} */
  Optional<byte[]> thumbnail(String contentHash);

  /** Moves on to the newest commit. {@return whether there was a newer one} */
  boolean refresh();

  /** {@return what {@code diptych status} shows} */
  IndexSummary summary();

  @Override
  void close();
}
