package dev.diptych.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.scenes.Caption;
import dev.diptych.scenes.Scene;
import dev.diptych.scenes.SceneRenderer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code diptych eval} on 60 scenes. */
final class EvalCommandTest {

  private static final int SCENES = 60;
  private static final long SEED = 31;

  @TempDir static Path folder;

  @BeforeAll
  static void draw() throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    StringBuilder csv = new StringBuilder("image,caption\n");
    for (int i = 0; i < SCENES; i++) {
      Scene scene = Scene.sample(random);
      Files.write(
          Files.createDirectories(folder.resolve("pictures")).resolve(i + ".png"),
          SceneRenderer.renderPng(scene, 64, i));
      csv.append(i).append(".png,\"").append(Caption.of(random, scene, true).text()).append("\"\n");
    }
    Files.writeString(pairs(), csv, UTF_8);
  }

  private static Path pairs() {
    return folder.resolve("pictures").resolve("captions.csv");
  }

  private static Path index() {
    return folder.resolve("index");
  }

  private static CapturedRun run(String... arguments) {
    return CapturedRun.of(Map.of("DIPTYCH_HOME", folder.resolve("home").toString()), arguments);
  }

  @Test
  void eval_calibrateAndCompare_figuresAreThereAndTheModelKeepsItsCalibration() throws IOException {
    Path png = folder.resolve("plot.png");
    CapturedRun run =
        run(
            "eval",
            pairs().toString(),
            "--depth",
            "16",
            "--calibrate",
            "--fit-maps",
            "--compare",
            "tokens=13",
            "--png",
            png.toString(),
            "--json");
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode answer = JsonMapper.shared().readTree(run.out());
    JsonNode toImages = answer.get("directions").get(0);
    assertThat(toImages.get("direction").asString()).isEqualTo("text to image");
    JsonNode recall = toImages.get("recall");
    assertThat(recall.get(0).get("depth").asInt()).isZero();
    assertThat(recall.get(recall.size() - 1).get("depth").asInt()).isEqualTo(16);
    assertThat(recall.get(recall.size() - 1).get("at1").asDouble()).isGreaterThan(.8);
    assertThat(toImages.get("graph").get("recall").asDouble()).isGreaterThan(.95);
    assertThat(toImages.get("sure").propertyNames())
        .contains("softmax", "calibrated", "fitted now");
    assertThat(answer.get("calibratedOn").asString()).contains("captions.csv");
    assertThat(answer.get("differences").size()).isEqualTo(4);
    assertThat(Files.readAllBytes(png)).startsWith(0x89, 'P', 'N', 'G');

    assertThat(run("model", "show", "scenes-blip").out()).contains("captions.csv");
    assertThat(run.err()).contains("Heat maps of scenes-blip go by heads for: colour, thing");
    CapturedRun index =
        run("index", "--index", index().toString(), pairs().resolveSibling("0.png").toString());
    assertThat(index.code()).as(index.err()).isZero();
    JsonNode maps =
        JsonMapper.shared()
            .readTree(
                run("explain", "a red circle", "--index", index().toString(), "--json").out());
    assertThat(maps.get("form").asString()).contains("captions.csv");
  }

  @Test
  void eval_fileWhosePicturesAreNotThere_saysSo() throws IOException {
    Path lone = Files.createDirectories(folder.resolve("lone")).resolve("pairs.csv");
    Files.writeString(lone, "image,caption\nnone.png,a red circle\n", UTF_8);
    CapturedRun run = run("eval", lone.toString());
    assertThat(run.code()).isNotZero();
    assertThat(run.err()).contains("pairs.csv");
  }

  @ParameterizedTest
  @CsvSource({
    "colour=red, tokens=N",
    "model=nothere, nothere",
    "tokens=12345, tokens",
    "no-such-folder, no-such-folder"
  })
  void eval_comparedWithWhatCannotBeHad_saysSoBeforeAnythingIsMeasured(
      String compare, String words) {
    CapturedRun run = run("eval", pairs().toString(), "--compare", compare);
    assertThat(run.code()).isNotZero();
    assertThat(run.err()).contains(words).doesNotContain("Indexing");
  }

  @Test
  void eval_plotIntoNoFolder_saysSoBeforeAnythingIsMeasured() {
    CapturedRun run = run("eval", pairs().toString(), "--png", folder + "/none/plot.png");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--png", "none").doesNotContain("Indexing");
  }
}
