package dev.diptych.cli.internal.loss;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.internal.presentation.ModelText;
import dev.diptych.encoders.ImportOptions;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelStore;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.PrecisionLoss;
import dev.diptych.testkit.Checkpoints;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LossMeasurementTest {

  @TempDir Path models;

  @Test
  void measure_embeddedModelAsInt8_losesLittleAndIsNotTheSame() {
    ModelStore store = ModelStore.at(models);
    try (Model reference = store.load(store.embedded());
        Model measured = store.load(store.embedded(Precision.INT8))) {
      PrecisionLoss loss = new LossMeasurement(200).measure(reference, measured);

      PrecisionLoss.Pair reranked = requireNonNull(loss.reranked());
      PrecisionLoss.Pair recall = requireNonNull(loss.recall());
      assertThat(reranked.reference()).isGreaterThan(97);
      assertThat(reranked.measured()).isGreaterThan(reranked.reference() - 1.01);
      assertThat(recall.measured()).isGreaterThan(recall.reference() - 3);
      assertThat(loss.rankCorrelation()).isBetween(0.97, 0.999999);
    }
  }

  @Test
  void measure_modelAgainstItself_losesNothing() {
    ModelStore store = ModelStore.at(models);
    try (Model model = store.load(store.embedded())) {
      PrecisionLoss loss = new LossMeasurement(20).measure(model, model);

      PrecisionLoss.Pair reranked = requireNonNull(loss.reranked());
      PrecisionLoss.Pair recall = requireNonNull(loss.recall());
      assertThat(recall.measured()).isEqualTo(recall.reference());
      assertThat(reranked.measured()).isEqualTo(reranked.reference());
      assertThat(loss.rankCorrelation()).isEqualTo(1);
    }
  }

  private PrecisionLoss ofBytes(Path checkpoint) {
    ModelStore store = ModelStore.at(models.resolve("store"));
    try (Model reference = store.load(store.importCheckpoint(checkpoint));
        Model measured =
            store.load(
                store.importCheckpoint(checkpoint, ImportOptions.DEFAULT.with(Precision.INT8)))) {
      return new LossMeasurement(20).measure(reference, measured);
    }
  }

  @Test
  void measure_modelThatOnlyRecalls_tellsOfTheFirstStageAlone() throws IOException {
    PrecisionLoss loss = ofBytes(Checkpoints.clip(models));

    assertThat(loss.reranked()).isNull();
    assertThat(loss.recall()).isNotNull();
    assertThat(loss.rankCorrelation()).isBetween(0.5, 0.999999);
    assertThat(ModelText.loss(loss)).contains(", Recall@1 ").doesNotContain("reranked");
  }

  @Test
  void measure_modelThatOnlyReranks_tellsOfTheSecondStageAlone() throws IOException {
    PrecisionLoss loss = ofBytes(Checkpoints.vilt(models));

    assertThat(loss.recall()).isNull();
    assertThat(loss.reranked()).isNotNull();
    assertThat(loss.rankCorrelation()).isBetween(0.5, 0.999999);
    assertThat(ModelText.loss(loss)).contains("after 16 candidates were reranked Recall@1 ");
  }

  @Test
  void measure_towersThatAreOneTransformer_losesLittle() throws IOException {
    PrecisionLoss beit3 = ofBytes(Checkpoints.beit3(models));
    assertThat(beit3.rankCorrelation()).isBetween(0.5, 0.999999);
    PrecisionLoss vlmo = ofBytes(Checkpoints.vlmoWithPairs(models));

    assertThat(vlmo.recall()).isNotNull();
    assertThat(vlmo.reranked()).isNotNull();
    assertThat(vlmo.rankCorrelation()).isBetween(0.5, 0.999999);
  }
}
