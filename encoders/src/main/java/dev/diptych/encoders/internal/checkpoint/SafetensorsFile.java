package dev.diptych.encoders.internal.checkpoint;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import com.google.errorprone.annotations.FormatMethod;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A safetensors file over mapped memory, checked whole at opening: header length, JSON, types,
 * sizes, and that the tensors tile the data without gap or overlap. Nothing is allocated in
 * proportion to a number the file merely claims.
 *
 * <p>Format: 8 bytes little-endian header length, a JSON object of {@code name -> {dtype, shape,
 * data_offsets}} with an optional {@code __metadata__}, then the data; offsets count from the end
 * of the header.
 */
public final class SafetensorsFile implements TensorSource {

  /** The format's own bound on headers; a real one of 600 tensors is some 70 kB. */
  private static final long LONGEST_HEADER = 100_000_000;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final String name;
  private final @Nullable Arena arena;
  private final MemorySegment data;
  private final SortedMap<String, TensorInfo> tensors = new TreeMap<>();
  private final Map<String, Range> ranges = new TreeMap<>();

  private record Range(long begin, long end) {}

  private SafetensorsFile(String name, @Nullable Arena arena, MemorySegment file) {
    this.name = name;
    this.arena = arena;
    if (file.byteSize() < 8) {
      throw refuse(
          "has %s bytes, fewer than the 8 of a header length: it is truncated or empty",
          file.byteSize());
    }
    long headerLength = file.get(JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
    long rest = file.byteSize() - 8;
    if (headerLength < 2 || headerLength > LONGEST_HEADER) {
      throw refuse(
          "announces a header of %s bytes, allowed are 2 to %s: it is not a safetensors file",
          Long.toUnsignedString(headerLength), LONGEST_HEADER);
    }
    if (headerLength > rest) {
      throw refuse(
          "announces a header of %s bytes but only %s follow: it is truncated", headerLength, rest);
    }
    this.data = file.asSlice(8 + headerLength);
    readHeader(file.asSlice(8, headerLength));
    checkTiling();
  }

  /**
   * Maps a file.
   *
   * @throws DiptychException INVALID_CHECKPOINT when it breaks a rule of the format, IO when it
   *     cannot be read
   */
  public static SafetensorsFile open(Path file) {
    return MappedFile.open(file, SafetensorsFile::new);
  }

  /** Reads a file that is already in memory. */
  public static SafetensorsFile over(String name, MemorySegment file) {
    return new SafetensorsFile(name, null, file);
  }

  private void readHeader(MemorySegment header) {
    if (header.get(JAVA_BYTE, 0) != '{') {
      throw refuse("has a header that does not start with '{': it is not a safetensors file");
    }
    JsonNode root;
    try {
      root = JSON.readTree(header.toArray(JAVA_BYTE));
    } catch (JacksonException e) {
      throw new DiptychException(
          ErrorCode.INVALID_CHECKPOINT,
          "%s has a header that is not valid JSON: %s; fetch the file again"
              .formatted(name, JsonProblem.describe(e)),
          e);
    }
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      if (!entry.getKey().equals("__metadata__")) {
        readEntry(entry.getKey(), entry.getValue());
      }
    }
  }

  private void readEntry(String tensor, JsonNode entry) {
    String dtype = entry.path("dtype").stringValue("");
    TensorType type =
        TensorType.named(dtype)
            .orElseThrow(
                () -> refuse("gives tensor %s the unknown dtype \"%s\"", tensor, clip(dtype)));
    JsonNode shapeNode = entry.path("shape");
    if (!shapeNode.isArray() || shapeNode.size() > 8) {
      throw refuse("gives tensor %s no shape, or one of more than 8 dimensions", tensor);
    }
    List<Long> shape = new ArrayList<>();
    long bytes = type.bytes();
    for (JsonNode dimension : shapeNode) {
      if (!dimension.isIntegralNumber()
          || !dimension.canConvertToLong()
          || dimension.longValue() < 0) {
        throw refuse(
            "gives tensor %s a shape that is not of whole numbers: %s",
            tensor, clip(shapeNode.toString()));
      }
      shape.add(dimension.longValue());
      try {
        bytes = Math.multiplyExact(bytes, dimension.longValue());
      } catch (ArithmeticException e) {
        throw refuse("gives tensor %s a shape beyond all memory: %s", tensor, shapeNode);
      }
    }
    JsonNode offsets = entry.path("data_offsets");
    if (!offsets.isArray()
        || offsets.size() != 2
        || !offsets.get(0).canConvertToLong()
        || !offsets.get(1).canConvertToLong()) {
      throw refuse("gives tensor %s no data_offsets of two numbers", tensor);
    }
    long begin = offsets.get(0).longValue();
    long end = offsets.get(1).longValue();
    if (begin < 0 || end < begin) {
      throw refuse("gives tensor %s the impossible data_offsets [%s, %s]", tensor, begin, end);
    }
    if (end > data.byteSize()) {
      throw refuse(
          "ends at byte %s of its data, but tensor %s reaches to byte %s: it is truncated",
          data.byteSize(), tensor, end);
    }
    if (end - begin != bytes) {
      throw refuse(
          "gives tensor %s %s bytes, but %s %s needs %s", tensor, end - begin, type, shape, bytes);
    }
    tensors.put(tensor, new TensorInfo(type, shape));
    ranges.put(tensor, new Range(begin, end));
  }

  private void checkTiling() {
    List<Map.Entry<String, Range>> byOffset = new ArrayList<>(ranges.entrySet());
    byOffset.sort(
        Comparator.comparingLong((Map.Entry<String, Range> e) -> e.getValue().begin())
            .thenComparingLong(e -> e.getValue().end()));
    long position = 0;
    String before = "the header";
    for (Map.Entry<String, Range> entry : byOffset) {
      Range range = entry.getValue();
      if (range.begin() < position) {
        throw refuse("has overlapping tensors: %s and %s", before, entry.getKey());
      }
      if (range.begin() > position) {
        throw refuse(
            "has a gap of %s bytes between %s and %s",
            range.begin() - position, before, entry.getKey());
      }
      position = range.end();
      before = entry.getKey();
    }
    if (position != data.byteSize()) {
      throw refuse("has %s bytes after its last tensor %s", data.byteSize() - position, before);
    }
  }

  @FormatMethod
  private DiptychException refuse(String what, Object... values) {
    return new DiptychException(
        ErrorCode.INVALID_CHECKPOINT,
        name + " " + String.format(Locale.ROOT, what, values) + "; fetch the file again");
  }

  private static String clip(String text) {
    return text.length() > 80 ? text.substring(0, 80) + "…" : text;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public SortedMap<String, TensorInfo> tensors() {
    return Collections.unmodifiableSortedMap(tensors);
  }

  @Override
  public MemorySegment bytes(String tensor) {
    Range range = ranges.get(tensor);
    if (range == null) {
      throw new DiptychException(ErrorCode.INTERNAL, name + " has no tensor " + tensor);
    }
    return data.asSlice(range.begin(), range.end() - range.begin());
  }

  @Override
  public void close() {
    if (arena != null) {
      arena.close();
    }
  }
}
