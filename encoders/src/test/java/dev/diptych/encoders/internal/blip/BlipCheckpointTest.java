package dev.diptych.encoders.internal.blip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.ImportOptions;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import dev.diptych.encoders.internal.checkpoint.ConfigSection;
import dev.diptych.encoders.internal.checkpoint.SafetensorsEditor;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlipCheckpointTest {

  private SafetensorsEditor itm;
  private SafetensorsEditor caption;

  @BeforeEach
  void read() throws IOException {
    itm = SafetensorsEditor.read(Fixtures.path("blip-itm-tiny/model.safetensors"));
    caption = SafetensorsEditor.read(Fixtures.path("blip-caption-tiny/model.safetensors"));
  }

  private static BlipConfig config(String fixture, UnaryOperator<String> edit) throws IOException {
    Path file = Fixtures.path(fixture + "/config.json");
    return BlipConfigReader.read(
        ConfigSection.parse(edit.apply(Files.readString(file)).getBytes(StandardCharsets.UTF_8)));
  }

  private static BlipCheckpoint checkpoint(String fixture, SafetensorsEditor tensors)
      throws IOException {
    return checkpoint(config(fixture, json -> json), tensors);
  }

  private static BlipCheckpoint checkpoint(BlipConfig config, SafetensorsEditor tensors) {
    return BlipCheckpoint.of(Path.of("folder"), config, tensors.open(), ImportOptions.DEFAULT);
  }

  private static void assertRefused(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            DiptychException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT))
        .hasMessageContainingAll(parts);
  }

  @Test
  void of_retrievalCheckpoint_hasRetrievalAlone() throws IOException {
    BlipCheckpoint checkpoint = checkpoint("blip-itm-tiny", itm);
    assertThat(checkpoint.hasRetrieval()).isTrue();
    assertThat(checkpoint.hasDecoder()).isFalse();
    assertThat(checkpoint.warnings()).isEmpty();
  }

  @Test
  void of_withoutPositionIds_isAccepted() throws IOException {
    itm.remove("text_encoder.embeddings.position_ids");
    assertThat(checkpoint("blip-itm-tiny", itm).hasRetrieval()).isTrue();
  }

  @Test
  void of_missingTensors_namesThem() {
    itm.remove("itm_head.bias").remove("vision_model.encoder.layers.1.mlp.fc2.weight");
    assertRefused(
        () -> checkpoint("blip-itm-tiny", itm),
        "lacks 2 tensors",
        "itm_head.bias",
        "vision_model.encoder.layers.1.mlp.fc2.weight");
  }

  @Test
  void of_unknownTensors_namesThem() {
    itm.put("text_encoder.pooler.dense.bias", "F32", List.of(1L), new byte[4]);
    assertRefused(
        () -> checkpoint("blip-itm-tiny", itm),
        "1 unknown tensor (",
        "text_encoder.pooler.dense.bias");
  }

  @Test
  void of_partOfADecoder_namesTheRest() {
    itm.put("text_decoder.cls.predictions.bias", "F32", List.of(202L), new byte[808]);
    assertRefused(() -> checkpoint("blip-itm-tiny", itm), "lacks", "text_decoder.bert.embeddings");
  }

  @Test
  void of_wrongShape_saysWhatIsExpected() {
    itm.reshape("itm_head.weight", List.of(48L, 2L));
    assertRefused(
        () -> checkpoint("blip-itm-tiny", itm), "itm_head.weight is [48, 2], expected [2, 48]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"I32", "U32"})
  void of_wrongType_saysWhatIsExpected(String dtype) {
    itm.put("itm_head.bias", dtype, List.of(2L), new byte[8]);
    assertRefused(
        () -> checkpoint("blip-itm-tiny", itm), "itm_head.bias is of type " + dtype, "F32");
  }

  @ParameterizedTest
  @ValueSource(strings = {"F16", "BF16"})
  void of_halfPrecision_widensExactlyAndSaysSo(String dtype) throws IOException {
    Checkpoint half = checkpoint("blip-itm-tiny", itm.narrow(dtype)).tensors();
    Checkpoint rounded =
        checkpoint(
                "blip-itm-tiny",
                SafetensorsEditor.read(Fixtures.path("blip-itm-tiny/model.safetensors"))
                    .rounded(dtype))
            .tensors();
    assertThat(half.warnings()).singleElement().asString().contains(dtype);
    for (String name : half.canonicalTensors().keySet()) {
      assertThat(half.floats(name).toArray(ValueLayout.JAVA_BYTE))
          .as(name)
          .isEqualTo(rounded.floats(name).toArray(ValueLayout.JAVA_BYTE));
    }
  }

  @Test
  void of_tiedHead_readsTheEmbeddings() throws IOException {
    caption
        .remove("text_decoder.cls.predictions.decoder.weight")
        .remove("text_decoder.cls.predictions.bias");
    Checkpoint checkpoint = checkpoint("blip-caption-tiny", caption).tensors();
    assertThat(
            checkpoint
                .floats("text_decoder.cls.predictions.decoder.weight")
                .toArray(ValueLayout.JAVA_BYTE))
        .isEqualTo(
            checkpoint
                .floats("text_decoder.bert.embeddings.word_embeddings.weight")
                .toArray(ValueLayout.JAVA_BYTE));
    assertThat(checkpoint.canonicalTensors()).containsKey("text_decoder.cls.predictions.bias");
  }

  @Test
  void of_noBiasUnderEitherName_isRefused() {
    caption
        .remove("text_decoder.cls.predictions.decoder.bias")
        .remove("text_decoder.cls.predictions.bias");
    assertRefused(
        () -> checkpoint("blip-caption-tiny", caption), "lacks 1 tensor (", "predictions.bias");
  }

  @Test
  void of_configOfAnotherCheckpoint_isRefused() {
    assertRefused(
        () ->
            checkpoint(
                config(
                    "blip-itm-tiny",
                    json ->
                        json.replace("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 900000")),
                itm),
        "1800000 layers",
        "93 tensors");
  }

  @ParameterizedTest
  @CsvSource({
    "BlipModel, copy of CLIP",
    "BlipForQuestionAnswering, cannot be imported",
    "CLIPModel, cannot be imported",
    "'', names no architecture"
  })
  void config_unknownArchitecture_isRefused(String name, String reason) {
    assertRefused(
        () -> config("blip-itm-tiny", json -> json.replace("BlipForImageTextRetrieval", name)),
        reason,
        "BlipForImageTextRetrieval");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"hidden_size\": 48' | '\"hidden_size\": 49' | num_attention_heads must divide hidden_size",
        "'\"hidden_size\": 48' | '\"hidden_size\": -1' | hidden_size must be a whole number",
        "'\"patch_size\": 8' | '\"patch_size\": 7' | patch_size must divide image_size",
        "'\"patch_size\": 8' | '\"patch_size\": \"eight\"' | patch_size must be a whole number",
        "'\"hidden_act\": \"gelu\"' | '\"hidden_act\": \"quick_gelu\"' | hidden_act must be",
        "'\"layer_norm_eps\": 1e-05' | '\"layer_norm_eps\": 2' | layer_norm_eps must be",
        "'{' | '[' | not valid JSON"
      })
  void config_impossibleField_isRefused(String from, String to, String reason) {
    assertRefused(() -> config("blip-itm-tiny", json -> json.replace(from, to)), reason);
  }

  @Test
  void config_brokenJson_isExplainedWithoutTheParsersInternals() {
    assertThatThrownBy(() -> ConfigSection.parse("{".getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining("config.json is not valid JSON: Unexpected end-of-input")
        .hasMessageContaining("line 1")
        .hasMessageNotContainingAny("Source", "REDACTED", "Feature");
  }

  private static BlipConfig shortConfig(String text) {
    return BlipConfigReader.read(
        ConfigSection.parse(
            "{\"architectures\":[\"BlipForImageTextRetrieval\"],\"text_config\":%s}"
                .formatted(text)
                .getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void config_shortStyle_takesClassDefaults() {
    BlipConfig config = shortConfig("{\"num_attention_heads\":12}");
    assertThat(config.joint()).isEqualTo(256);
    assertThat(config.vision())
        .isEqualTo(new BlipConfig.VisionConfig(768, 12, 12, 3072, 384, 16, 1e-5));
    assertThat(config.text())
        .isEqualTo(
            new BlipConfig.TextConfig(768, 12, 12, 3072, 30524, 512, 1e-12, 0, 102, 30522, 30523));
    assertThat(config.warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"num_attention_heads\":8}", "{}", "null"})
  void config_eightHeads_areCorrectedWithAWarning(String text) {
    BlipConfig config = shortConfig(text);
    assertThat(config.text().heads()).isEqualTo(12);
    assertThat(config.warnings()).singleElement().asString().contains("12 heads");
  }
}
