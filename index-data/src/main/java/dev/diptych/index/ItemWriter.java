package dev.diptych.index;

import dev.diptych.core.Embedding;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.core.PatchFeatures;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of an index. Look-ups see what was written before, committed or not. Nothing is
 * durable before {@link #commit}; closing without it, or being killed, loses exactly what came
 * after the last one. Not thread-safe.
 */
public interface ItemWriter extends AutoCloseable {

  /** {@return the spec of the generation being written} */
  IndexSpec spec();

  /** {@return the item of this source} */
  Optional<Item> bySource(String source);

  /** {@return the item with this id} */
  Optional<Item> byId(ItemId id);

  /** {@return any item of this modality with these bytes} */
  Optional<Item> byContent(Modality modality, String contentHash);

  /**
   * Visits every item whose source starts with the prefix, in no particular order. Writing
   * meanwhile is not allowed.
   */
  void forEachSource(String sourcePrefix, Consumer<Item> visitor);

  /**
   * Visits every item whose words a model wrote ({@link dev.diptych.core.Provenance.Generated}), in
   * no particular order. Costs nothing where there is none. Writing meanwhile is not allowed.
   */
  void forEachGenerated(Consumer<Item> visitor);

  /**
   * {@return a view of the last commit of this writer, also of one that readers do not see yet; the
   * caller's to close}
   */
  IndexView view();

  /**
   * Adds an item, or replaces the one with the same id.
   *
   * @param item the item
   * @param vector {@code f32 [D]}, of an image {@code [Q,D]}
   * @param features {@code f32 [P,W]} for an image; null for a text; ignored where the format is
   *     {@code NONE}
   */
  void add(Item item, Embedding vector, @Nullable PatchFeatures features);

  /**
   * Adds or replaces an item that has the bytes of another: vector and features are shared, not
   * stored again. With {@code item.id()} equal to {@code original} this renames the item.
   *
   * @param item the item as it shall be
   * @param original an item of this index with the same content
   */
  void addCopy(Item item, ItemId original);

  /** Removes an item; without effect when there is none. */
  void remove(ItemId id);

  /**
   * Keeps a small JPEG of a picture for result pages; written at once, without effect when there
   * already is a sound one. It is deleted when the last item with this content has been removed and
   * that is committed.
   */
  void putThumbnail(String contentHash, byte[] jpeg);

  /** {@return the notes of this generation, by name, with those not committed yet} */
  Map<String, String> notes();

  /**
   * Keeps these notes instead of those before: small facts about the whole generation, such as
   * which folders were indexed. They become durable with the next {@link #commit}, and ride in the
   * user data of every one after; a few kilobytes at most.
   */
  void putNotes(Map<String, String> notes);

  /** Keeps a small JPEG as {@link #putThumbnail} does, in place of one there may be. */
  void replaceThumbnail(String contentHash, byte[] jpeg);

  /**
   * {@return whether there is a thumbnail of this content, and it is sound} Reads it. May be called
   * from any thread.
   */
  boolean hasThumbnail(String contentHash);

  /** {@return the thumbnail of this content} May be called from any thread. */
  Optional<byte[]> thumbnail(String contentHash);

  /**
   * Deletes the thumbnails that belong to no committed item, such as those that a killed writer
   * left. Without effect while uncommitted changes wait, and while readers see another generation.
   *
   * @return how many there were
   */
  long sweepThumbnails();

  /**
   * Makes everything written so far durable: features first, then the Lucene commit that names
   * their lengths. An index of an earlier version of the format becomes one of the newest, also
   * when nothing was written.
   */
  void commit();

  /**
   * {@return whether readers see the commits of this writer; false during a rebuild, until {@link
   * #publish}}
   */
  boolean isPublished();

  /**
   * {@return how many items the index that this rebuild is to replace holds below a source prefix,
   * without the words that models wrote; 0 without a rebuild, and where that index cannot be read}
   */
  long countReplaced(String sourcePrefix);

  /**
   * {@return a view of the index that this rebuild is to replace, as it is now, for taking over
   * what still holds; the caller's to close; empty without a rebuild, and where that index cannot
   * be read}
   */
  Optional<IndexView> replaced();

  /**
   * Ends a rebuild that is complete: commits, and makes its generation the one that readers see, in
   * place of the one before, which is deleted. Without a rebuild this is {@link #commit}.
   *
   * @return false, with the generation before still in place, where the rebuild holds no item
   */
  boolean publish();

  /**
   * Releases the lock, discarding what was not committed. A rebuild that was not published stays on
   * disk as far as it was committed, for the next one with the same spec to go on from.
   */
  @Override
  void close();
}
