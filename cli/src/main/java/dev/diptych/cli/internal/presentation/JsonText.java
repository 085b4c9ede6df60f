package dev.diptych.cli.internal.presentation;

import dev.diptych.cli.internal.terminal.DisplayText;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes records as indented JSON, fields in the order of the record. What could steer a terminal
 * is escaped, which means the same to a program that reads it.
 */
public final class JsonText {

  private static final ObjectWriter WRITER =
      JsonMapper.builder()
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build()
          .writer();

  private JsonText() {}

  public static String of(Record value) {
    return DisplayText.escaped(WRITER.writeValueAsString(value));
  }
}
