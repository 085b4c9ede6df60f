package dev.diptych.indexer.internal.encode;

import dev.diptych.core.Item;
import dev.diptych.core.Modality;
import dev.diptych.encoders.ImageReader;
import dev.diptych.index.ItemWriter;
import dev.diptych.indexer.internal.crawl.FoundFile;
import dev.diptych.indexer.internal.items.DecodingNote;
import dev.diptych.indexer.internal.items.ItemStore;
import dev.diptych.indexer.internal.items.KnownItem;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Which pictures of an index must be encoded again because this program reads their pixels by other
 * rules than the one that encoded them did. That is told by a file's first bytes; most pictures are
 * read as ever. Once all pictures of an index are known to be in step, the index itself notes it,
 * and no file is opened for this again. Thread-safe, except {@link #settle}.
 */
public final class DecodingRules {

  private final ItemWriter writer;
  private final ItemStore store;
  private final int ofIndex;
  private final Set<String> inStep = ConcurrentHashMap.newKeySet();

  private DecodingRules(ItemWriter writer, ItemStore store) {
    this.writer = writer;
    this.store = store;
    this.ofIndex = DecodingNote.read(writer.notes());
  }

  /** {@return the rules as they concern this index; one without items takes the newest} */
  public static DecodingRules of(ItemWriter writer, ItemStore store) {
    DecodingRules rules = new DecodingRules(writer, store);
    if (rules.ofIndex < ImageReader.DECODING) {
      AtomicBoolean empty = new AtomicBoolean(true);
      writer.forEachSource("", item -> empty.set(false));
      if (empty.get()) {
        // with the first item, so that an empty folder commits nothing
        store.putNotesWithNextChange(DecodingNote.write(writer.notes(), ImageReader.DECODING));
        return new DecodingRules(writer, store);
      }
    }
    return rules;
  }

  /** {@return whether what the index has of an unchanged file is what would be encoded now} */
  boolean stillHold(KnownItem item, FoundFile file) {
    if (isNewest(item.decoding())) {
      return true;
    }
    try {
      if (ImageReader.readsDifferentlySince(decoding(item.decoding()), file.path())) {
        return false;
      }
    } catch (NoSuchFileException e) {
      return false; // looked at again, and told
    } catch (IOException e) {
      return true; // unreadable today: what there is stays
    }
    inStep.add(item.source());
    return true;
  }

  /** As {@link #stillHold(KnownItem, FoundFile)}, for a file that was read anyway. */
  boolean stillHold(KnownItem item, byte[] content) {
    boolean hold = stillHold(item.decoding(), content);
    if (hold) {
      inStep.add(item.source());
    }
    return hold;
  }

  /** {@return whether an item was encoded by the newest rules, so that nothing need be read} */
  boolean areNewestOf(KnownItem item) {
    return isNewest(item.decoding());
  }

  /** {@return whether a content that was encoded by these rules would be encoded alike now} */
  boolean stillHold(int decoding, byte[] content) {
    return isNewest(decoding) || !ImageReader.readsDifferentlySince(decoding(decoding), content);
  }

  private boolean isNewest(int decoding) {
    return decoding(decoding) >= ImageReader.DECODING;
  }

  private int decoding(int ofItem) {
    return Math.max(ofItem, ofIndex);
  }

  /** Notes in the index, at the end of a run, when all its pictures are in step. */
  public void settle() {
    if (ofIndex >= ImageReader.DECODING) {
      return;
    }
    AtomicBoolean all = new AtomicBoolean(true);
    writer.forEachSource(
        "",
        item -> {
          if (!isInStep(item)) {
            all.set(false);
          }
        });
    if (all.get()) {
      note();
    }
  }

  private void note() {
    store.putNotes(DecodingNote.write(writer.notes(), ImageReader.DECODING));
  }

  private boolean isInStep(Item item) {
    return item.modality() == Modality.TEXT
        || isNewest(item.decoding())
        || inStep.contains(item.source().uri());
  }
}
