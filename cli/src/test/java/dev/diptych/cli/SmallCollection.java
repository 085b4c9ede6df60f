package dev.diptych.cli;

import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Twelve scenes as PNG files and their captions in a CSV file, with a home of its own for models
 * and index.
 */
final class SmallCollection {

  private static final int SCENES = 12;

  private final Path folder;
  private final List<String> captions = new ArrayList<>();

  private SmallCollection(Path folder) {
    this.folder = folder;
  }

  /** Writes the collection into a folder of the caller's. */
  static SmallCollection in(Path folder) throws IOException {
    SmallCollection collection = new SmallCollection(folder);
    Path pictures = Files.createDirectories(collection.pictures());
    JsonNode items =
        JsonMapper.shared().readTree(Fixtures.path("scenes-eval/eval.json").toFile()).get("items");
    StringBuilder csv = new StringBuilder("image,caption\n");
    for (int i = 0; i < SCENES; i++) {
      String image = items.get(i).get("image").asString();
      String caption = items.get(i).get("caption").asString();
      String name = String.format(Locale.ROOT, "scene-%02d.png", i);
      Files.copy(Fixtures.path("scenes-eval/" + image), pictures.resolve(name));
      csv.append(name).append(",\"").append(caption).append("\"\n");
      collection.captions.add(caption);
    }
    Files.writeString(pictures.resolve("captions.csv"), csv, StandardCharsets.UTF_8);
    return collection;
  }

  int size() {
    return SCENES;
  }

  Path pictures() {
    return folder.resolve("pictures");
  }

  Path picture(int scene) {
    return pictures().resolve(String.format(Locale.ROOT, "scene-%02d.png", scene));
  }

  String caption(int scene) {
    return captions.get(scene);
  }

  Path index() {
    return folder.resolve("index");
  }

  /** The environment of commands about this collection. */
  Map<String, String> environment() {
    return Map.of(
        "DIPTYCH_INDEX", index().toString(), "DIPTYCH_HOME", folder.resolve("home").toString());
  }

  CapturedRun run(String... arguments) {
    return CapturedRun.of(environment(), arguments);
  }
}
