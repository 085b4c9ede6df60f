package dev.diptych.index.internal.files;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ModelFingerprint;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.ItemWriter;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What rides in the user data of every Lucene commit: the spec, how far the chunks reach, the
 * notes, and, in a rebuild that is not finished, when it was begun.
 */
public final class CommitManifest {

  /** The newest manifest this program reads. */
  static final int NEWEST_FORMAT = 2;

  private static final String FORMAT = "diptych.format";
  static final String MODEL = "diptych.model";
  static final String MODEL_NAME = "diptych.modelName";
  private static final String DIMENSION = "diptych.dimension";
  static final String PATCHES = "diptych.patches";
  private static final String WIDTH = "diptych.width";
  static final String FEATURES = "diptych.features";
  static final String TOKENS = "diptych.tokens";
  private static final String CHUNKS = "diptych.chunks";
  public static final String REBUILD = "diptych.rebuild";
  private static final String NOTE = "diptych.note.";

  private final IndexSpec spec;
  private final long[] chunkLengths;
  private final Map<String, String> notes;
  private final Optional<Instant> rebuildBegun;

  public CommitManifest(IndexSpec spec, long[] chunkLengths) {
    this(spec, chunkLengths, Map.of(), Optional.empty());
  }

  public CommitManifest(
      IndexSpec spec,
      long[] chunkLengths,
      Map<String, String> notes,
      Optional<Instant> rebuildBegun) {
    this.spec = spec;
    this.chunkLengths = chunkLengths.clone();
    this.notes = Map.copyOf(notes);
    this.rebuildBegun = rebuildBegun;
  }

  public IndexSpec spec() {
    return spec;
  }

  /** {@return committed bytes of chunk 1, 2, ...} */
  public long[] chunkLengths() {
    return chunkLengths.clone();
  }

  /** {@return what {@link ItemWriter#putNotes} was given last} */
  public Map<String, String> notes() {
    return notes;
  }

  /** {@return when the rebuild was begun that this commit belongs to; empty once it is finished} */
  public Optional<Instant> rebuildBegun() {
    return rebuildBegun;
  }

  public long featureBytes() {
    return LongStream.of(chunkLengths).sum();
  }

  /**
   * {@return the oldest version that reads this index: 1, or 2 where features are int8 or tokens
   * merged, which programs of version 1 do not know}
   */
  public int formatVersion() {
    return spec.features() == FeatureFormat.INT8 || spec.mergesTokens() ? NEWEST_FORMAT : 1;
  }

  public Map<String, String> toUserData() {
    Map<String, String> data = new LinkedHashMap<>();
    data.put(FORMAT, Integer.toString(formatVersion()));
    data.put(MODEL, spec.model().hex());
    data.put(MODEL_NAME, spec.modelName());
    data.put(DIMENSION, Integer.toString(spec.dimension()));
    data.put(PATCHES, Integer.toString(spec.patches()));
    data.put(WIDTH, Integer.toString(spec.width()));
    data.put(FEATURES, spec.features().name());
    if (spec.mergesTokens()) {
      data.put(TOKENS, Integer.toString(spec.tokens()));
    }
    data.put(
        CHUNKS,
        LongStream.of(chunkLengths).mapToObj(Long::toString).collect(Collectors.joining(" ")));
    notes.forEach((name, text) -> data.put(NOTE + name, text));
    rebuildBegun.ifPresent(begun -> data.put(REBUILD, begun.toString()));
    return data;
  }

  /**
   * Reads a commit's user data.
   *
   * @throws DiptychException INCOMPATIBLE_INDEX for a newer format, CORRUPT_INDEX for nonsense
   */
  public static CommitManifest of(Path folder, Map<String, String> data) {
    try {
      int format = Integer.parseInt(required(data, FORMAT));
      if (format > NEWEST_FORMAT) {
        throw IndexErrors.newerFormat(folder, format, NEWEST_FORMAT);
      }
      int patches = Integer.parseInt(required(data, PATCHES));
      @Nullable String tokens = data.get(TOKENS);
      IndexSpec spec =
          new IndexSpec(
              new ModelFingerprint(required(data, MODEL)),
              required(data, MODEL_NAME),
              Integer.parseInt(required(data, DIMENSION)),
              patches,
              Integer.parseInt(required(data, WIDTH)),
              FeatureFormat.valueOf(required(data, FEATURES)),
              tokens == null ? patches : Integer.parseInt(tokens));
      String chunks = required(data, CHUNKS);
      long[] lengths =
          chunks.isEmpty()
              ? new long[0]
              : Arrays.stream(chunks.split(" ", -1)).mapToLong(Long::parseLong).toArray();
      @Nullable String begun = data.get(REBUILD);
      return new CommitManifest(
          spec, lengths, notes(data), Optional.ofNullable(begun).map(Instant::parse));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw IndexErrors.corrupt(folder, "its Lucene commit has no valid manifest: " + data, e);
    } catch (DiptychException e) {
      throw switch (e.code()) {
        case INTERNAL, INVALID_REQUEST ->
            IndexErrors.corrupt(folder, "its manifest is invalid: " + e.getMessage(), e);
        default -> e;
      };
    }
  }

  private static Map<String, String> notes(Map<String, String> data) {
    return data.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(NOTE))
        .collect(
            Collectors.toMap(
                entry -> entry.getKey().substring(NOTE.length()), Map.Entry::getValue));
  }

  private static String required(Map<String, String> data, String key) {
    @Nullable String value = data.get(key);
    if (value == null) {
      throw new IllegalArgumentException(key);
    }
    return value;
  }
}
