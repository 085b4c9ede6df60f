package dev.diptych.indexer.internal.items;

import dev.diptych.core.ContentHash;
import dev.diptych.core.Embedding;
import dev.diptych.core.Facts;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Look;
import dev.diptych.core.Modality;
import dev.diptych.core.PatchFeatures;
import dev.diptych.core.Provenance.Generated;
import dev.diptych.index.IndexView;
import dev.diptych.index.ItemWriter;
import dev.diptych.indexer.internal.presence.Presence;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The one place where a run changes the index. Thread-safe: one lock around the writer, which knows
 * one thread at a time.
 */
public final class ItemStore {

  /*
   * Identity. An id is minted once, from source and content, and then follows the content: a file
   * that is renamed or moved keeps it, and a file edited in place keeps it too. A copy gets an id of
   * its own. Since a moved item takes its id along, a new file with the old name and the old content
   * would be minted the same id; so minting asks whether the id is taken.
   *
   * Order. Every change of one item is one call of the writer, so a commit never sees half of a
   * move. Items that trade places move in one step of a Realignment, with no commit in between.
   */

  private final ItemWriter writer;
  private final KnownItems known;
  private final CommitPolicy commits;
  private final Presence presence;
  private final WrittenCaptions written;
  private boolean sound = true;
  private boolean newNotes;
  private boolean ended;

  /**
   * A store over a writer.
   *
   * @param writer the index's writer; the caller closes it
   * @param known the items, kept in step
   * @param commits when to commit
   * @param presence knows which files are gone
   */
  public ItemStore(ItemWriter writer, KnownItems known, CommitPolicy commits, Presence presence) {
    this.writer = writer;
    this.presence = presence;
    this.known = known;
    this.commits = commits;
    this.written = new WrittenCaptions(writer);
  }

  /** How a content came to be shared. */
  public enum Sharing {
    /** The source had this content already; at most size, time or picture changed. */
    SAME_SOURCE,
    /** The item was taken over from a source that is gone, with its id. */
    MOVED,
    /** Another source holds the same content and keeps it. */
    COPIED
  }

  /**
   * What {@link #share} did.
   *
   * @param sharing how
   * @param from the source that had the content
   */
  public record Shared(Sharing sharing, String from) {}

  /** {@return whether some item has this content, so that it need not be encoded} */
  public synchronized boolean holdsContent(Modality modality, String contentHash) {
    if (ended) {
      throw new IllegalStateException("the run is over"); // told to a thread that was left behind
    }
    return writer.byContent(modality, contentHash).isPresent();
  }

  /** {@return whether there is a sound thumbnail of this content} Waits for nobody. */
  public boolean hasThumbnail(String contentHash) {
    return writer.hasThumbnail(contentHash);
  }

  /** {@return the thumbnail of this content} Waits for nobody. */
  public Optional<byte[]> thumbnail(String contentHash) {
    return writer.thumbnail(contentHash);
  }

  /** {@return how the pictures of this content look, where the index knows} */
  public synchronized Optional<Look> lookOf(String contentHash) {
    return writer.byContent(Modality.IMAGE, contentHash).flatMap(item -> item.facts().look());
  }

  /** Gives a content a thumbnail in place of one that was lost. */
  public synchronized void putThumbnail(String contentHash, byte[] jpeg) {
    writer.putThumbnail(contentHash, jpeg);
  }

  /** Deletes the thumbnails of what is no longer in the index. */
  public synchronized void sweepThumbnails() {
    if (sound) {
      writer.sweepThumbnails();
    }
  }

  /** {@return the {@link Item#decoding} of an item that has this content, if there is one} */
  public synchronized OptionalInt decodingOf(String contentHash) {
    Optional<Item> item = writer.byContent(Modality.IMAGE, contentHash);
    return item.isPresent()
        ? OptionalInt.of(Math.max(item.get().decoding(), DecodingNote.read(writer.notes())))
        : OptionalInt.empty();
  }

  /** Learns the item of a source outside the run's scope, if there is one. */
  public synchronized void learn(String source) {
    if (known.at(source) == null) {
      writer.bySource(source).ifPresent(known::add);
    }
  }

  /** Adds a freshly encoded item, or replaces what its source had. */
  public synchronized void add(
      Draft draft,
      Embedding vector,
      @Nullable PatchFeatures features,
      byte @Nullable [] thumbnail) {
    KnownItem before = known.at(draft.source());
    Item item = draft.item(before == null ? mint(draft) : before.id(), Facts.NONE);
    changing(
        () -> {
          if (thumbnail != null) {
            if (before != null && before.hasContentOf(draft)) {
              writer.replaceThumbnail(draft.contentHash(), thumbnail); // read by other rules
            } else {
              writer.putThumbnail(draft.contentHash(), thumbnail);
            }
          }
          writer.add(item, vector, features);
        });
    known.put(item);
    if (before != null && !before.hasContentOf(draft)) {
      follow(before.contentHash());
    }
  }

  /**
   * Gives a source the vector of an item with the same content; {@return how, or empty where no
   * item has that content any more}
   */
  public synchronized Optional<Shared> share(Draft draft) {
    KnownItem before = known.at(draft.source());
    if (before != null && before.hasContentOf(draft)) {
      put(
          draft.decodedLike(before.width(), before.height(), before.decoding()),
          before.id(),
          before.id());
      return Optional.of(new Shared(Sharing.SAME_SOURCE, draft.source()));
    }
    Item donor = writer.byContent(draft.modality(), draft.contentHash()).orElse(null);
    if (donor == null) {
      return Optional.empty();
    }
    Draft sized = draft.decodedLike(donor.width(), donor.height(), donor.decoding());
    boolean given = !(donor.facts().provenance() instanceof Generated);
    if (given && presence.isMoved(donor.source().uri(), draft.source())) {
      if (before != null) {
        changing(() -> writer.remove(before.id()));
      }
      put(sized, donor.id(), donor.id());
      known.remove(donor.source().uri());
      return Optional.of(new Shared(Sharing.MOVED, donor.source().uri()));
    }
    put(sized, before == null ? mint(draft) : before.id(), donor.id());
    return Optional.of(new Shared(Sharing.COPIED, donor.source().uri()));
  }

  /**
   * Keeps the captions that a model wrote of a picture, in place of all that models wrote of it
   * before, in one step.
   *
   * @param copies the picture, and all others with its bytes
   * @param by what wrote them
   * @param model its name
   */
  public synchronized void putCaptions(
      List<KnownItem> copies, Facts.Captioned by, String model, List<NewCaption> captions) {
    KnownItem picture = copies.getFirst();
    changing(
        () -> {
          written.take(picture.contentHash()).forEach(writer::remove);
          for (int i = 0; i < captions.size(); i++) {
            NewCaption caption = captions.get(i);
            Draft draft =
                Draft.text(
                    WrittenCaptions.source(picture.source(), i + 1),
                    ContentHash.of(caption.words()),
                    caption.words().getBytes(StandardCharsets.UTF_8).length,
                    picture.modifiedMillis(),
                    caption.words(),
                    picture.source());
            Generated origin = new Generated(model, caption.probability(), picture.contentHash());
            Item item = draft.with(Facts.NONE.with(origin)).item(mint(draft), Facts.NONE);
            writer.add(item, caption.vector(), null);
            written.add(item);
          }
          copies.forEach(copy -> mark(copy, facts -> facts.with(by)));
        });
  }

  /**
   * Keeps the text that was read in a picture, in place of what was read before.
   *
   * @param copies the picture, and all others with its bytes
   */
  public synchronized void putReadText(List<KnownItem> copies, Facts.ReadText text) {
    changing(() -> copies.forEach(copy -> mark(copy, facts -> facts.with(text))));
  }

  private void mark(KnownItem picture, UnaryOperator<Facts> change) {
    writer
        .byId(picture.id())
        .ifPresent(
            item -> {
              Item marked = item.with(change.apply(item.facts()));
              writer.addCopy(marked, item.id());
              known.mark(marked);
            });
  }

  /**
   * Lets the captions that models wrote follow their pictures: to where the same content is now,
   * else out of the index.
   */
  public synchronized void followPictures() {
    written.pictures().forEach(this::follow);
  }

  private void follow(String picture) {
    if (written.has(picture)) {
      Optional<List<Item>> moved = written.moved(picture, known);
      if (moved.isEmpty()) {
        changing(() -> written.take(picture).forEach(writer::remove));
      } else if (!moved.get().isEmpty()) {
        changing(() -> moved.get().forEach(caption -> writer.addCopy(caption, caption.id())));
      }
    }
  }

  /** {@return a view of what has been committed, the caller's to close} */
  public synchronized IndexView committed() {
    commit();
    return writer.view();
  }

  /** Removes the item of a source; {@return whether there was one} */
  public synchronized boolean remove(String source) {
    KnownItem item = known.at(source);
    if (item == null) {
      return false;
    }
    changing(() -> writer.remove(item.id()));
    known.remove(source);
    return true;
  }

  /**
   * Moves items to other sources, committing in between when that is due.
   *
   * @param done told how many moves are done
   */
  public synchronized void move(List<Realignment.Move> moves, LongConsumer done) {
    Realignment realignment = new Realignment(moves);
    long made = 0;
    for (List<Realignment.Move> step : realignment.steps()) {
      changing(() -> realignment.make(step, writer, known));
      commitIfDue();
      made += step.size();
      done.accept(made);
    }
  }

  /** Replaces the notes of the index, which the next commit of a change makes durable. */
  public synchronized void putNotesWithNextChange(Map<String, String> notes) {
    if (!notes.equals(writer.notes())) {
      writer.putNotes(notes);
    }
  }

  /** Keeps notes with the index, from the next commit on. */
  public synchronized void putNotes(Map<String, String> notes) {
    if (!notes.equals(writer.notes())) {
      writer.putNotes(notes);
      newNotes = true;
    }
  }

  /** Commits when changes have waited long enough. */
  public synchronized void commitIfDue() {
    if (commits.isDue()) {
      commit();
    }
  }

  /** Commits what there is, unless the last change failed. */
  public synchronized void commit() {
    if (sound && (commits.hasChanges() || newNotes)) {
      writer.commit();
      commits.committed();
      newNotes = false;
    }
  }

  /** Refuses threads that were left behind from now on: the writer is its owner's again. */
  public synchronized void end() {
    ended = true;
  }

  /**
   * Makes what was written the index that readers see. A rebuild that went on from an earlier one,
   * begun with other paths, first loses the items that this run knows nothing of.
   *
   * @return false where a rebuild holds nothing, and the index before it stays
   */
  public synchronized boolean publish() {
    if (writer.isPublished()) {
      return true;
    }
    removeUnknown();
    return writer.publish();
  }

  private void removeUnknown() {
    List<ItemId> unknown = new ArrayList<>();
    writer.forEachSource(
        "",
        item -> {
          boolean given = !(item.facts().provenance() instanceof Generated);
          if (given && known.at(item.source().uri()) == null) {
            unknown.add(item.id());
          }
        });
    for (ItemId id : unknown) {
      changing(() -> writer.remove(id));
      commitIfDue(); // what is uncommitted is made again where memory runs out, up to a bound
    }
    followPictures();
  }

  private void put(Draft draft, ItemId id, ItemId original) {
    Item item = draft.item(id, writer.byId(original).map(Item::facts).orElse(Facts.NONE));
    changing(() -> writer.addCopy(item, original));
    known.put(item);
  }

  /** A change that fails half-way must not be committed. */
  private void changing(Runnable change) {
    sound = false;
    change.run();
    sound = true;
    commits.changed();
  }

  private ItemId mint(Draft draft) {
    String seed = draft.source() + '\n' + draft.contentHash();
    ItemId id = idOf(seed);
    for (int attempt = 1; writer.byId(id).isPresent(); attempt++) {
      id = idOf(seed + '\n' + attempt);
    }
    return id;
  }

  private static ItemId idOf(String seed) {
    return new ItemId(ContentHash.of(seed).substring(0, 20));
  }
}
