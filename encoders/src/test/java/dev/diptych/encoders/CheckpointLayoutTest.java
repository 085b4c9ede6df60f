package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.internal.checkpoint.SafetensorsEditor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** The files of a checkpoint in other forms than one file of weights and two of configuration. */
class CheckpointLayoutTest {

  private static final String POINTER =
      "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 894981128\n"
          .formatted("a".repeat(64));

  @TempDir Path folder;
  private Path checkpoint;
  private Path weights;
  private ModelStore store;

  @BeforeEach
  void unpack() throws IOException {
    checkpoint = Files.createDirectories(folder.resolve("shapes"));
    for (String file :
        List.of(
            "config.json",
            "model.safetensors",
            "preprocessor_config.json",
            "tokenizer_config.json",
            "vocab.txt")) {
      try (InputStream resource = ModelStore.class.getResourceAsStream("scenes-blip/" + file)) {
        Files.copy(Objects.requireNonNull(resource), checkpoint.resolve(file));
      }
    }
    weights = checkpoint.resolve("model.safetensors");
    store = ModelStore.at(folder.resolve("models"));
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertRefused() {
    return assertThatThrownBy(() -> store.importCheckpoint(checkpoint))
        .isInstanceOfSatisfying(
            DiptychException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT));
  }

  /** Replaces the weights by parts, every other tensor in each, and their index. */
  private Map<String, String> split() throws IOException {
    SafetensorsEditor first = SafetensorsEditor.read(weights);
    SafetensorsEditor second = SafetensorsEditor.read(weights);
    Map<String, String> map = new LinkedHashMap<>();
    int number = 0;
    for (String tensor : List.copyOf(first.names())) {
      boolean inFirst = number++ % 2 == 0;
      (inFirst ? second : first).remove(tensor);
      map.put(tensor, "model-0000%s-of-00002.safetensors".formatted(inFirst ? 1 : 2));
    }
    Files.write(checkpoint.resolve("model-00001-of-00002.safetensors"), first.toBytes());
    Files.write(checkpoint.resolve("model-00002-of-00002.safetensors"), second.toBytes());
    Files.delete(weights);
    writeIndex(map);
    return map;
  }

  private void writeIndex(Map<String, String> map) throws IOException {
    Files.write(
        checkpoint.resolve("model.safetensors.index.json"),
        JsonMapper.shared()
            .writeValueAsBytes(Map.of("metadata", Map.of("total_size", 1), "weight_map", map)));
  }

  @Test
  void import_weightsInPartsWithTheirIndex_isTheSameModel() throws IOException {
    Bundle whole = store.importCheckpoint(checkpoint);
    split();
    assertThat(store.importCheckpoint(checkpoint)).isEqualTo(whole);
  }

  @Test
  void import_partsWithoutAnIndex_namesWhatIsMissing() throws IOException {
    split();
    Files.delete(checkpoint.resolve("model.safetensors.index.json"));
    assertRefused()
        .hasMessageContaining("in parts (model-00001-of-00002.safetensors)")
        .hasMessageContaining("not model.safetensors.index.json");
  }

  @Test
  void import_indexThatDoesNotFitItsParts_saysWhere() throws IOException {
    Map<String, String> map = split();
    Map<String, String> wrong = new LinkedHashMap<>(map);
    wrong.put("itm_head.bias", "model-00003-of-00003.safetensors");
    writeIndex(wrong);
    assertRefused().hasMessageContaining("model-00003-of-00003.safetensors, which is not there");
    wrong.put("itm_head.bias", "../shapes/model-00001-of-00002.safetensors");
    writeIndex(wrong);
    assertRefused().hasMessageContaining("does not lie beside it");
    wrong.put(
        "itm_head.bias",
        "model-0000%s-of-00002.safetensors"
            .formatted(String.valueOf(map.get("itm_head.bias")).contains("-00001-") ? 2 : 1));
    writeIndex(wrong);
    assertRefused().hasMessageContaining("holds the tensor itm_head.bias, but it does not");
    wrong.remove("itm_head.bias");
    writeIndex(wrong);
    assertRefused().hasMessageContaining("does not name the tensor itm_head.bias");
    for (String json : List.of("{}", "[]", "{\"weight_map\": {}}", "{\"weight_map\": [1]}")) {
      Files.writeString(checkpoint.resolve("model.safetensors.index.json"), json);
      assertRefused().hasMessageContaining("weight_map");
    }
    Files.writeString(checkpoint.resolve("model.safetensors.index.json"), "{\"a\": ");
    assertRefused().hasMessageContaining("is not JSON");
  }

  @Test
  void import_weightsUnderAnotherName_namesThem() throws IOException {
    Files.move(weights, checkpoint.resolve("blip.safetensors"));
    assertRefused().hasMessageContaining("it holds blip.safetensors: rename that");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"config.json", "model.safetensors", "preprocessor_config.json", "vocab.txt"})
  void import_gitLfsPointer_isCalledWhatItIs(String file) throws IOException {
    Files.writeString(checkpoint.resolve(file), POINTER);
    assertRefused()
        .hasMessageContaining(file + " is a Git LFS pointer")
        .hasMessageContaining("git lfs pull");
  }

  @Test
  void import_gitLfsPointerAsPickle_isCalledWhatItIs() throws IOException {
    Files.delete(weights);
    Files.writeString(checkpoint.resolve("pytorch_model.bin"), POINTER);
    assertRefused().hasMessageContaining("stands for the file of 894981128 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"module.", "_orig_mod.", "module._orig_mod.", "_orig_mod.module."})
  void import_namesOfAWrapper_areLeftOutAndSaid(String prefix) throws IOException {
    Bundle plain = store.importCheckpoint(checkpoint);
    Files.write(weights, SafetensorsEditor.read(weights).prefixed(prefix).toBytes());
    assertThat(store.importCheckpoint(checkpoint).fingerprint()).isEqualTo(plain.fingerprint());
    Bundle wrapped = ModelStore.at(folder.resolve("others")).importCheckpoint(checkpoint);
    assertThat(wrapped.warnings()).anyMatch(warning -> warning.contains('"' + prefix + '"'));
  }

  @Test
  void import_oneMissingTensor_isCountedInTheSingular() throws IOException {
    Files.write(weights, SafetensorsEditor.read(weights).remove("itm_head.bias").toBytes());
    assertRefused().hasMessageContaining("lacks 1 tensor (itm_head.bias)");
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void import_processorConfigAlone_isTheSameModelAsItsPart(boolean indented) throws IOException {
    String part =
        indented
            ? "{\n  \"image_mean\": [\n    0.5,\n    0.5,\n    0.5\n  ],\n  \"resample\": 2\n}\n"
            : "{\"image_mean\": [0.5, 0.5, 0.5], \"resample\": 2}";
    Path own = checkpoint.resolve("preprocessor_config.json");
    Files.writeString(own, part);
    Bundle expected = store.importCheckpoint(checkpoint);
    Files.delete(own);
    Files.writeString(
        checkpoint.resolve("processor_config.json"),
        indented
            ? "{\n  \"image_processor\": %s,\n  \"processor_class\": \"BlipProcessor\"\n}\n"
                .formatted(part.strip().replace("\n", "\n  "))
            : "{\"image_processor\": %s, \"processor_class\": \"BlipProcessor\"}".formatted(part));
    assertThat(store.importCheckpoint(checkpoint)).isEqualTo(expected);
    assertThat(new String(Files.readAllBytes(own(expected)), StandardCharsets.UTF_8))
        .isEqualTo(part);
  }

  private static Path own(Bundle bundle) {
    return bundle.folder().resolve("preprocessor_config.json");
  }

  @Test
  void import_processorConfigThatSaysNothingOfPictures_isPassedOver() throws IOException {
    Bundle plain = store.importCheckpoint(checkpoint);
    for (String json : List.of("{}", "{\"processor_class\": \"BlipProcessor\"}", "[1]")) {
      Files.writeString(checkpoint.resolve("processor_config.json"), json);
      assertThat(store.importCheckpoint(checkpoint)).isEqualTo(plain);
    }
  }

  @Test
  void import_twoFilesThatDisagree_isRefusedNamingBoth() throws IOException {
    Files.writeString(
        checkpoint.resolve("processor_config.json"),
        "{\"image_processor\": {\"image_mean\": [0.1, 0.1, 0.1]}}");
    assertRefused()
        .hasMessageContaining("preprocessor_config.json")
        .hasMessageContaining("processor_config.json (image_processor)")
        .hasMessageContaining("must agree");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"image_processor\": {\"size\": {\"height\": 224, \"width\": 224}}}",
        "{\"image_processor\": {\"size\": {\"shortest_edge\": 56}}}",
        "{\"image_processor\": {\"do_resize\": false}}",
        "{\"image_processor\": {\"do_center_crop\": true, \"crop_size\": {\"height\": 24, \"width\": 24}}}",
        "{\"image_processor\": {",
        "{\"image_processor\": {\"resample\": 77}}"
      })
  void import_processorConfigThatDoesNotFit_isRefusedByName(String json) throws IOException {
    Files.delete(checkpoint.resolve("preprocessor_config.json"));
    Files.writeString(checkpoint.resolve("processor_config.json"), json);
    assertRefused().hasMessageContaining("processor_config.json");
  }
}
