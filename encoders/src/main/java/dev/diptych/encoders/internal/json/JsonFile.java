package dev.diptych.encoders.internal.json;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Reads records from JSON files that others may have damaged. */
public final class JsonFile {

  private JsonFile() {}

  /**
   * {@return the record that a file holds}
   *
   * @throws IOException where it holds the JSON value {@code null}, which is no record
   * @throws tools.jackson.core.JacksonException where it holds anything else
   */
  public static <T> T read(JsonMapper mapper, byte[] file, Class<T> type) throws IOException {
    @Nullable T value = mapper.readValue(file, type);
    if (value == null) {
      throw new IOException("it holds null");
    }
    return value;
  }
}
