package dev.diptych.encoders.internal.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Takes a safetensors file apart and puts changed ones together, for tests of what is refused. */
public final class SafetensorsEditor {

  private final Map<String, Entry> tensors = new LinkedHashMap<>();

  @SuppressWarnings("ArrayRecordComponent") // test data, never compared
  private record Entry(String dtype, List<Long> shape, byte[] data) {}

  /** {@return one without tensors} */
  public static SafetensorsEditor empty() {
    return new SafetensorsEditor();
  }

  /** Reads a well-formed file. */
  public static SafetensorsEditor read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int header = Math.toIntExact(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong());
    SafetensorsEditor editor = new SafetensorsEditor();
    JsonNode root =
        JsonMapper.shared().readTree(new String(bytes, 8, header, StandardCharsets.UTF_8));
    root.properties()
        .forEach(
            entry -> {
              if (!entry.getKey().equals("__metadata__")) {
                int begin = entry.getValue().at("/data_offsets/0").intValue();
                int end = entry.getValue().at("/data_offsets/1").intValue();
                byte[] data = new byte[end - begin];
                System.arraycopy(bytes, 8 + header + begin, data, 0, data.length);
                List<Long> shape =
                    StreamSupport.stream(entry.getValue().get("shape").spliterator(), false)
                        .map(JsonNode::longValue)
                        .toList();
                editor.tensors.put(
                    entry.getKey(),
                    new Entry(entry.getValue().get("dtype").stringValue(), shape, data));
              }
            });
    return editor;
  }

  /** {@return the names, in file order} */
  public List<String> names() {
    return List.copyOf(tensors.keySet());
  }

  /** Leaves a tensor out. */
  public SafetensorsEditor remove(String name) {
    if (tensors.remove(name) == null) {
      throw new IllegalArgumentException("no tensor " + name);
    }
    return this;
  }

  /** Adds or replaces a tensor. */
  public SafetensorsEditor put(String name, String dtype, List<Long> shape, byte[] data) {
    tensors.put(name, new Entry(dtype, shape, data));
    return this;
  }

  /** Puts something in front of every name. */
  public SafetensorsEditor prefixed(String prefix) {
    Map<String, Entry> renamed = new LinkedHashMap<>();
    tensors.forEach((name, entry) -> renamed.put(prefix + name, entry));
    tensors.clear();
    tensors.putAll(renamed);
    return this;
  }

  /** Gives a tensor another shape over the same bytes. */
  public SafetensorsEditor reshape(String name, List<Long> shape) {
    Entry entry = Objects.requireNonNull(tensors.get(name), name);
    return put(name, entry.dtype(), shape, entry.data());
  }

  /** {@return a tensor's bytes, little-endian} */
  public byte[] data(String name) {
    return Objects.requireNonNull(tensors.get(name), name).data();
  }

  /** {@return the shape of a tensor} */
  public List<Long> shape(String name) {
    return Objects.requireNonNull(tensors.get(name), name).shape();
  }

  /** Puts bytes in place of some of a tensor's. */
  public SafetensorsEditor overwrite(String name, int at, byte[] bytes) {
    byte[] data = Objects.requireNonNull(tensors.get(name), name).data();
    System.arraycopy(bytes, 0, data, at, bytes.length);
    return this;
  }

  /** Stores all F32 tensors as another float type of two bytes, cut to its precision. */
  public SafetensorsEditor narrow(String dtype) {
    tensors.replaceAll(
        (name, entry) -> entry.dtype().equals("F32") ? narrowed(entry, dtype) : entry);
    return this;
  }

  private static Entry narrowed(Entry entry, String dtype) {
    ByteBuffer from = ByteBuffer.wrap(entry.data()).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer to = ByteBuffer.allocate(entry.data().length / 2).order(ByteOrder.LITTLE_ENDIAN);
    while (from.hasRemaining()) {
      float value = from.getFloat();
      to.putShort(
          dtype.equals("BF16")
              ? (short) (Float.floatToIntBits(value) >>> 16)
              : Float.floatToFloat16(value));
    }
    return new Entry(dtype, entry.shape(), to.array());
  }

  /** Rounds all F32 tensors as {@link #narrow} does, but keeps the type. */
  public SafetensorsEditor rounded(String dtype) {
    narrow(dtype);
    tensors.replaceAll(
        (name, entry) -> {
          if (!entry.dtype().equals(dtype)) {
            return entry;
          }
          ByteBuffer from = ByteBuffer.wrap(entry.data()).order(ByteOrder.LITTLE_ENDIAN);
          ByteBuffer to =
              ByteBuffer.allocate(entry.data().length * 2).order(ByteOrder.LITTLE_ENDIAN);
          while (from.hasRemaining()) {
            short bits = from.getShort();
            to.putFloat(
                dtype.equals("BF16")
                    ? Float.intBitsToFloat(bits << 16)
                    : Float.float16ToFloat(bits));
          }
          return new Entry("F32", entry.shape(), to.array());
        });
    return this;
  }

  /** {@return the tensors as a file that is read} */
  public TensorSource open() {
    return SafetensorsFile.over("model.safetensors", MemorySegment.ofArray(toBytes()));
  }

  /** {@return the file} */
  public byte[] toBytes() {
    Map<String, Object> header = new LinkedHashMap<>();
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    tensors.forEach(
        (name, entry) -> {
          int begin = data.size();
          data.writeBytes(entry.data());
          header.put(
              name,
              Map.of(
                  "dtype",
                  entry.dtype(),
                  "shape",
                  entry.shape(),
                  "data_offsets",
                  List.of(begin, data.size())));
        });
    return file(JsonMapper.shared().writeValueAsString(header), data.toByteArray());
  }

  /** {@return a file with this header and data, whatever they say} */
  public static byte[] file(String header, byte[] data) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .put(data)
        .array();
  }
}
