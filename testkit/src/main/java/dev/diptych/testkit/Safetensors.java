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
    byte[] bytes = Files.readAllBytes(file);
    int length = Math.toIntExact(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong());
    Matcher entries = ENTRY.matcher(new String(bytes, 8, length, StandardCharsets.UTF_8));
    List<String> kept = new ArrayList<>();
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    while (entries.find()) {
      if (!entries.group(1).startsWith(prefix)) {
        int from = Integer.parseInt(entries.group(4));
        int to = Integer.parseInt(entries.group(5));
        kept.add(
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
    byte[] header = ("{" + String.join(",", kept) + "}").getBytes(StandardCharsets.UTF_8);
    Files.write(
        file,
        ByteBuffer.allocate(8 + header.length + data.size())
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length)
            .put(header)
            .put(data.toByteArray())
            .array());
  }
}
