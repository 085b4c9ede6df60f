package dev.diptych.encoders.internal.checkpoint;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tensors in several files, with an index that says which is in which:
 *
 * <pre>
 * {"metadata": {"total_size": 1784518664},
 *  "weight_map": {"itm_head.bias": "model-00002-of-00002.safetensors", ...}}
 * </pre>
 */
public final class ShardedTensors implements TensorSource {

  private static final long LONGEST_INDEX = 64L << 20;
  private static final int MOST_FILES = 1000;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final Path index;
  private final SortedMap<String, TensorSource> files = new TreeMap<>();
  private final SortedMap<String, TensorInfo> tensors = new TreeMap<>();
  private final Map<String, TensorSource> places = new TreeMap<>();

  private ShardedTensors(Path index) {
    this.index = index;
  }

  /**
   * Maps all files of an index.
   *
   * @param index lies beside them
   * @param open opens one of them
   * @throws DiptychException INVALID_CHECKPOINT when index and files do not fit each other, IO when
   *     one cannot be read
   */
  public static ShardedTensors open(Path index, Function<Path, TensorSource> open) {
    ShardedTensors sharded = new ShardedTensors(index);
    boolean opened = false;
    try {
      sharded.read(open);
      opened = true;
      return sharded;
    } finally {
      if (!opened) {
        sharded.close();
      }
    }
  }

  private void read(Function<Path, TensorSource> open) {
    JsonNode map = parse().path("weight_map");
    if (!map.isObject() || map.isEmpty()) {
      throw refuse("has no \"weight_map\" that says which tensor is in which file");
    }
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      TensorSource file = file(entry.getValue().stringValue(""), open);
      TensorInfo info = file.tensors().get(entry.getKey());
      if (info == null) {
        throw refuse(
            "says that %s holds the tensor %s, but it does not"
                .formatted(file.name(), entry.getKey()));
      }
      tensors.put(entry.getKey(), info);
      places.put(entry.getKey(), file);
    }
    for (TensorSource file : files.values()) {
      for (String tensor : file.tensors().keySet()) {
        if (!places.containsKey(tensor)) {
          throw refuse("does not name the tensor %s of %s".formatted(tensor, file.name()));
        }
      }
    }
  }

  private JsonNode parse() {
    try {
      if (Files.size(index) > LONGEST_INDEX) {
        throw refuse(
            "has %s bytes, but an index has at most %s"
                .formatted(Files.size(index), LONGEST_INDEX));
      }
      LfsPointer.refuse(index);
      return JSON.readTree(Files.readAllBytes(index));
    } catch (JacksonException e) {
      throw new DiptychException(
          ErrorCode.INVALID_CHECKPOINT,
          "%s is not JSON: %s; fetch it again".formatted(index, JsonProblem.describe(e)),
          e);
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.IO, "cannot read %s: %s".formatted(index, IoReason.of(e)), e);
    }
  }

  private TensorSource file(String name, Function<Path, TensorSource> open) {
    TensorSource known = files.get(name);
    if (known != null) {
      return known;
    }
    if (!name.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,200}")) {
      throw refuse("names the file \"%s\", which does not lie beside it".formatted(clip(name)));
    }
    if (files.size() >= MOST_FILES) {
      throw refuse("names more than %s files".formatted(MOST_FILES));
    }
    Path file = index.resolveSibling(name);
    if (!Files.isRegularFile(file)) {
      throw refuse("names %s, which is not there: fetch that file too".formatted(name));
    }
    TensorSource opened = open.apply(file);
    files.put(name, opened);
    return opened;
  }

  private static String clip(String text) {
    String plain = text.replaceAll("\\p{Cntrl}", "?");
    return plain.length() > 80 ? plain.substring(0, 80) + "..." : plain;
  }

  private DiptychException refuse(String what) {
    return new DiptychException(
        ErrorCode.INVALID_CHECKPOINT,
        "%s %s; fetch all files of one revision".formatted(index, what));
  }

  @Override
  public String name() {
    return String.valueOf(index.getFileName());
  }

  @Override
  public SortedMap<String, TensorInfo> tensors() {
    return Collections.unmodifiableSortedMap(tensors);
  }

  @Override
  public MemorySegment bytes(String tensor) {
    TensorSource file = places.get(tensor);
    if (file == null) {
      throw new DiptychException(ErrorCode.INTERNAL, name() + " has no tensor " + tensor);
    }
    return file.bytes(tensor);
  }

  @Override
  public String nameInFile(String tensor) {
    TensorSource file = places.get(tensor);
    return file == null ? tensor : file.nameInFile(tensor);
  }

  @Override
  public void verify(String tensor) {
    TensorSource file = places.get(tensor);
    if (file != null) {
      file.verify(tensor);
    }
  }

  @Override
  public void close() {
    files.values().forEach(TensorSource::close);
  }
}
