package dev.diptych.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The file of a run as Markdown, ready to be taken into docs/benchmarks.md. */
final class Markdown {

  private Markdown() {}

  /** {@return machine, then each section with its tables and remarks} */
  static String of(JsonNode results) {
    StringBuilder text = new StringBuilder();
    text.append(inWords(results.path("machine"))).append("; build ");
    text.append(results.path("build").asString()).append("\n");
    for (Map.Entry<String, JsonNode> section : results.path("sections").properties()) {
      append(text, section.getKey(), section.getValue());
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String name, JsonNode section) {
    text.append("\n### ").append(name).append("\n\n");
    text.append(
        "%s. %s; %s s, load at the end %s. %s\n"
            .formatted(
                section.path("measures").asString(),
                section.path("ended").asString(),
                section.path("seconds").asLong(),
                section.path("load").asString(),
                inWords(section.path("parameters"))));
    for (JsonNode table : section.path("tables")) {
      append(text, table);
    }
    for (JsonNode remark : section.path("remarks")) {
      text.append("\n").append(remark.asString()).append("\n");
    }
  }

  private static void append(StringBuilder text, JsonNode table) {
    List<String> columns = new ArrayList<>();
    table.path("columns").forEach(column -> columns.add(column.asString()));
    text.append("\n").append(table.path("title").asString()).append(":\n\n");
    text.append(line(columns)).append("|---".repeat(columns.size())).append("|\n");
    for (JsonNode row : table.path("rows")) {
      text.append(line(columns.stream().map(column -> cell(row.path(column))).toList()));
    }
  }

  private static String line(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private static String cell(JsonNode value) {
    return value.isNull()
        ? Table.text(null)
        : value.isFloatingPointNumber() ? Table.text(value.doubleValue()) : value.asString();
  }

  private static String inWords(JsonNode named) {
    return named.properties().stream()
        .map(each -> each.getKey() + ": " + plain(each.getValue()))
        .collect(Collectors.joining("; "));
  }

  private static String plain(JsonNode value) {
    List<String> elements = new ArrayList<>();
    value.forEach(element -> elements.add(element.asString()));
    return value.isArray() ? String.join(", ", elements) : value.asString();
  }
}
