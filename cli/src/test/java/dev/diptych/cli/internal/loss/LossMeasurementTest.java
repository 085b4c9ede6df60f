package dev.diptych.cli.internal.loss;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelStore;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.PrecisionLoss;
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

      assertThat(loss.reranked().reference()).isGreaterThan(97);
      assertThat(loss.reranked().measured()).isGreaterThan(loss.reranked().reference() - 1.01);
      assertThat(loss.recall().measured()).isGreaterThan(loss.recall().reference() - 3);
      assertThat(loss.rankCorrelation()).isBetween(0.97, 0.999999);
    }
  }

  @Test
  void measure_modelAgainstItself_losesNothing() {
    ModelStore store = ModelStore.at(models);
    try (Model model = store.load(store.embedded())) {
      PrecisionLoss loss = new LossMeasurement(20).measure(model, model);

      assertThat(loss.recall().measured()).isEqualTo(loss.recall().reference());
      assertThat(loss.reranked().measured()).isEqualTo(loss.reranked().reference());
      assertThat(loss.rankCorrelation()).isEqualTo(1);
    }
  }
}
