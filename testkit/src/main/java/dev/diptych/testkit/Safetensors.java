package dev.diptych.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Safetensors files as Python writes them, which this takes apart by their text. */
final class Safetensors {

  private static final Pattern ENTRY =
      Pattern.compile(
          "\"([^\"]+)\": ?\\{\"dtype\": ?\"(\\w+)\", ?\"shape\": ?(\\[[^]]*]), ?\"data_offsets\": ?\\[(\\d+), ?(\\d+)]}");

  private Safetensors() {}

  /** Writes a file anew without the tensors whose names begin so. */
  static void leaveOut(Path file, String prefix) throws IOException {
    Tensors tensors = new Tensors();
    tensors.add(file, name -> !name.startsWith(prefix));
    tensors.write(file);
  }

  /** Writes a file anew with the tensors of another one behind its own. */
  static void append(Path file, Path more) throws IOException {
    Tensors tensors = new Tensors();
    tensors.add(file, _ -> true);
    tensors.add(more, _ -> true);
    tensors.write(file);
  }

  /** What a file is to hold. */
  private static final class Tensors {

    private final List<String> header = new ArrayList<>();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    void add(Path file, Predicate<String> kept) throws IOException {
      byte[] bytes = Files.readAllBytes(file);
      int length = Math.toIntExact(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong());
      Matcher entries = ENTRY.matcher(new String(bytes, 8, length, StandardCharsets.UTF_8));
      while (entries.find()) {
        if (kept.test(entries.group(1))) {
          int from = Integer.parseInt(entries.group(4));
          int to = Integer.parseInt(entries.group(5));
          header.add(
              "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%s,%s]}"
                  .formatted(
                      entries.group(1),
                      entries.group(2),
                      entries.group(3),
                      data.size(),
                      data.size() + to - from));
          data.write(bytes, 8 + length + from, to - from);
        }
      }
    }

    void write(Path file) throws IOException {
      byte[] names = ("{" + String.join(",", header) + "}").getBytes(StandardCharsets.UTF_8);
      Files.write(
          file,
          ByteBuffer.allocate(8 + names.length + data.size())
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(names.length)
              .put(names)
              .put(data.toByteArray())
              .array());
    }
  }
}
