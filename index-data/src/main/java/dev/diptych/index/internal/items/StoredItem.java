package dev.diptych.index.internal.items;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.Item;
import dev.diptych.index.internal.features.FeatureLocator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/** A live document of an index, read as far as it is asked for. Valid while its reader is open. */
public final class StoredItem {

  private final LeafReaderContext leaf;
  private final int doc;
  private final Document stored;

  private StoredItem(LeafReaderContext leaf, int doc) throws IOException {
    this.leaf = leaf;
    this.doc = doc;
    this.stored = leaf.reader().storedFields().document(doc);
  }

  /** Visits the live documents with a term until the visitor has seen enough. */
  public static void forEach(IndexReader reader, Term term, Visitor visitor) throws IOException {
    for (LeafReaderContext leaf : reader.leaves()) {
      PostingsEnum postings = leaf.reader().postings(term, PostingsEnum.NONE);
      if (postings == null) {
        continue;
      }
      Bits live = leaf.reader().getLiveDocs();
      for (int doc = postings.nextDoc();
          doc != DocIdSetIterator.NO_MORE_DOCS;
          doc = postings.nextDoc()) {
        if ((live == null || live.get(doc)) && !visitor.goOn(new StoredItem(leaf, doc))) {
          return;
        }
      }
    }
  }

  /** What is done with a document; says whether to go on to the next one. */
  @FunctionalInterface
  public interface Visitor {
    boolean goOn(StoredItem item) throws IOException;
  }

  /** {@return any live document with a term whose item is accepted} */
  public static Optional<StoredItem> first(IndexReader reader, Term term, Predicate<Item> accepted)
      throws IOException {
    StoredItem[] found = new StoredItem[1];
    forEach(
        reader,
        term,
        stored -> {
          if (accepted.test(stored.item())) {
            found[0] = stored;
            return false;
          }
          return true;
        });
    return Optional.ofNullable(found[0]);
  }

  /** {@return the live document with a term, where there is one} */
  public static Optional<StoredItem> first(IndexReader reader, Term term) throws IOException {
    return first(reader, term, item -> true);
  }

  public static StoredItem of(LeafReaderContext leaf, int doc) throws IOException {
    return new StoredItem(leaf, doc);
  }

  public Item item() throws IOException {
    try {
      return ItemFields.item(stored, FactFields.look(leaf.reader(), doc));
    } catch (IllegalArgumentException e) {
      throw damaged(e.getMessage(), e);
    }
  }

  public Optional<FeatureLocator> features() {
    return ItemFields.features(stored);
  }

  public Embedding vector() throws IOException {
    List<FloatVectorValues> fields = StoredVectors.fields(leaf.reader(), item().modality());
    KnnVectorValues.DocIndexIterator at = fields.isEmpty() ? null : fields.getFirst().iterator();
    if (at == null || at.advance(doc) != doc) {
      throw damaged("item %s has no vector".formatted(item().id()), null);
    }
    try {
      return StoredVectors.at(fields, at.index());
    } catch (DiptychException e) {
      throw damaged("the vector of item %s is broken".formatted(item().id()), e);
    }
  }

  private CorruptIndexException damaged(@Nullable String what, @Nullable Throwable cause) {
    return new CorruptIndexException(what, "document %s of %s".formatted(doc, leaf), cause);
  }
}
