package dev.diptych.index.internal.files;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ModelFingerprint;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.ItemWriter;
import dev.diptych.index.NamedModel;
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

  private static final String FORMAT = "diptych.format";
  static final String MODEL = "diptych.model";
  static final String MODEL_NAME = "diptych.modelName";
  static final String RERANKER = "diptych.reranker";
  static final String RERANKER_NAME = "diptych.rerankerName";
  private static final String DIMENSION = "diptych.dimension";
  private static final String IMAGE_VECTORS = "diptych.imageVectors";
  static final String PATCHES = "diptych.patches";
  private static final String WIDTH = "diptych.width";
  static final String FEATURES = "diptych.features";
  static final String TOKENS = "diptych.tokens";
  private static final String CHUNKS = "diptych.chunks";
  public static final String REBUILD = "diptych.rebuild";
  private static final String NOTE = "diptych.note.";

  private final int formatVersion;
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
    this(IndexLayout.FORMAT_VERSION, spec, chunkLengths, notes, rebuildBegun);
  }

  private CommitManifest(
      int formatVersion,
      IndexSpec spec,
      long[] chunkLengths,
      Map<String, String> notes,
      Optional<Instant> rebuildBegun) {
    this.formatVersion = formatVersion;
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

  /** {@return the version it was written in, which is the newest one unless it was read} */
  public int formatVersion() {
    return formatVersion;
  }

  public Map<String, String> toUserData() {
    Map<String, String> data = new LinkedHashMap<>();
    data.put(FORMAT, Integer.toString(IndexLayout.FORMAT_VERSION));
    data.put(MODEL, spec.model().hex());
    data.put(MODEL_NAME, spec.modelName());
    data.put(RERANKER, spec.reranker().fingerprint().hex());
    data.put(RERANKER_NAME, spec.reranker().name());
    data.put(DIMENSION, Integer.toString(spec.dimension()));
    if (spec.imageVectors() > 1) {
      data.put(IMAGE_VECTORS, Integer.toString(spec.imageVectors()));
    }
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
      if (format > IndexLayout.FORMAT_VERSION) {
        throw IndexErrors.newerFormat(folder, format, IndexLayout.FORMAT_VERSION);
      }
      int patches = Integer.parseInt(required(data, PATCHES));
      @Nullable String tokens = data.get(TOKENS);
      NamedModel retriever =
          new NamedModel(new ModelFingerprint(required(data, MODEL)), required(data, MODEL_NAME));
      IndexSpec spec =
          new IndexSpec(
              retriever,
              reranker(data, retriever),
              Integer.parseInt(required(data, DIMENSION)),
              Integer.parseInt(data.getOrDefault(IMAGE_VECTORS, "1")),
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
          format, spec, lengths, notes(data), Optional.ofNullable(begun).map(Instant::parse));
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

  /** Manifests of version 1 name one model for both, and so do early ones of version 2. */
  private static NamedModel reranker(Map<String, String> data, NamedModel retriever) {
    return data.containsKey(RERANKER)
        ? new NamedModel(
            new ModelFingerprint(required(data, RERANKER)), required(data, RERANKER_NAME))
        : retriever;
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
