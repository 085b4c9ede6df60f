package dev.diptych.index.internal.items;

import dev.diptych.core.Modality;
import dev.diptych.index.internal.files.Thumbnails;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;

/**
 * Sees to it that no thumbnail outlives the last item with its content: what was removed must not
 * be seen any more. Deletes only after the commit that removed the item. Not thread-safe.
 */
public final class ThumbnailUpkeep {

  private final Thumbnails thumbnails;

  /** Contents that lost an item since the last commit, and perhaps their last. */
  private final Set<String> released = new HashSet<>();

  public ThumbnailUpkeep(Thumbnails thumbnails) {
    this.thumbnails = thumbnails;
  }

  /** Notes that an item is about to lose its content. */
  public void release(String contentHash) {
    released.add(contentHash);
  }

  /**
   * Deletes those of released contents that no item has any more.
   *
   * @param committed sees the commit
   */
  public void afterCommit(DirectoryReader committed) throws IOException {
    for (Iterator<String> hashes = released.iterator(); hashes.hasNext(); ) {
      String hash = hashes.next();
      if (!isHeld(committed, hash)) {
        thumbnails.delete(hash);
      }
      hashes.remove();
    }
  }

  /**
   * Deletes all that belong to no item, and what a crash left half-written.
   *
   * @param committed sees the last commit
   * @return how many there were
   */
  public long sweep(DirectoryReader committed) throws IOException {
    long[] swept = {0};
    thumbnails.forEach(
        (hash, file) -> {
          if (hash == null || !isHeld(committed, hash)) {
            Files.deleteIfExists(file);
            swept[0]++;
          }
        });
    return swept[0];
  }

  /** {@return whether any picture has this content} */
  public static boolean isHeld(DirectoryReader reader, String contentHash) throws IOException {
    for (LeafReaderContext leaf : reader.leaves()) {
      PostingsEnum postings =
          leaf.reader()
              .postings(ItemFields.byContent(Modality.IMAGE, contentHash), PostingsEnum.NONE);
      Bits live = leaf.reader().getLiveDocs();
      while (postings != null && postings.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
        if (live == null || live.get(postings.docID())) {
          return true;
        }
      }
    }
    return false;
  }
}
