package dev.diptych.encoders.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.encoders.ModelShape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FavouredBatchTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "BLIP base/384, 384, 16, 2",
    "SigLIP 2 base/256, 256, 16, 4",
    "CLIP ViT-B/32, 224, 32, 16",
    "CLIP ViT-L/14, 224, 14, 4",
    "a picture of one patch, 16, 16, 16",
    "patches that do not fill the side, 230, 100, 16",
    "BLIP-2 ViT-g/14 at 490, 490, 14, 1",
  })
  void favouredBatch_ofTower_followsItsPatches(String tower, int side, int patch, int batch) {
    ModelShape shape = new ModelShape(side, patch, 64, 768, 12, 768, 12, 64, 30_000, 256);

    assertThat(GraphImageEncoder.favouredBatch(shape)).as(tower).isEqualTo(batch);
  }
}
