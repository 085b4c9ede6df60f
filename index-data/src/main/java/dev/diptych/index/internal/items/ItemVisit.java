package dev.diptych.index.internal.items;

import dev.diptych.core.Item;
import java.io.IOException;
import java.util.function.Consumer;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.jspecify.annotations.Nullable;

/**
 * Hands the items that have a term to a visitor. What the visitor throws is its own and no failure
 * of the index: it ends the visit, and {@link #end} throws it again.
 */
public final class ItemVisit {

  private final Consumer<Item> visitor;
  private @Nullable RuntimeException thrown;

  public ItemVisit(Consumer<Item> visitor) {
    this.visitor = visitor;
  }

  /** Visits the live documents with a term; {@return whether all were visited} */
  public boolean of(IndexReader reader, Term term) throws IOException {
    StoredItem.forEach(
        reader,
        term,
        stored -> {
          Item item = stored.item();
          try {
            visitor.accept(item);
          } catch (RuntimeException e) {
            thrown = e;
          }
          return thrown == null;
        });
    return thrown == null;
  }

  /** Throws what the visitor threw, if anything. */
  public void end() {
    if (thrown != null) {
      throw thrown;
    }
  }
}
