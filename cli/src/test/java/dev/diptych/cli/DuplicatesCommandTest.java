package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.testkit.AlteredCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code diptych duplicates}, and results folded, on scenes with copies among them. */
final class DuplicatesCommandTest {

  private static SmallCollection collection;

  @BeforeAll
  static void index(@TempDir Path folder) throws IOException {
    collection = SmallCollection.in(folder);
    Path pictures = collection.pictures();
    SplittableRandom random = new SplittableRandom(3);
    byte[] second = Files.readAllBytes(collection.picture(1));
    Files.copy(collection.picture(0), pictures.resolve("same-bytes.png"));
    Files.write(pictures.resolve("quality-30.jpg"), AlteredCopy.JPEG_30.of(second, random));
    Files.write(pictures.resolve("mirrored.png"), AlteredCopy.MIRRORED.of(second, random));
    Files.write(pictures.resolve("smaller.png"), AlteredCopy.RESIZED.of(second, random));
    CapturedRun run = collection.run("index", pictures.toString());
    assertThat(run.code()).as(run.err()).isZero();
  }

  @Test
  void duplicates_asJson_tellsBothNotionsApart() throws IOException {
    CapturedRun run = collection.run("duplicates", "--json");

    assertThat(run.code()).as(run.err()).isZero();
    JsonNode found = JsonMapper.shared().readTree(run.out());
    assertThat(names(found.get("sameContent")))
        .containsExactly(List.of("same-bytes.png", "scene-00.png"));
    assertThat(names(found.get("lookAlike")))
        .containsExactly(List.of("mirrored.png", "quality-30.jpg", "scene-01.png", "smaller.png"));
    JsonNode alike = found.get("lookAlike").get(0).get("pictures");
    assertThat(alike.get(0).get("hashBits").asInt()).isZero();
    assertThat(alike.get(0).get("cosine").asDouble()).isBetween(.999, 1.0);
    assertThat(alike.get(3).get("path").asString())
        .as("the smallest comes last")
        .endsWith("smaller.png");
    assertThat(found.get("compared").asInt()).isEqualTo(15);
    assertThat(found.get("unknown").asInt()).isZero();
  }

  @Test
  void duplicates_table_saysThatNothingWasDeleted() throws IOException {
    CapturedRun run = collection.run("duplicates");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out().lines()).hasSize(1 + 2 + 4);
    assertThat(run.out().lines().toList().getFirst()).contains("group", "same", "pixels");
    assertThat(run.out()).contains("content", "look", "smaller.png");
    assertThat(run.err())
        .contains("1 groups with the same content, 1 that look alike. Nothing was deleted.");
    try (Stream<Path> files = Files.list(collection.pictures())) {
      assertThat(files).as("pictures and captions").hasSize(collection.size() + 4 + 1);
    }
  }

  @Test
  void duplicates_paths_leaveOutTheFirstOfEachGroup() {
    CapturedRun lines = collection.run("duplicates", "--paths");
    CapturedRun nul = collection.run("duplicates", "-0");

    assertThat(lines.out().lines()).hasSize(1 + 3).allMatch(line -> Files.exists(Path.of(line)));
    assertThat(lines.out().lines().map(line -> line + "\0").reduce("", String::concat))
        .isEqualTo(nul.out());
    assertThat(collection.run("duplicates", "--paths", "--json").code()).isEqualTo(2);
  }

  @Test
  void search_lookalikes_standBehindTheBestOrForThemselves() throws IOException {
    String caption = collection.caption(1);
    CapturedRun folded = collection.run("search", caption, "--threshold", "off", "--limit", "20");
    CapturedRun shown =
        collection.run(
            "search", caption, "--threshold", "off", "--limit", "20", "--lookalikes", "show");

    assertThat(folded.code()).as(folded.err()).isZero();
    assertThat(folded.out()).contains("+3 alike", "+1 copy");
    assertThat(folded.out().lines()).hasSize(1 + 12);
    assertThat(shown.out()).doesNotContain("alike").contains("+1 copy");
    assertThat(shown.out().lines()).hasSize(1 + 15);
    JsonNode hit =
        JsonMapper.shared()
            .readTree(collection.run("search", caption, "--json").out())
            .get("hits")
            .get(0);
    assertThat(hit.get("lookalikes").get("count").asInt()).isEqualTo(3);
    assertThat(hit.get("lookalikes").get("ids")).hasSize(3);
  }

  private static List<List<String>> names(JsonNode groups) {
    return groups
        .valueStream()
        .map(
            group ->
                group
                    .get("pictures")
                    .valueStream()
                    .map(
                        picture -> Path.of(picture.get("path").asString()).getFileName().toString())
                    .sorted()
                    .toList())
        .toList();
  }
}
