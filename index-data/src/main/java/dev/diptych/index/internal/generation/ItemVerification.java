package dev.diptych.index.internal.generation;

import dev.diptych.core.Embedding;
import dev.diptych.core.Item;
import dev.diptych.core.Modality;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.internal.features.FeatureLocator;
import dev.diptych.index.internal.items.ItemFields;
import dev.diptych.index.internal.items.StoredItem;
import java.io.IOException;
import java.util.Optional;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/** Reads every item with its vector and its reference to features. */
final class ItemVerification {

  private final DirectoryReader reader;
  private final IndexSpec spec;
  private final FeatureVerification features;
  private final ThumbnailVerification thumbnails;
  private final Verification findings;

  ItemVerification(
      DirectoryReader reader,
      IndexSpec spec,
      FeatureVerification features,
      ThumbnailVerification thumbnails,
      Verification findings) {
    this.reader = reader;
    this.spec = spec;
    this.features = features;
    this.thumbnails = thumbnails;
    this.findings = findings;
  }

  /** {@return the number of items read} */
  long run() throws IOException {
    long items = 0;
    for (LeafReaderContext leaf : reader.leaves()) {
      Bits live = leaf.reader().getLiveDocs();
      BinaryDocValues ids = leaf.reader().getBinaryDocValues(ItemFields.ID);
      for (int doc = 0; doc < leaf.reader().maxDoc(); doc++) {
        if (live == null || live.get(doc)) {
          items++;
          check(leaf, doc, ids);
        }
      }
    }
    return items;
  }

  private void check(LeafReaderContext leaf, int doc, @Nullable BinaryDocValues ids) {
    try {
      StoredItem stored = StoredItem.of(leaf, doc);
      Item item = stored.item();
      checkVectors(item, stored.vector()); // there, finite and of length 1, or it throws
      if (ids == null
          || !ids.advanceExact(doc)
          || !ids.binaryValue().utf8ToString().equals(item.id().value())) {
        findings.damage("item %s is not found under its id".formatted(item.id()));
      }
      if (number(ItemFields.byId(item.id())) != 1) {
        findings.damage("there is more than one item %s".formatted(item.id()));
      }
      if (number(ItemFields.bySource(item.source().uri())) != 1) {
        findings.stale("more than one item comes from %s".formatted(item.source()));
      }
      checkFeatures(item, stored.features());
      if (item.modality() == Modality.IMAGE) {
        thumbnails.expect(item);
      }
    } catch (IOException | RuntimeException e) {
      findings.damage("document %s of %s: %s".formatted(doc, leaf.reader(), e.getMessage()));
    }
  }

  private void checkVectors(Item item, Embedding vector) {
    int due = spec.vectors(item.modality());
    if (vector.count() != due || vector.dimension() != spec.dimension()) {
      findings.damage(
          "item %s has vectors of %s x %s, but the index says %s x %s"
              .formatted(item.id(), vector.count(), vector.dimension(), due, spec.dimension()));
    }
  }

  private void checkFeatures(Item item, Optional<FeatureLocator> locator) {
    boolean due = item.modality() == Modality.IMAGE && features.areStored();
    if (locator.isPresent() != due) {
      findings.damage(
          "item %s %s patch features".formatted(item.id(), due ? "lacks its" : "has unexpected"));
    } else if (locator.isPresent()) {
      String fault = features.use(locator.get());
      if (fault != null) {
        findings.damage("item %s (%s): %s".formatted(item.id(), item.source(), fault));
      }
    }
  }

  private int number(Term term) throws IOException {
    int[] live = {0};
    StoredItem.forEach(
        reader,
        term,
        stored -> {
          live[0]++;
          return live[0] < 2;
        });
    return live[0];
  }
}
