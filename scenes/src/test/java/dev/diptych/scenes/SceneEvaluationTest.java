package dev.diptych.scenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SceneEvaluationTest {

  @TempDir private Path folder;

  @Test
  void read_itemsForm_hasPicturesCaptionsAndReference() {
    SceneEvaluation evaluation = Fixture.SCENES_EVAL.evaluation();

    assertThat(evaluation.captions()).hasSize(300);
    assertThat(evaluation.pictures()).hasSize(300);
    assertThat(evaluation.truePairs()).hasSize(336);
    assertThat(evaluation.reference())
        .containsEntry("text to image depth 0", 98.3)
        .containsEntry("image to text depth 4", 100.0)
        .hasSize(12);
    assertThat(evaluation.captions().get(1).text()).isEqualTo("two green circles");
    assertThat(evaluation.pictures().get(1).name()).isEqualTo("images/001.png");
    assertThat(evaluation.pictures().get(1).scene().background()).isEqualTo(Background.BLACK);
  }

  @Test
  void read_textsAndImagesForm_hasBothAndReference() {
    SceneEvaluation evaluation = Fixture.SCENES_NEAR_MISS.evaluation();

    assertThat(evaluation.captions()).hasSize(100);
    assertThat(evaluation.pictures()).hasSize(364);
    assertThat(evaluation.truePairs()).hasSize(101);
    assertThat(evaluation.reference()).containsEntry("text to image depth 0", 78.0).hasSize(5);
  }

  @Test
  void drawFresh_eachCaption_isTrueOfItsPictureAndOfNoEarlierOne() {
    SceneEvaluation evaluation = SceneEvaluation.drawFresh(300, 5);

    assertThat(evaluation.captions()).hasSize(300);
    assertThat(evaluation.pictures()).hasSize(300);
    for (int i = 0; i < 300; i++) {
      assertThat(evaluation.truePairs()).contains(new SceneEvaluation.TruePair(i, i));
    }
    assertThat(evaluation.truePairs())
        .hasSizeBetween(310, 370)
        .allMatch(pair -> pair.caption() <= pair.picture());
    assertThat(Fixture.SCENES_EVAL.evaluation().truePairs())
        .allMatch(pair -> pair.caption() <= pair.picture());
    assertThat(SceneEvaluation.drawFresh(300, 5)).isEqualTo(evaluation);
    assertThat(SceneEvaluation.drawFresh(300, 6)).isNotEqualTo(evaluation);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{\"texts\": []}",
        "{\"items\": [{\"image\": \"a.png\"}], \"true_pairs\": [], \"reference\": {}}",
        "{\"items\": 3, \"true_pairs\": [[\"x\", 0]], \"reference\": {}}",
      })
  void read_otherJson_isRefused(String json) throws IOException {
    Path file = Files.writeString(folder.resolve("eval.json"), json);

    assertThatExceptionOfType(DiptychException.class)
        .isThrownBy(() -> SceneEvaluation.read(file))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
        .withMessageContaining("an evaluation file must hold");
  }

  @Test
  void read_unknownWord_namesTheKnownOnes() throws IOException {
    String json =
        """
        {"texts": [], "true_pairs": [], "reference": {},
         "images": [{"image": "a.png", "scene": {"bg": "mauve", "objs": []}}]}
        """;
    Path file = Files.writeString(folder.resolve("eval.json"), json);

    assertThatExceptionOfType(DiptychException.class)
        .isThrownBy(() -> SceneEvaluation.read(file))
        .withMessageContaining("white black gray beige navy")
        .withMessageContaining("mauve");
  }

  @Test
  void read_missingFile_isNamed() {
    assertThatExceptionOfType(DiptychException.class)
        .isThrownBy(() -> SceneEvaluation.read(folder.resolve("none.json")))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.IO))
        .withMessageContaining("none.json");
  }
}
