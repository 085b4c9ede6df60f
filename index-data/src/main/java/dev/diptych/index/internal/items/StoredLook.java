package dev.diptych.index.internal.items;

import dev.diptych.core.ItemId;
import dev.diptych.core.Look;
import java.io.IOException;
import java.util.Optional;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;

/** How pictures look, read from doc values alone. */
public final class StoredLook {

  private StoredLook() {}

  /** {@return how an item looks; empty where it is no picture, or no run has seen to it} */
  public static Optional<Look> of(IndexReader reader, ItemId id) throws IOException {
    for (LeafReaderContext leaf : reader.leaves()) {
      PostingsEnum postings = leaf.reader().postings(ItemFields.byId(id), PostingsEnum.NONE);
      Bits live = leaf.reader().getLiveDocs();
      while (postings != null && postings.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
        if (live == null || live.get(postings.docID())) {
          return FactFields.look(leaf.reader(), postings.docID());
        }
      }
    }
    return Optional.empty();
  }
}
