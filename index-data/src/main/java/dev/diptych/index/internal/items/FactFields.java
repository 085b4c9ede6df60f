package dev.diptych.index.internal.items;

import dev.diptych.core.Condition.Oriented.Orientation;
import dev.diptych.core.Facts;
import dev.diptych.core.Item;
import dev.diptych.core.Look;
import dev.diptych.core.PictureFormat;
import dev.diptych.core.Place;
import dev.diptych.core.Provenance;
import java.io.IOException;
import java.text.Normalizer;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.IntField;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.LatLonPoint;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an item's facts, and of what conditions ask of its source and content. The one
 * mapping of {@link Facts}: another fact is another few lines of {@link #add} and {@link #read}.
 *
 * <p>Names ending in {@code _term} hold folded words to look for: of a folder or a camera every end
 * of its name that begins with a whole part, so that a prefix of the term finds any run of parts.
 * Names ending in {@code _facet} hold what is shown and counted. {@code look} is in doc values, to
 * be read alone. Documents of earlier versions lack all of these until the next index run.
 */
public final class FactFields {

  static final String TAKEN = "taken";
  static final String PLACE = "place";
  static final String FORMAT = "format";
  static final String PIXELS_WIDE = "pixels_wide";
  static final String PIXELS_HIGH = "pixels_high";
  static final String ORIENTATION = "orientation";
  static final String CAMERA_TERM = "camera_term";
  static final String CAMERA_FACET = "camera_facet";
  static final String TAG_TERM = "tag_term";
  static final String TAG_FACET = "tag_facet";
  static final String FOLDER_TERM = "folder_term";
  static final String FOLDER_FACET = "folder_facet";
  public static final String FILE_TERM = "file_term";

  private static final String LOOK = "look";
  private static final String RULES = "facts_rules";
  private static final String SIDECAR_MILLIS = "facts_sidecar_millis";
  private static final String SIDECAR_BYTES = "facts_sidecar_bytes";
  private static final String CAMERA = "camera";
  private static final String LATITUDE = "latitude";
  private static final String LONGITUDE = "longitude";
  private static final String PLACE_NAME = "place_name";
  private static final String TITLE = "title";
  private static final String DESCRIPTION = "description";
  private static final String TAG = "tag";
  private static final String PROVENANCE = "provenance";
  private static final String ORIGIN = "origin";
  private static final String PROBABILITY = "caption_probability";
  private static final String CAPTION_OF = "caption_of";
  private static final String CAPTIONER = "captioner";
  private static final String CAPTIONS = "captions";
  private static final String TEXT_READER = "text_reader";
  private static final String READ_TEXT = "read_text";
  private static final String ETAG = "etag";

  private static final String EMBEDDED = "embedded";
  private static final String GENERATED = "generated ";

  private FactFields() {}

  /** {@return the term of words that a model wrote} */
  public static Term generated() {
    return new Term(ORIGIN, "generated");
  }

  /** Adds the fields of an item's facts, folder, file name and size. */
  static void add(Document document, Item item) {
    Facts facts = item.facts();
    if (!facts.reading().equals(Facts.Reading.NEVER)) {
      document.add(new StoredField(RULES, facts.reading().rules()));
      document.add(new StoredField(SIDECAR_MILLIS, facts.reading().sidecarMillis()));
      document.add(new StoredField(SIDECAR_BYTES, facts.reading().sidecarBytes()));
    }
    facts
        .takenAt()
        .ifPresent(taken -> document.add(new LongField(TAKEN, seconds(taken), Field.Store.YES)));
    if (!facts.camera().isEmpty()) {
      document.add(new StoredField(CAMERA, facts.camera()));
      document.add(new SortedSetDocValuesField(CAMERA_FACET, new BytesRef(facts.camera())));
      ends(fold(facts.camera()), ' ').forEach(end -> term(document, CAMERA_TERM, end));
    }
    facts.place().ifPresent(place -> addPlace(document, place));
    addWords(document, facts.words());
    facts
        .format()
        .ifPresent(
            format -> document.add(new KeywordField(FORMAT, format.label(), Field.Store.YES)));
    switch (facts.provenance()) {
      case Provenance.Given _ -> {}
      case Provenance.Embedded _ -> document.add(new StoredField(PROVENANCE, EMBEDDED));
      case Provenance.Generated generated -> {
        document.add(new StoredField(PROVENANCE, GENERATED + generated.model()));
        document.add(new StoredField(PROBABILITY, generated.probability()));
        document.add(new StoredField(CAPTION_OF, generated.picture()));
        term(document, ORIGIN, generated().text());
      }
    }
    facts
        .captioned()
        .ifPresent(
            captioned -> {
              document.add(new StoredField(CAPTIONER, captioned.captioner()));
              document.add(new StoredField(CAPTIONS, captioned.count()));
            });
    facts
        .readText()
        .ifPresent(
            read -> {
              document.add(new StoredField(TEXT_READER, read.reader()));
              document.add(new StoredField(READ_TEXT, read.text()));
            });
    facts.etag().ifPresent(etag -> document.add(new StoredField(ETAG, etag)));
    facts
        .look()
        .ifPresent(
            look -> document.add(new BinaryDocValuesField(LOOK, new BytesRef(look.toBytes()))));
    addSource(document, item);
  }

  private static void addPlace(Document document, Place place) {
    document.add(new LatLonPoint(PLACE, place.latitude(), place.longitude()));
    document.add(new StoredField(LATITUDE, place.latitude()));
    document.add(new StoredField(LONGITUDE, place.longitude()));
    document.add(new StoredField(PLACE_NAME, place.name()));
  }

  private static void addWords(Document document, Facts.Words words) {
    if (!words.title().isEmpty()) {
      document.add(new StoredField(TITLE, words.title()));
    }
    if (!words.description().isEmpty()) {
      document.add(new StoredField(DESCRIPTION, words.description()));
    }
    for (String tag : words.tags()) {
      document.add(new StoredField(TAG, tag));
      document.add(new SortedSetDocValuesField(TAG_FACET, new BytesRef(tag)));
      term(document, TAG_TERM, fold(tag));
    }
  }

  private static void addSource(Document document, Item item) {
    String folder = item.source().folder();
    document.add(new SortedSetDocValuesField(FOLDER_FACET, new BytesRef(folder)));
    String folded = fold(folder);
    term(document, FOLDER_TERM, folded + "/");
    ends(folded.substring(folded.startsWith("/") ? 1 : 0), '/')
        .forEach(end -> term(document, FOLDER_TERM, end));
    term(document, FILE_TERM, fold(item.source().shownName()));
    if (item.width() > 0) {
      term(document, ORIENTATION, orientation(item).name().toLowerCase(Locale.ROOT));
      document.add(new IntField(PIXELS_WIDE, item.width(), Field.Store.NO));
      document.add(new IntField(PIXELS_HIGH, item.height(), Field.Store.NO));
    }
  }

  private static Orientation orientation(Item item) {
    if (item.width() == item.height()) {
      return Orientation.SQUARE;
    }
    return item.width() > item.height() ? Orientation.LANDSCAPE : Orientation.PORTRAIT;
  }

  private static void term(Document document, String field, String term) {
    document.add(new StringField(field, term, Field.Store.NO));
  }

  /** {@return {@code a/b/c/, b/c/, c/} of {@code a/b/c}} */
  private static List<String> ends(String name, char separator) {
    List<String> ends = new ArrayList<>();
    for (int at = 0; at >= 0 && at < name.length(); ) {
      ends.add(name.substring(at) + separator);
      int next = name.indexOf(separator, at);
      at = next < 0 ? -1 : next + 1;
    }
    return ends;
  }

  /** {@return a name as it is looked for: composed, in lower case} */
  static String fold(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT).strip();
  }

  /** {@return a local time as seconds since 1970, as if it were UTC's} */
  static long seconds(LocalDateTime local) {
    return local.toEpochSecond(ZoneOffset.UTC);
  }

  /** {@return how the picture of a document looks, where the index knows} */
  static Optional<Look> look(LeafReader leaf, int doc) throws IOException {
    @Nullable BinaryDocValues looks = leaf.getBinaryDocValues(LOOK);
    if (looks == null || !looks.advanceExact(doc)) {
      return Optional.empty();
    }
    BytesRef stored = looks.binaryValue();
    return Look.fromBytes(stored.bytes, stored.offset, stored.length);
  }

  /**
   * Reads facts back; those of documents of earlier versions are {@link Facts#NONE}.
   *
   * @param look of the same document, which is not among the stored fields
   */
  static Facts read(Document stored, Optional<Look> look) {
    return new Facts(
        new Facts.Reading(
            (int) number(stored, RULES).orElse(0L).longValue(),
            number(stored, SIDECAR_MILLIS).orElse(0L),
            number(stored, SIDECAR_BYTES).orElse(0L)),
        number(stored, TAKEN)
            .map(seconds -> LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC)),
        string(stored, CAMERA),
        place(stored),
        new Facts.Words(
            string(stored, TITLE),
            string(stored, DESCRIPTION),
            Arrays.asList(stored.getValues(TAG))),
        PictureFormat.named(string(stored, FORMAT)),
        provenance(stored),
        stored.get(CAPTIONER) == null
            ? Optional.empty()
            : Optional.of(
                new Facts.Captioned(
                    string(stored, CAPTIONER), number(stored, CAPTIONS).orElse(0L).intValue())),
        look,
        stored.get(TEXT_READER) == null
            ? Optional.empty()
            : Optional.of(
                new Facts.ReadText(string(stored, TEXT_READER), string(stored, READ_TEXT))),
        Optional.ofNullable(stored.get(ETAG)));
  }

  private static Optional<Place> place(Document stored) {
    @Nullable IndexableField latitude = stored.getField(LATITUDE);
    @Nullable IndexableField longitude = stored.getField(LONGITUDE);
    if (latitude == null || longitude == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Place(
            latitude.numericValue().doubleValue(),
            longitude.numericValue().doubleValue(),
            string(stored, PLACE_NAME)));
  }

  private static Provenance provenance(Document stored) {
    String origin = string(stored, PROVENANCE);
    if (origin.equals(EMBEDDED)) {
      return new Provenance.Embedded();
    }
    @Nullable IndexableField probability = stored.getField(PROBABILITY);
    return origin.startsWith(GENERATED)
        ? new Provenance.Generated(
            origin.substring(GENERATED.length()),
            probability == null ? 0 : probability.numericValue().doubleValue(),
            string(stored, CAPTION_OF))
        : new Provenance.Given();
  }

  private static String string(Document stored, String field) {
    @Nullable String value = stored.get(field);
    return value == null ? "" : value;
  }

  private static Optional<Long> number(Document stored, String field) {
    @Nullable IndexableField value = stored.getField(field);
    return value == null ? Optional.empty() : Optional.of(value.numericValue().longValue());
  }
}
