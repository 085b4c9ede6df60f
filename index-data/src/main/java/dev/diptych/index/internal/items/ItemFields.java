package dev.diptych.index.internal.items;

import dev.diptych.core.Content;
import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.FileStamp;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Look;
import dev.diptych.core.Modality;
import dev.diptych.core.Source;
import dev.diptych.index.internal.features.FeatureLocator;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an item's Lucene document.
 *
 * <p>Indexed as one term each: {@code id} (also as doc values), {@code modality}, {@code source},
 * {@code content} (modality and hash), {@code image_source}. Doc values only: {@code content_bytes}
 * (the hash as 32 bytes; documents written by earlier versions lack it). Stored only: {@code
 * content_hash}, {@code bytes}, {@code modified}, {@code width}, {@code height}, {@code text},
 * {@code feature_chunk}, {@code feature_offset}, {@code decoding}, {@code changed}. The vector is
 * in {@code image_vector} or {@code text_vector}, so that each graph holds one modality; of an
 * image with several the others are in {@code image_vector_1} and so on, each number in a graph of
 * its own. {@link FactFields} has the fields of facts and conditions, {@link WordFields} those of
 * words.
 */
public final class ItemFields {

  public static final String ID = "id";
  static final String SOURCE = "source";
  private static final String MODALITY = "modality";
  private static final String CONTENT = "content";
  static final String IMAGE_SOURCE = "image_source";
  static final String CONTENT_HASH = "content_hash";
  static final String CONTENT_BYTES = "content_bytes";
  private static final String BYTES = "bytes";
  private static final String MODIFIED = "modified";
  private static final String WIDTH = "width";
  private static final String HEIGHT = "height";
  private static final String TEXT = "text";
  private static final String DECODING = "decoding";
  private static final String CHANGED = "changed";
  private static final String FEATURE_CHUNK = "feature_chunk";
  private static final String FEATURE_OFFSET = "feature_offset";

  private ItemFields() {}

  public static Term byId(ItemId id) {
    return new Term(ID, id.value());
  }

  public static Term bySource(String source) {
    return new Term(SOURCE, source);
  }

  public static Term byImageSource(String source) {
    return new Term(IMAGE_SOURCE, source);
  }

  public static Term byModality(Modality modality) {
    return new Term(MODALITY, name(modality));
  }

  public static Term byContent(Modality modality, String contentHash) {
    return new Term(CONTENT, name(modality) + ":" + contentHash);
  }

  /**
   * {@return the field that holds the vectors of a modality that have this number}
   *
   * @param number from 0 on
   */
  public static String vector(Modality modality, int number) {
    String first = name(modality) + "_vector";
    return number == 0 ? first : first + "_" + number;
  }

  private static String name(Modality modality) {
    return modality.name().toLowerCase(Locale.ROOT);
  }

  public static Document document(Item item, Embedding vector, @Nullable FeatureLocator features) {
    Document document = new Document();
    document.add(new StringField(ID, item.id().value(), Field.Store.YES));
    document.add(new BinaryDocValuesField(ID, new BytesRef(item.id().value())));
    document.add(new StringField(MODALITY, name(item.modality()), Field.Store.YES));
    document.add(new StringField(SOURCE, item.source().uri(), Field.Store.YES));
    document.add(
        new StringField(
            CONTENT, byContent(item.modality(), item.contentHash()).text(), Field.Store.NO));
    document.add(new StoredField(CONTENT_HASH, item.contentHash()));
    document.add(
        new BinaryDocValuesField(
            CONTENT_BYTES, new BytesRef(HexFormat.of().parseHex(item.contentHash()))));
    document.add(new StoredField(BYTES, item.bytes()));
    document.add(new StoredField(MODIFIED, item.modifiedMillis()));
    document.add(new StoredField(WIDTH, item.width()));
    document.add(new StoredField(HEIGHT, item.height()));
    String text = item.text();
    if (text != null) {
      document.add(new StoredField(TEXT, text));
    }
    String imageSource = item.imageSource();
    if (imageSource != null) {
      document.add(new StringField(IMAGE_SOURCE, imageSource, Field.Store.YES));
    }
    if (item.decoding() > 0) {
      document.add(new StoredField(DECODING, item.decoding()));
    }
    if (item.changedMillis() != 0) {
      document.add(new StoredField(CHANGED, item.changedMillis()));
    }
    if (features != null) {
      document.add(new StoredField(FEATURE_CHUNK, features.chunk()));
      document.add(new StoredField(FEATURE_OFFSET, features.offset()));
    }
    FactFields.add(document, item);
    WordFields.add(document, item);
    for (int number = 0; number < vector.count(); number++) {
      document.add(
          new KnnFloatVectorField(
              vector(item.modality(), number),
              vector.vector(number),
              VectorSimilarityFunction.DOT_PRODUCT));
    }
    return document;
  }

  /**
   * Reads an item back.
   *
   * @param look of the same document
   * @throws IllegalArgumentException when the document is not one that {@link #document} made
   */
  static Item item(Document stored, Optional<Look> look) {
    try {
      return new Item(
          new ItemId(string(stored, ID)),
          new Source(string(stored, SOURCE)),
          content(stored),
          new FileStamp(
              number(stored, BYTES).longValue(),
              number(stored, MODIFIED).longValue(),
              stored.getField(CHANGED) == null ? 0 : number(stored, CHANGED).longValue()),
          FactFields.read(stored, look));
    } catch (DiptychException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Content content(Document stored) {
    String hash = string(stored, CONTENT_HASH);
    return switch (modality(stored)) {
      case IMAGE ->
          new Content.Image(
              hash,
              number(stored, WIDTH).intValue(),
              number(stored, HEIGHT).intValue(),
              stored.getField(DECODING) == null ? 0 : number(stored, DECODING).intValue());
      case TEXT ->
          new Content.Text(
              hash,
              string(stored, TEXT),
              Optional.ofNullable(stored.get(IMAGE_SOURCE)).map(Source::new));
    };
  }

  /** {@return an item's content hash, of a document read with this field alone or with all} */
  static String contentHash(Document stored) {
    return string(stored, CONTENT_HASH);
  }

  static Modality modality(Document stored) {
    return Modality.valueOf(string(stored, MODALITY).toUpperCase(Locale.ROOT));
  }

  static Optional<FeatureLocator> features(Document stored) {
    return stored.getField(FEATURE_CHUNK) == null
        ? Optional.empty()
        : Optional.of(
            new FeatureLocator(
                number(stored, FEATURE_CHUNK).intValue(),
                number(stored, FEATURE_OFFSET).longValue()));
  }

  private static String string(Document stored, String field) {
    @Nullable String value = stored.get(field);
    if (value == null) {
      throw new IllegalArgumentException("a document lacks the field " + field);
    }
    return value;
  }

  private static Number number(Document stored, String field) {
    @Nullable IndexableField value = stored.getField(field);
    @Nullable Number number = value == null ? null : value.numericValue();
    if (number == null) {
      throw new IllegalArgumentException("a document lacks the number " + field);
    }
    return number;
  }
}
