package dev.diptych.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The file of a run, {@code results.json}: machine, versions and every section measured so far,
 * written anew after each; beside it the same as Markdown, {@code results.md}. Not thread-safe.
 */
public final class Results {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Path folder;
  private final ObjectNode root;

  private Results(Path folder, ObjectNode root) {
    this.folder = folder;
    this.root = root;
  }

  /**
   * Goes on with the file of a folder. One that another build, another Java, or a run of the other
   * thoroughness has written is left behind as {@code results.json.old}.
   *
   * @param quick whether sections measure as little as possible
   */
  public static Results open(Path folder, boolean quick) throws IOException {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("benchmark", "Diptych");
    root.put("build", Build.id());
    root.put("quick", quick);
    root.set("machine", MAPPER.valueToTree(Machine.describe()));
    root.putObject("sections");
    Path file = folder.resolve("results.json");
    if (Files.exists(file)) {
      JsonNode before = MAPPER.readTree(Files.readAllBytes(file));
      if (isSame(before, root, "build")
          && isSame(before, root, "quick")
          && isSame(before, root, "machine")) {
        root.set("sections", before.path("sections"));
      } else {
        Files.move(file, folder.resolve("results.json.old"), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return new Results(Files.createDirectories(folder), root);
  }

  private static boolean isSame(JsonNode before, JsonNode now, String name) {
    return before.path(name).equals(now.path(name));
  }

  /** {@return whether this section has been measured} */
  public boolean has(Section section) {
    return root.path("sections").has(section.name());
  }

  /**
   * Keeps what a section wrote down, in the place of what it wrote before, and saves.
   *
   * @param took how long the section took
   */
  public void put(Section section, Sheet sheet, Duration took) throws IOException {
    ObjectNode node = ((ObjectNode) root.get("sections")).putObject(section.name());
    node.put("measures", section.measures());
    node.put("ended", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    node.put("seconds", took.toSeconds());
    node.put("load", Machine.load());
    node.set("parameters", MAPPER.valueToTree(sheet.parameters()));
    ArrayNode tables = node.putArray("tables");
    for (Table table : sheet.tables()) {
      ObjectNode each = tables.addObject();
      each.put("title", table.title());
      each.set("columns", MAPPER.valueToTree(table.columns()));
      ArrayNode rows = each.putArray("rows");
      for (List<@Nullable Object> row : table.rows()) {
        rows.add(MAPPER.valueToTree(named(table.columns(), row)));
      }
    }
    node.set("remarks", MAPPER.valueToTree(sheet.remarks()));
    write("results.json", MAPPER.writeValueAsString(root) + "\n");
    write("results.md", Markdown.of(root));
  }

  private static Map<String, @Nullable Object> named(
      List<String> columns, List<@Nullable Object> row) {
    Map<String, @Nullable Object> named = new LinkedHashMap<>();
    for (int i = 0; i < row.size(); i++) {
      named.put(columns.get(i), row.get(i));
    }
    return named;
  }

  private void write(String name, String text) throws IOException {
    Path part = folder.resolve(name + ".part");
    Files.write(part, text.getBytes(StandardCharsets.UTF_8));
    Files.move(part, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }
}
