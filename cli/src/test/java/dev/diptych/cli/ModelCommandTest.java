package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.internal.terminal.DisplayText;
import dev.diptych.testkit.Fixtures;
import dev.diptych.testkit.StoredZip;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelCommandTest {

  @TempDir private Path home;

  @Test
  void list_nothingImported_showsTheEmbeddedModelAndItsLimits() {
    CapturedRun run = run("model", "list");
    assertThat(run.code()).isZero();
    assertThat(run.out().lines()).hasSize(2);
    assertThat(run.out()).contains("scenes-blip", "recall, rerank, caption", "embedded");
    assertThat(run.err()).contains("coloured shapes");
    assertThat(run.out().lines()).allMatch(line -> DisplayText.width(line) <= 80);
  }

  @Test
  void show_embeddedModel_tellsSizesAndLimits() {
    CapturedRun run = run("model", "show", "scenes-blip");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("56 x 56 pixels", "64 dimensions")
        .containsIgnoringWhitespaces("understands coloured shapes and their places");
  }

  @Test
  void show_unknownModel_isWrongUseAndNamesTheFix() {
    CapturedRun run = run("model", "show", "nosuch");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("diptych: ")
        .contains("nosuch", "diptych model import")
        .hasLineCount(1);
  }

  @Test
  void import_withChoices_showPrintsThem(@TempDir Path parent) throws IOException {
    Path checkpoint = Files.createDirectory(parent.resolve("chosen"));
    for (String file : new String[] {"config.json", "model.safetensors"}) {
      Files.copy(Fixtures.path("blip-itm-tiny/" + file), checkpoint.resolve(file));
    }
    Files.write(checkpoint.resolve("vocab.txt"), vocabulary(200));
    CapturedRun imported =
        run(
            "model",
            "import",
            checkpoint.toString(),
            "--itm-token",
            "cls",
            "--vision-eps",
            "1e-6",
            "--clean-captions");
    assertThat(imported.code()).isZero();
    assertThat(run("model", "show", "chosen").out())
        .contains("[CLS]", "1.0E-6", "as in BLIP's evaluation");
    assertThat(run("model", "import", checkpoint.toString(), "--vision-eps", "2").code())
        .isEqualTo(2);
  }

  @Test
  void import_pickleThatNamesEscapeSequences_doesNotSteerTheTerminal(@TempDir Path folder)
      throws IOException {
    Files.copy(Fixtures.path("blip-itm-tiny/config.json"), folder.resolve("config.json"));
    byte[] pickle = "c\u001b[2Jos\nsystem\n.".getBytes(StandardCharsets.ISO_8859_1);
    try (StoredZip zip = StoredZip.create(folder.resolve("pytorch_model.bin"))) {
      zip.add("archive/data.pkl", pickle);
    }
    CapturedRun run = run("model", "import", folder.toString());
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains("os.system").doesNotContain("\u001b");
  }

  @Test
  void import_embeddedWithOtherChoices_isWrongUse() {
    CapturedRun run = run("model", "import", "scenes-blip", "--itm-token", "cls");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("scenes-blip ships with Diptych", "--precision");
  }

  @Test
  void import_notACheckpoint_isBadDataAndLeavesNothing(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("config.json"), "{\"architectures\": [\"BlipModel\"]}");
    CapturedRun run = run("model", "import", folder.toString());
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err().lines().toList().getLast()).startsWith("diptych: ");
    assertThat(run("model", "list").out().lines()).hasSize(2);
  }

  @Test
  void import_checkpoint_canBeShownByNameAndFingerprint(@TempDir Path parent) throws IOException {
    Path checkpoint = Files.createDirectory(parent.resolve("my-blip"));
    for (String file : new String[] {"config.json", "model.safetensors"}) {
      Files.copy(Fixtures.path("blip-itm-tiny/" + file), checkpoint.resolve(file));
    }
    Files.writeString(checkpoint.resolve("preprocessor_config.json"), "{}");
    Files.write(checkpoint.resolve("vocab.txt"), vocabulary(200));
    CapturedRun imported = run("model", "import", checkpoint.toString());
    assertThat(imported.err()).contains("diptych index PATH... --model my-blip");
    assertThat(imported.code()).isZero();
    StringTokenizer words = new StringTokenizer(imported.out());
    assertThat(words.nextToken()).isEqualTo("my-blip");
    String fingerprint = words.nextToken();
    assertThat(run("model", "show", fingerprint).out()).contains("[ENC]", "f32");
    assertThat(run("model", "show", fingerprint).out()).contains("my-blip");
    CapturedRun alone = run("model", "list");
    assertThat(alone.out()).contains("my-blip", fingerprint, "scenes-blip");
    assertThat(alone.err()).doesNotContain("--reranker");

    run("model", "import", RecallOnlyModelTest.checkpoint(parent).toString());
    assertThat(run("model", "list").err().lines().filter(line -> line.contains("--reranker")))
        .containsExactly("Both in one index: --retriever tiny-clip --reranker my-blip");
  }

  @Test
  void import_int8_measuresItsLossAndKeepsOnlyItself() {
    CapturedRun imported = run("model", "import", "scenes-blip", "--precision", "int8");

    assertThat(imported.code()).as(imported.err()).isZero();
    assertThat(imported.out()).startsWith("scenes-blip-int8 ");
    assertThat(imported.err()).contains("measuring on 300 scenes", "Recall@1");
    assertThat(run("model", "show", "scenes-blip-int8").out())
        .containsPattern("precision +int8")
        .contains("loss by precision", "300 scenes", "rank correlation");
    assertThat(run("model", "show", "scenes-blip").out())
        .containsPattern("loss by precision +none");
    assertThat(run("model", "import", "scenes-blip", "--precision", "int8").err())
        .doesNotContain("measuring");
  }

  /** As many word pieces, BERT's special ones first. */
  static List<String> vocabulary(int size) {
    List<String> pieces = new ArrayList<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"));
    while (pieces.size() < size) {
      pieces.add("w" + pieces.size());
    }
    return pieces;
  }

  private CapturedRun run(String... arguments) {
    return CapturedRun.of(Map.of("DIPTYCH_HOME", home.toString()), arguments);
  }
}
