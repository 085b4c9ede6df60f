package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.testkit.Checkpoints;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Families that compare vectors alone, each from its checkpoint folder to results. */
final class RetrieverFamiliesTest {

  @TempDir Path folder;

  private void importIndexAndSearch(Path checkpoint, String family, String can) throws IOException {
    importIndexAndSearch(checkpoint, family, can, "a red circle");
  }

  private void importIndexAndSearch(Path checkpoint, String family, String can, String query)
      throws IOException {
    String name = String.valueOf(checkpoint.getFileName());
    SmallCollection collection = SmallCollection.in(folder);
    CapturedRun checked =
        collection.run(
            "model",
            "check",
            checkpoint.toString(),
            "--golden",
            Fixtures.path(family + "-tiny").toString());
    assertThat(checked.code()).as(checked.out() + checked.err()).isZero();
    CapturedRun imported = collection.run("model", "import", checkpoint.toString());
    assertThat(imported.code()).as(imported.err()).isZero();
    assertThat(collection.run("model", "show", name).out().replaceAll("\\s+", " "))
        .contains("family " + family + " can " + can + " scores ordered by the cosine");
    CapturedRun indexed =
        collection.run("index", collection.pictures().toString(), "--model", name);
    assertThat(indexed.code()).as(indexed.err()).isZero();

    CapturedRun words =
        collection.run("search", query, "--json", "--limit", "12", "--words", "off");
    assertThat(words.code()).as(words.err()).isZero();
    JsonNode hits = JsonMapper.shared().readTree(words.out()).get("hits");
    assertThat(hits).hasSize(collection.size());
    double before = 1;
    for (JsonNode hit : hits) {
      assertThat(hit.get("itc").doubleValue()).isLessThanOrEqualTo(before);
      before = hit.get("itc").doubleValue();
    }
    CapturedRun picture =
        collection.run(
            "search", "--image", collection.picture(3).toString(), "--paths", "--limit", "1");
    assertThat(picture.out()).isEqualTo(collection.picture(3) + System.lineSeparator());
  }

  @Test
  void search_beit3_isInTheOrderOfTheCosine() throws IOException {
    importIndexAndSearch(Checkpoints.beit3(folder), "beit3", "recall");
  }

  @Test
  void search_coca_isInTheOrderOfTheCosine() throws IOException {
    importIndexAndSearch(Checkpoints.coca(folder), "coca", "recall, caption");
  }

  @Test
  void search_imageBind_isInTheOrderOfTheCosine() throws IOException {
    importIndexAndSearch(Checkpoints.imageBind(folder), "imagebind", "recall");
  }

  @Test
  void search_vlmo_isInTheOrderOfTheCosine() throws IOException {
    importIndexAndSearch(Checkpoints.vlmo(folder), "vlmo", "recall", "a b c");
  }
}
