package dev.diptych.cli;

import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes records as indented JSON, fields in the order of the record. */
final class JsonText {

  private static final ObjectWriter WRITER =
      JsonMapper.builder()
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build()
          .writer();

  private JsonText() {}

  static String of(Record value) {
    return WRITER.writeValueAsString(value);
  }
}
