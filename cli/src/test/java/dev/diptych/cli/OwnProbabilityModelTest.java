package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.testkit.Checkpoints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A model without a match head that says all the same how likely pairs are: SigLIP. */
final class OwnProbabilityModelTest {

  private static final String NAME = "tiny-siglip";

  private static SmallCollection collection;
  private static SmallCollection strict;

  @BeforeAll
  static void importAndIndex(@TempDir Path folder) throws IOException {
    collection = indexed(Files.createDirectory(folder.resolve("usual")), Float.NaN);
    strict = indexed(Files.createDirectory(folder.resolve("strict")), -12.9f);
  }

  /**
   * @param bias in place of the checkpoint's; NaN leaves it
   */
  private static SmallCollection indexed(Path folder, float bias) throws IOException {
    Path checkpoint = Checkpoints.siglip(folder);
    if (!Float.isNaN(bias)) {
      replaceBias(checkpoint.resolve("model.safetensors"), bias);
    }
    SmallCollection collection = SmallCollection.in(folder);
    CapturedRun imported = collection.run("model", "import", checkpoint.toString());
    assertThat(imported.code()).as(imported.err()).isZero();
    CapturedRun indexed =
        collection.run("index", collection.pictures().toString(), "--model", NAME);
    assertThat(indexed.code()).as(indexed.err()).isZero();
    assertThat(indexed.err()).contains(NAME, "no second stage", "with a match probability");
    return collection;
  }

  private static void replaceBias(Path weights, float bias) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(weights)).order(ByteOrder.LITTLE_ENDIAN);
    int header = Math.toIntExact(bytes.getLong(0));
    int begin =
        JsonMapper.shared()
            .readTree(bytes.array(), 8, header)
            .at("/logit_bias/data_offsets/0")
            .intValue();
    bytes.putFloat(8 + header + begin, bias);
    Files.write(weights, bytes.array());
  }

  private static JsonNode json(SmallCollection of, String... arguments) {
    CapturedRun run = of.run(arguments);
    assertThat(run.code()).as(run.err()).isZero();
    return JsonMapper.shared().readTree(run.out());
  }

  @Test
  void show_family_saysWhatItCanAndHowItScores() {
    assertThat(collection.run("model", "show", NAME).out().replaceAll("\\s+", " "))
        .contains(
            "family siglip can recall scores ordered by the cosine",
            "the model's own sigmoid of it, not calibrated");
  }

  @Test
  void search_words_areInTheOrderOfTheCosineWithAPercentage() {
    CapturedRun run = collection.run("search", "a red circle", "--limit", "5");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out().lines()).hasSize(6);
    assertThat(run.out()).contains("match*", "%", "ITC").doesNotContain("No good match");
    assertThat(run.err()).contains("the model's own probability", "uncalibrated");
  }

  @Test
  void search_json_hasProbabilitiesThatFallWithTheCosine() {
    JsonNode answer =
        json(collection, "search", "a blue square", "--words", "off", "--json", "--limit", "12");
    assertThat(answer.at("/confidence/threshold").doubleValue()).isEqualTo(0.01);
    assertThat(answer.at("/confidence/noGoodMatch").booleanValue()).isFalse();
    double before = 1;
    for (JsonNode hit : answer.get("hits")) {
      double probability = hit.at("/matchProbability").doubleValue();
      assertThat(probability).isBetween(0.01, before);
      assertThat(hit.at("/calibrated").booleanValue()).isFalse();
      before = probability;
    }
  }

  @Test
  void search_nothingReachesAThreshold_saysNoGoodMatch() {
    assertThat(collection.run("search", "a red circle", "--threshold", "0.9").out())
        .startsWith("No good match. The nearest:");
    CapturedRun usual = strict.run("search", "a red circle");
    assertThat(usual.code()).as(usual.err()).isZero();
    assertThat(usual.out()).startsWith("No good match. The nearest:");
    JsonNode answer = json(strict, "search", "a red circle", "--json");
    assertThat(answer.at("/confidence/noGoodMatch").booleanValue()).isTrue();
    assertThat(answer.at("/hits/0/matchProbability").doubleValue()).isLessThan(0.01);
    assertThat(strict.run("search", "a red circle", "--threshold", "off").out())
        .doesNotContain("No good match");
  }

  @Test
  void search_itsOwnPicture_findsItFirstWithoutAPercentage() {
    CapturedRun run =
        collection.run(
            "search", "--image", collection.picture(3).toString(), "--paths", "--limit", "1");
    assertThat(run.out()).isEqualTo(collection.picture(3) + System.lineSeparator());
    JsonNode answer =
        json(strict, "search", "--image", strict.picture(3).toString(), "--json", "--limit", "2");
    assertThat(answer.at("/hits/0/matchProbability").isNull()).isTrue();
    assertThat(answer.at("/confidence/noGoodMatch").booleanValue()).isFalse();
  }

  @Test
  void search_pictureForTexts_isRatedToo() {
    JsonNode answer =
        json(
            strict,
            "search",
            "--image",
            strict.picture(7).toString(),
            "--target",
            "text",
            "--json");
    assertThat(answer.at("/confidence/noGoodMatch").booleanValue()).isTrue();
    assertThat(answer.at("/hits/0/matchProbability").doubleValue()).isPositive();
  }
}
