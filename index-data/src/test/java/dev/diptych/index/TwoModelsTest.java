package dev.diptych.index;

import static dev.diptych.index.Samples.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.PatchFeatures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index whose vectors and patch features are of different models. */
final class TwoModelsTest {

  private static final NamedModel RERANKER = new NamedModel(model(2), "other-model");
  private static final IndexSpec SPEC =
      Samples.spec(FeatureFormat.F32).withReranker(RERANKER, 2, 3);

  @TempDir Path folder;

  @Test
  void write_vectorsOfOneAndFeaturesOfAnother_namesBoth() {
    IndexFolder index = IndexFolder.at(folder);
    float[] features = {1, 2, 3, 4, 5, 6};
    try (ItemWriter writer = index.openWriter(SPEC)) {
      writer.add(Samples.image(1), Samples.vector(1), PatchFeatures.of(2, 3, features));
      writer.commit();
    }
    assertThat(index.spec()).isEqualTo(SPEC);
    assertThat(index.spec().retriever()).isEqualTo(new NamedModel(model(1), "sample-model"));
    assertThat(index.spec().reranker()).isEqualTo(RERANKER);
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      assertThat(reader.features(Samples.id(1)).orElseThrow().toArray()).isEqualTo(features);
    }
    assertThat(index.verify().isSound()).isTrue();
    index.openWriter(SPEC).close();
  }

  @Test
  void open_withAnotherReranker_isRefusedNamingBoth() {
    IndexFolder index = IndexFolder.at(folder);
    index.openWriter(SPEC).close();
    IndexSpec other =
        Samples.spec(FeatureFormat.F32).withReranker(new NamedModel(model(3), "third"), 2, 3);
    assertThatThrownBy(() -> index.openWriter(other))
        .isInstanceOfSatisfying(
            DiptychException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INCOMPATIBLE_INDEX))
        .hasMessageContaining("other-model")
        .hasMessageContaining("third")
        .hasMessageContaining("--rebuild");
  }

  @Test
  void choices_ofADamagedIndex_nameBoth() throws IOException {
    IndexFolder index = IndexFolder.at(folder);
    try (ItemWriter writer = index.openWriter(SPEC)) {
      float[] features = {1, 2, 3, 4, 5, 6};
      writer.add(Samples.image(1), Samples.vector(1), PatchFeatures.of(2, 3, features));
      writer.commit();
    }
    for (String lost : List.of("_*", "index.json")) {
      for (Path file : Samples.files(folder, lost)) {
        Files.delete(file);
      }
      assertThat(index.remainingChoices()).contains(IndexChoices.of(SPEC));
      assertThatThrownBy(() -> index.openReader(model(1)).close())
          .hasMessageContaining(
              " --retriever sample-model --reranker other-model --features f32 --tokens all`");
    }
  }
}
