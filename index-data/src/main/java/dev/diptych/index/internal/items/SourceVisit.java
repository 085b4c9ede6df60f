package dev.diptych.index.internal.items;

import dev.diptych.core.Item;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the items whose source starts with a prefix, one at a time, without a list of them.
 */
public final class SourceVisit {

  private final BytesRef prefix;
  private final Iterator<LeafReaderContext> leaves;

  private @Nullable LeafReaderContext leaf;
  private @Nullable TermsEnum terms;
  private @Nullable PostingsEnum postings;

  public SourceVisit(DirectoryReader reader, String sourcePrefix) {
    this.prefix = new BytesRef(sourcePrefix);
    this.leaves = reader.leaves().iterator();
  }

  /** {@return the next item; empty after the last} */
  public Optional<Item> next() throws IOException {
    while (true) {
      LeafReaderContext current = leaf;
      PostingsEnum docs = postings;
      if (current != null && docs != null) {
        Bits live = current.reader().getLiveDocs();
        int doc = docs.nextDoc();
        while (doc != DocIdSetIterator.NO_MORE_DOCS) {
          if (live == null || live.get(doc)) {
            return Optional.of(StoredItem.of(current, doc).item());
          }
          doc = docs.nextDoc();
        }
      }
      if (!nextTerm()) {
        return Optional.empty();
      }
    }
  }

  private boolean nextTerm() throws IOException {
    TermsEnum current = terms;
    BytesRef term = current == null ? null : current.next();
    while (current == null || term == null || !StringHelper.startsWith(term, prefix)) {
      if (!leaves.hasNext()) {
        terms = null;
        postings = null;
        return false;
      }
      LeafReaderContext context = leaves.next();
      leaf = context;
      LeafReader reader = context.reader();
      @Nullable Terms sources = reader.terms(ItemFields.SOURCE);
      current = sources == null ? null : sources.iterator();
      terms = current;
      term =
          current == null || current.seekCeil(prefix) == TermsEnum.SeekStatus.END
              ? null
              : current.term();
    }
    postings = current.postings(null, PostingsEnum.NONE);
    return true;
  }
}
