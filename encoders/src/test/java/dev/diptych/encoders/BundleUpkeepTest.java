package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.AnswerCalibration;
import dev.diptych.core.Calibration;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.WordOrder;
import dev.diptych.encoders.BundleCheck.Damage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleUpkeepTest {

  @TempDir Path folder;
  private ModelStore store;
  private Bundle bundle;

  @BeforeEach
  void build() {
    store = ModelStore.at(folder);
    bundle = store.embedded();
  }

  private List<Path> filesOfBundle() throws IOException {
    try (Stream<Path> files = Files.list(bundle.folder())) {
      return files.filter(file -> !file.endsWith("bundle.json")).sorted().toList();
    }
  }

  @Test
  void verify_untouchedBundle_isSoundAndCountsEveryFile() throws IOException {
    long bytes = 0;
    for (Path file : filesOfBundle()) {
      bytes += Files.size(file);
    }
    assertThat(store.verify(bundle))
        .isEqualTo(new BundleCheck(filesOfBundle().size(), bytes, List.of()));
  }

  @Test
  void verify_oneBitFlippedInAnyFile_namesTheFileAndBothHashes() throws IOException {
    for (Path file : filesOfBundle()) {
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 1;
      Files.write(file, bytes);
      BundleCheck check = store.verify(bundle);
      assertThat(check.damages())
          .as(file.toString())
          .extracting(Damage::file)
          .containsExactly(file.getFileName().toString());
      assertThat(check.damages().getFirst().what())
          .matches("has SHA-256 [0-9a-f]{64}, but had [0-9a-f]{64} when it was built");
      bytes[bytes.length / 2] ^= 1;
      Files.write(file, bytes);
    }
    assertThat(store.verify(bundle).isSound()).isTrue();
  }

  @Test
  void verify_truncatedAndMissingFiles_isFoundByNameAndTellsBoth() throws IOException {
    Path weights = bundle.folder().resolve("weights.bin");
    long size = Files.size(weights);
    Files.write(weights, new byte[10]);
    Files.delete(bundle.folder().resolve("vocab.txt"));
    Bundle damaged = store.findDamagedToo(bundle.fingerprint().shortForm());
    assertThat(damaged).isEqualTo(bundle);
    assertThat(store.verify(damaged).damages())
        .containsExactly(
            new Damage("vocab.txt", "is missing"),
            new Damage(
                "weights.bin", "has 10 bytes, but had %s when it was built".formatted(size)));
  }

  @Test
  void verify_manifestThatNamesAFileOutside_isRefused() throws IOException {
    Path manifest = bundle.folder().resolve("bundle.json");
    Files.writeString(
        manifest, Files.readString(manifest).replace("\"vocab.txt\"", "\"../vocab.txt\""));
    assertThatThrownBy(() -> store.verify(bundle))
        .isInstanceOfSatisfying(
            DiptychException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT))
        .hasMessageContaining("../vocab.txt");
  }

  @Test
  void remove_bundle_leavesNothingOfIt() throws IOException {
    store.remove(bundle);
    assertThat(store.list()).isEmpty();
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(folder.resolve(".lock"));
    }
    assertThatThrownBy(() -> store.remove(bundle))
        .isInstanceOfSatisfying(
            DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  @Test
  void remove_bundleOfAnotherStore_isRefusedAndKeepsIt(@TempDir Path elsewhere) {
    assertThatThrownBy(() -> ModelStore.at(elsewhere).remove(bundle))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining(elsewhere.toString());
    assertThat(store.verify(bundle).isSound()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "[]",
        "{}",
        "{\"format\": 1}",
        "{\"format\": 9, \"model\": \"x\", \"fittedOn\": \"y\"}",
        "{\"format\": 1, \"model\": \"x\", \"fittedOn\": \"y\", \"toImages\": {\"threshold\": 0.5}}"
      })
  void verify_damagedCalibration_isSaidAndTheModelLoadsWithout(String json) throws IOException {
    Files.writeString(bundle.folder().resolve("calibration.json"), json);

    assertThat(store.verify(bundle).damages())
        .singleElement()
        .satisfies(damage -> assertThat(damage.file()).isEqualTo("calibration.json"));
    Bundle found = ModelStore.at(folder).find("scenes-blip");
    assertThat(found.scoring().calibration()).isEmpty();
  }

  @Test
  void calibration_ofATimeWithoutTheOrderOfWords_isReadAndNoQueryIsOdd() throws IOException {
    Files.writeString(
        bundle.folder().resolve("calibration.json"),
        """
        {
          "format": 1, "model": "%s", "fittedOn": "three answers",
          "toImages": {
            "pair": {"slope": 1.0, "intercept": -1.5},
            "query": {"evidence": 0.5, "cosine": 19.5, "broken": -15.0, "intercept": -13.5},
            "threshold": 0.45,
            "depth": {"cosine": 57.5, "gap": 17.0, "intercept": -37.0, "left": 0.02, "most": 64}
          }
        }
        """
            .formatted(bundle.fingerprint().hex()));
    assertThat(store.verify(bundle).isSound()).isTrue();

    AnswerCalibration read = toImages();
    assertThat(read.order()).isEqualTo(WordOrder.NONE);
    assertThat(read.anyProbability(1, .7, 0, 3)).isEqualTo(read.anyProbability(1, .7, 0, 0));
  }

  @Test
  void calibration_withAnOrderOfWords_isReadAsItWasWritten() {
    AnswerCalibration shipped = toImages();
    AnswerCalibration fitted =
        new AnswerCalibration(
            shipped.pair(),
            shipped.query(),
            WordOrder.of(List.of("a red circle above a blue square")).weighing(-2.5),
            shipped.threshold(),
            shipped.depth());
    store.recordCalibration(
        bundle,
        new Calibration(bundle.fingerprint(), "one answer", Optional.of(fitted), Optional.empty()));
    assertThat(store.verify(bundle).isSound()).isTrue();
    assertThat(toImages()).isEqualTo(fitted);
  }

  private AnswerCalibration toImages() {
    return ModelStore.at(folder)
        .find("scenes-blip")
        .scoring()
        .calibration()
        .flatMap(Calibration::toImages)
        .orElseThrow();
  }

  @Test
  void remove_damagedBundle_isGoneAndCanBeBuiltAgain() throws IOException {
    Files.delete(bundle.folder().resolve("weights.bin"));
    store.remove(store.findDamagedToo("scenes-blip"));
    assertThat(store.embedded()).isEqualTo(bundle);
    assertThat(store.verify(bundle).isSound()).isTrue();
  }
}
