package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A model without a match head, CLIP, from its checkpoint folder to results. */
final class RecallOnlyModelTest {

  static final String NAME = "tiny-clip";
  private static final int VOCABULARY = 202;

  private static SmallCollection collection;

  @BeforeAll
  static void importAndIndex(@TempDir Path folder) throws IOException {
    collection = SmallCollection.in(folder);
    CapturedRun imported = collection.run("model", "import", checkpoint(folder).toString());
    assertThat(imported.code()).as(imported.err()).isZero();
    assertThat(imported.out()).startsWith(NAME + " ");
    CapturedRun indexed =
        collection.run("index", collection.pictures().toString(), "--model", NAME);
    assertThat(indexed.code()).as(indexed.err()).isZero();
    assertThat(indexed.err()).contains(NAME, "no second stage", "cosine");
  }

  /** The reference checkpoint with letters and digits for a vocabulary. */
  static Path checkpoint(Path folder) throws IOException {
    Path checkpoint = Files.createDirectory(folder.resolve(NAME));
    for (String file : new String[] {"config.json", "model.safetensors"}) {
      Files.copy(Fixtures.path("clip-tiny/" + file), checkpoint.resolve(file));
    }
    ObjectNode vocabulary = JsonMapper.shared().createObjectNode();
    for (String end : new String[] {"", "</w>"}) {
      "abcdefghijklmnopqrstuvwxyz0123456789,.'-"
          .chars()
          .forEach(c -> vocabulary.put((char) c + end, vocabulary.size()));
    }
    while (vocabulary.size() < VOCABULARY - 2) {
      vocabulary.put("unused" + vocabulary.size(), vocabulary.size());
    }
    vocabulary.put("<|startoftext|>", VOCABULARY - 2);
    vocabulary.put("<|endoftext|>", VOCABULARY - 1);
    Files.writeString(checkpoint.resolve("vocab.json"), vocabulary.toString());
    Files.writeString(checkpoint.resolve("merges.txt"), "#version: 0.2\n");
    Files.writeString(
        checkpoint.resolve("preprocessor_config.json"), "{\"size\": 32, \"crop_size\": 32}");
    return checkpoint;
  }

  @Test
  void show_family_saysWhatItCanAndHowItScores() {
    assertThat(collection.run("model", "show", NAME).out().replaceAll("\\s+", " "))
        .contains("family clip can recall scores ordered by the cosine", "no match probability")
        .doesNotContain("first token", "caption cleaning");
  }

  @Test
  void search_words_areInTheOrderOfTheCosineWithoutAPercentage() {
    CapturedRun run = collection.run("search", "a red circle", "--limit", "5");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out().lines()).hasSize(6);
    assertThat(run.out()).contains("ITC").doesNotContain("match", "%");
    assertThat(run.err()).contains(NAME, "ITM").doesNotContain("probability");
  }

  @Test
  void search_itsOwnPicture_findsItFirst() {
    CapturedRun run =
        collection.run(
            "search", "--image", collection.picture(3).toString(), "--paths", "--limit", "1");
    assertThat(run.out()).isEqualTo(collection.picture(3) + System.lineSeparator());
  }

  @Test
  void search_json_hasNoProbability() {
    JsonNode answer =
        JsonMapper.shared()
            .readTree(collection.run("search", "a blue square", "--json", "--limit", "2").out());
    assertThat(answer.at("/hits/0/itm").isNull()).isTrue();
    assertThat(answer.at("/rerank/depthReached").intValue()).isZero();
    assertThat(answer.at("/rerank/degraded").stringValue()).contains(NAME, "ITM");
  }

  @ParameterizedTest
  @CsvSource({"--features, f16", "--tokens, 8"})
  void index_choiceForTheSecondStage_isRefused(String option, String value) {
    CapturedRun run =
        collection.run(
            "index", collection.pictures().toString(), "--model", NAME, "--rebuild", option, value);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(option, NAME, "no second stage");
  }

  @Test
  void index_captioner_isRefusedInOneSentence(@TempDir Path folder) throws IOException {
    Path checkpoint = Files.createDirectory(folder.resolve("tiny-captioner"));
    for (String file : new String[] {"config.json", "model.safetensors"}) {
      Files.copy(Fixtures.path("blip-caption-tiny/" + file), checkpoint.resolve(file));
    }
    Files.write(checkpoint.resolve("vocab.txt"), ModelCommandTest.vocabulary(200));
    assertThat(collection.run("model", "import", checkpoint.toString()).code()).isZero();
    CapturedRun run =
        collection.run(
            "index", collection.pictures().toString(), "--model", "tiny-captioner", "--rebuild");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("tiny-captioner can only: caption", "recall");
  }
}
