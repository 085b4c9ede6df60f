package dev.diptych.encoders.internal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreprocessConfigTest {

  @TempDir Path folder;

  @Test
  void read_noFile_isBlipImageProcessorAtTheModelsSide() {
    assertThat(PreprocessConfig.read(folder, 32, Fit.STRETCH))
        .isEqualTo(PreprocessConfig.ofDefaults(32, Fit.STRETCH));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"size\": 384, \"resample\": null}",
        "{\"size\": {\"height\": 384, \"width\": 384}, \"do_pad\": true, \"size_divisor\": 32}",
        "{\"image_mean\": [0.48145466, 0.4578275, 0.40821073], \"rescale_factor\": 0.00392156862745098}"
      })
  void read_equivalentFiles_areTheDefaults(String json) {
    assertThat(read(json)).isEqualTo(PreprocessConfig.ofDefaults(384, Fit.STRETCH));
  }

  @Test
  void read_stepsSwitchedOff_areNeutral() {
    PreprocessConfig config =
        read(
            """
            {"do_rescale": false, "rescale_factor": 0.5, "do_normalize": false, "image_mean": [9, 9, 9],
             "resample": 2}
            """);

    assertThat(config)
        .isEqualTo(
            new PreprocessConfig(
                384,
                Fit.STRETCH,
                384,
                Kernel.BILINEAR,
                1,
                List.of(0f, 0f, 0f),
                List.of(1f, 1f, 1f)));
  }

  @Test
  void read_oneNumberForAllChannels_isSpread() {
    PreprocessConfig config = read("{\"image_mean\": 0.5, \"image_std\": 0.25, \"resample\": 1}");

    assertThat(config.mean()).containsExactly(0.5f, 0.5f, 0.5f);
    assertThat(config.std()).containsExactly(0.25f, 0.25f, 0.25f);
    assertThat(config.kernel()).isEqualTo(Kernel.LANCZOS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"size\": {\"height\": 384, \"width\": 224}} | square",
        "{\"size\": 224} | 384 x 384",
        "{\"size\": {\"shortest_edge\": 384}} | shortest_edge",
        "{\"size\": 384.5} | 384.5",
        "{\"do_resize\": false} | do_resize",
        "{\"do_rescale\": 1} | do_rescale",
        "{\"resample\": 0} | bicubic",
        "{\"resample\": \"bicubic\"} | bicubic",
        "{\"rescale_factor\": 0} | rescale_factor",
        "{\"rescale_factor\": 1e999} | rescale_factor",
        "{\"image_mean\": [0.5, 0.5]} | image_mean",
        "{\"image_mean\": [0.5, 0.5, 0.5, 0.5]} | image_mean",
        "{\"image_std\": [1, 0, 1]} | image_std",
        "{\"image_std\": \"wide\"} | image_std",
        "[] | object",
        "{ | JSON"
      })
  void read_unsupportedFile_isRefusedByName(String json, String named) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOfSatisfying(
            DiptychException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT))
        .hasMessageContaining(named)
        .hasMessageContaining(PreprocessFile.NAME);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | 384",
        "{\"size\": 384, \"crop_size\": 384} | 384",
        "{\"size\": {\"shortest_edge\": 400}, \"crop_size\": {\"height\": 384, \"width\": 384}} | 400",
        "{\"do_center_crop\": true, \"crop_size\": 384, \"do_convert_rgb\": true} | 384"
      })
  void read_familyThatCrops_keepsTheAspectRatio(String json, int shortest) {
    PreprocessConfig config = read(json, Fit.CROP);

    assertThat(config.fit()).isEqualTo(Fit.CROP);
    assertThat(config.side()).isEqualTo(384);
    assertThat(config.shortest()).isEqualTo(shortest);
  }

  @Test
  void read_familyThatCropsWithHeightAndWidth_stretches() {
    String json = "{\"size\": {\"height\": 384, \"width\": 384}, \"crop_size\": 384}";

    assertThat(read(json, Fit.CROP)).isEqualTo(PreprocessConfig.ofDefaults(384, Fit.STRETCH));
  }

  @Test
  void read_familyWithDefaultsOfItsOwn_fillsThemIn() throws IOException {
    List<Float> half = List.of(0.5f, 0.5f, 0.5f);
    PreprocessConfig defaults =
        PreprocessConfig.ofDefaults(384, Fit.STRETCH).normalisedBy(half, half);
    assertThat(PreprocessConfig.read(folder, defaults)).isEqualTo(defaults);

    Files.writeString(
        folder.resolve(PreprocessFile.NAME),
        "{\"size\": {\"height\": 384, \"width\": 384}, \"resample\": 2, \"image_std\": 0.25}");
    PreprocessConfig read = PreprocessConfig.read(folder, defaults);
    assertThat(read.kernel()).isEqualTo(Kernel.BILINEAR);
    assertThat(read.mean()).isEqualTo(half);
    assertThat(read.std()).containsOnly(0.25f);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"size\": {\"shortest_edge\": 224}} | shortest_edge",
        "{\"size\": {\"longest_edge\": 384}} | longest_edge",
        "{\"size\": 224} | 384",
        "{\"crop_size\": 224} | crop_size",
        "{\"do_center_crop\": false} | do_center_crop"
      })
  void read_cropThatDoesNotFitTheTower_isRefusedByName(String json, String named) {
    assertThatThrownBy(() -> read(json, Fit.CROP))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining(named)
        .hasMessageContaining(PreprocessFile.NAME);
  }

  private PreprocessConfig read(String json) {
    return read(json, Fit.STRETCH);
  }

  private PreprocessConfig read(String json, Fit fit) {
    try {
      Files.writeString(folder.resolve(PreprocessFile.NAME), json);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return PreprocessConfig.read(folder, 384, fit);
  }
}
