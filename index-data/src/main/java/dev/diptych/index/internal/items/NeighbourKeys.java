package dev.diptych.index.internal.items;

import dev.diptych.core.ItemId;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Set;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Ids and content hashes of the documents of one segment, read in ascending order. Not thread-safe.
 */
public final class NeighbourKeys {

  private final LeafReader leaf;
  private final BinaryDocValues ids;
  private final @Nullable BinaryDocValues contents;
  private @Nullable StoredFields stored;

  public NeighbourKeys(LeafReader leaf) throws IOException {
    @Nullable BinaryDocValues values = leaf.getBinaryDocValues(ItemFields.ID);
    if (values == null) {
      throw new CorruptIndexException("vectors without ids", leaf.toString());
    }
    this.leaf = leaf;
    this.ids = values;
    this.contents = leaf.getBinaryDocValues(ItemFields.CONTENT_BYTES);
  }

  public ItemId id(int doc) throws IOException {
    if (!ids.advanceExact(doc)) {
      throw new CorruptIndexException("a vector without an id", "document " + doc);
    }
    return new ItemId(ids.binaryValue().utf8ToString());
  }

  /** {@return the content hash, 64 hexadecimal digits} */
  public String contentHash(int doc) throws IOException {
    if (contents != null && contents.advanceExact(doc)) {
      BytesRef hash = contents.binaryValue();
      return HexFormat.of().formatHex(hash.bytes, hash.offset, hash.offset + hash.length);
    }
    return storedHash(doc);
  }

  /** Documents of earlier versions have it among the stored fields only, which takes longer. */
  private String storedHash(int doc) throws IOException {
    StoredFields fields = stored;
    if (fields == null) {
      fields = leaf.storedFields();
      stored = fields;
    }
    try {
      return ItemFields.contentHash(fields.document(doc, Set.of(ItemFields.CONTENT_HASH)));
    } catch (IllegalArgumentException e) {
      throw new CorruptIndexException("a vector without a content hash", "document " + doc, e);
    }
  }
}
