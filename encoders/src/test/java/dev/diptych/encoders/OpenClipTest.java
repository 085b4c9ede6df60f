package dev.diptych.encoders;

import static dev.diptych.encoders.FixtureCheckpoint.difference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.internal.checkpoint.SafetensorsEditor;
import dev.diptych.testkit.Checkpoints;
import dev.diptych.testkit.Fixtures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CLIP as open_clip lays it out: the fixture's own tensors under other names, fused and turned. */
class OpenClipTest {

  private static final String CONFIG =
      """
      {"model_cfg": {"embed_dim": 24, "quick_gelu": true,
         "vision_cfg": {"image_size": 32, "layers": 2, "width": 64, "head_width": 16, "patch_size": 8},
         "text_cfg": {"context_length": 20, "vocab_size": 202, "width": 48, "heads": 3, "layers": 2}},
       "preprocess_cfg": {"mean": [0.48145466, 0.4578275, 0.40821073],
         "std": [0.26862954, 0.26130258, 0.27577711]}}
      """;

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("vision_model.embeddings.class_embedding", "visual.class_embedding"),
          Map.entry("vision_model.embeddings.patch_embedding.weight", "visual.conv1.weight"),
          Map.entry(
              "vision_model.embeddings.position_embedding.weight", "visual.positional_embedding"),
          Map.entry("text_model.embeddings.token_embedding.weight", "token_embedding.weight"),
          Map.entry("text_model.embeddings.position_embedding.weight", "positional_embedding"),
          Map.entry("logit_scale", "logit_scale"));

  @TempDir Path folder;

  private FixtureCheckpoint fixture;

  @BeforeEach
  void fixture() {
    fixture = new FixtureCheckpoint("clip-tiny", folder);
  }

  /** {@return the fixture's tensors as open_clip would save them} */
  private static SafetensorsEditor fused(SafetensorsEditor weights) {
    SafetensorsEditor fused = SafetensorsEditor.empty();
    for (String name : weights.names()) {
      if (name.endsWith("_projection.weight")) {
        SafetensorsEditor turned = FixtureCheckpoint.turned(weights, name);
        String stored = name.startsWith("visual") ? "visual.proj" : "text_projection";
        fused.put(stored, "F32", turned.shape(name), turned.data(name));
      } else if (name.contains(".q_proj.")) {
        fuse(fused, weights, name);
      } else if (!name.matches(".*([kv]_proj\\..*|position_ids)")) {
        String stored =
            NAMES.getOrDefault(
                name,
                name.replace("vision_model.pre_layrnorm", "visual.ln_pre")
                    .replace("vision_model.post_layernorm", "visual.ln_post")
                    .replace("text_model.final_layer_norm", "ln_final")
                    .replace("vision_model.encoder.layers", "visual.transformer.resblocks")
                    .replace("text_model.encoder.layers", "transformer.resblocks")
                    .replace("layer_norm", "ln_")
                    .replace("self_attn", "attn")
                    .replace("mlp.fc1", "mlp.c_fc")
                    .replace("mlp.fc2", "mlp.c_proj"));
        fused.put(stored, "F32", weights.shape(name), weights.data(name));
      }
    }
    return fused;
  }

  private static void fuse(SafetensorsEditor fused, SafetensorsEditor weights, String query) {
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    for (String part : List.of("q_proj", "k_proj", "v_proj")) {
      rows.writeBytes(weights.data(query.replace("q_proj", part)));
    }
    List<Long> shape = new ArrayList<>(weights.shape(query));
    shape.set(0, 3 * shape.getFirst());
    fused.put(
        query
            .replace("vision_model.encoder.layers", "visual.transformer.resblocks")
            .replace("text_model.encoder.layers", "transformer.resblocks")
            .replace("self_attn.q_proj.", "attn.in_proj_"),
        "F32",
        shape,
        rows.toByteArray());
  }

  /** A folder as open_clip's repositories are: three files, the tokenizer besides. */
  private Path published(String config, SafetensorsEditor weights) throws IOException {
    Path checkpoint = Files.createTempDirectory(folder, "open-clip");
    Files.writeString(checkpoint.resolve("open_clip_config.json"), config);
    Files.write(checkpoint.resolve("open_clip_model.safetensors"), weights.toBytes());
    Path whole = Checkpoints.clip(Files.createTempDirectory(folder, "whole"));
    for (String file : List.of("vocab.json", "merges.txt")) {
      Files.copy(whole.resolve(file), checkpoint.resolve(file));
    }
    return checkpoint;
  }

  private CheckReport check(String config, SafetensorsEditor weights) throws IOException {
    return ModelCheck.check(published(config, weights), Fixtures.path("clip-tiny/golden.json"));
  }

  private static void assertEqualsTheReference(CheckReport report) {
    assertThat(difference(report, "image_embeds")).isLessThan(1e-6);
    assertThat(difference(report, "text_embeds")).isLessThan(1e-6);
    assertThat(difference(report, "logits_per_image")).isLessThan(1e-4);
  }

  @Test
  void check_fusedTensors_equalTheReference() throws IOException {
    CheckReport report = check(CONFIG, fused(fixture.weights()));
    assertThat(report.warnings()).isEmpty();
    assertEqualsTheReference(report);
  }

  /** As repositories of both layouts are whose {@code config.json} is of neither. */
  @Test
  void check_besideAnotherLayout_readsTheOneThatSaysItself() throws IOException {
    Path checkpoint = published(CONFIG, fused(fixture.weights()));
    Files.writeString(checkpoint.resolve("config.json"), "{\"architecture\": \"vit_tiny\"}");
    Files.write(
        checkpoint.resolve("model.safetensors"),
        fused(fixture.weights()).remove("text_projection").toBytes());
    Path golden = Fixtures.path("clip-tiny/golden.json");
    assertEqualsTheReference(ModelCheck.check(checkpoint, golden));

    Files.writeString(checkpoint.resolve("config.json"), fixture.config());
    assertThatThrownBy(() -> ModelCheck.check(checkpoint, golden))
        .isInstanceOf(DiptychException.class)
        .hasMessageContainingAll("model.safetensors", "lacks");
    Files.delete(checkpoint.resolve("model.safetensors"));
    assertEqualsTheReference(ModelCheck.check(checkpoint, golden));
  }

  /** Known mistakes, each of which must be seen at the tolerance. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "activation | \"quick_gelu\": true | \"quick_gelu\": false",
        "usual activation | \"quick_gelu\": true, | ",
        "vision heads | \"head_width\": 16 | \"head_width\": 32",
        "text heads | \"heads\": 3 | \"heads\": 6"
      })
  void check_wrongConfiguration_isSeenAtTheTolerance(String mistake, String right, String wrong)
      throws IOException {
    String config = CONFIG.replaceAll("\\s+", " ");
    assertThat(config).contains(right);
    CheckReport report =
        check(config.replace(right, wrong == null ? "" : wrong), fused(fixture.weights()));
    assertThat(report.passes(ModelCheck.DEFAULT_TOLERANCE)).as(mistake + ": " + report).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"embed_dim\": 24 | \"embed_dim\": 25 | visual.proj",
        "\"width\": 48 | \"width\": 51 | token_embedding.weight",
        "\"vocab_size\": 202 | \"vocab_size\": 203 | token_embedding.weight",
        "\"context_length\": 20 | \"context_length\": 21 | positional_embedding",
        "\"patch_size\": 8 | \"patch_size\": 16 | visual.conv1.weight",
        "\"layers\": 2 | \"layers\": 3 | resblocks.2.attn.in_proj_weight",
        "\"layers\": 2 | \"layers\": [3, 4, 6, 3] | layers must be",
        "\"heads\": 3 | \"heads\": 7 | heads must divide",
        "\"vision_cfg\": { | \"vision_cfg\": {\"timm_model_name\": \"vit_tiny\", | timm_model_name",
        "\"vision_cfg\": { | \"vision_cfg\": {\"pool_type\": \"avg\", | pool_type",
        "\"text_cfg\": { | \"text_cfg\": {\"pool_type\": \"last\", | pool_type",
        "\"text_cfg\": { | \"text_cfg\": {\"hf_model_name\": \"roberta-base\", | hf_model_name",
        "\"text_cfg\": { | \"text_cfg\": {\"no_causal_mask\": true, | no_causal_mask",
        "\"text_cfg\": { | \"text_cfg\": {\"norm_kwargs\": {\"eps\": 1e-6}, | norm_kwargs",
        "\"preprocess_cfg\": { | \"preprocess_cfg\": {\"interpolation\": \"random\", | interpolation",
        "\"preprocess_cfg\": { | \"preprocess_cfg\": {\"resize_mode\": \"longest\", | resize_mode"
      })
  void check_otherConfiguration_isRefusedByName(String from, String to, String reason)
      throws IOException {
    assertThat(CONFIG).contains(from);
    assertThatThrownBy(() -> check(CONFIG.replace(from, to), fused(fixture.weights())))
        .isInstanceOfSatisfying(
            DiptychException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT))
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "visual.proj",
        "visual.ln_pre.bias",
        "transformer.resblocks.1.attn.in_proj_bias",
        "ln_final.weight"
      })
  void check_missingTensor_isRefusedByName(String tensor) throws IOException {
    assertThatThrownBy(() -> check(CONFIG, fused(fixture.weights()).remove(tensor)))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining(tensor);
  }

  @Test
  void check_misshapenTensor_isRefusedByItsShape() throws IOException {
    SafetensorsEditor weights = fused(fixture.weights());
    weights.reshape("visual.transformer.resblocks.0.attn.in_proj_weight", List.of(64L, 192L));
    assertThatThrownBy(() -> check(CONFIG, weights))
        .isInstanceOf(DiptychException.class)
        .hasMessageContainingAll(
            "visual.transformer.resblocks.0.attn.in_proj_weight", "[64, 192]", "[192, 64]");
  }

  @Test
  void check_noConfiguration_saysWhichFileTellsTheActivation() throws IOException {
    Path checkpoint = published(CONFIG, fused(fixture.weights()));
    Files.delete(checkpoint.resolve("open_clip_config.json"));
    assertThatThrownBy(() -> ModelCheck.check(checkpoint, Fixtures.path("clip-tiny/golden.json")))
        .isInstanceOf(DiptychException.class)
        .hasMessageContainingAll("open_clip_config.json", "activation");
  }

  /** Both layouts of one model give the same vectors. */
  @Test
  void importCheckpoint_bothLayouts_giveTheSameVectors() throws IOException {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Bundle bundle = store.importCheckpoint(published(CONFIG, fused(fixture.weights())));
    Bundle other = store.importCheckpoint(Checkpoints.clip(folder));
    assertThat(bundle.family()).isEqualTo("clip");
    assertThat(bundle.shape()).isEqualTo(other.shape());
    long seed = System.nanoTime();
    byte[] samples = new byte[3 * 48 * 40];
    new Random(seed).nextBytes(samples);
    try (Model one = store.load(bundle);
        Model two = store.load(other)) {
      PixelValues pixels = one.imageEncoder().preprocess(RgbImage.of(48, 40, samples));
      assertThat(vector(one, pixels))
          .as("seed %s", seed)
          .usingComparatorWithPrecision(1e-6f)
          .containsExactly(vector(two, pixels));
      TokenizedText text = one.textEncoder().orElseThrow().tokenize("a b c");
      assertThat(two.textEncoder().orElseThrow().tokenize("a b c")).isEqualTo(text);
    }
  }

  private static float[] vector(Model model, PixelValues pixels) {
    return model.imageEncoder().encode(List.of(pixels)).getFirst().vector().toArray();
  }

  /** Pictures are made ready as open_clip's own file says: cut, or stretched. */
  @ParameterizedTest
  @CsvSource({"shortest, false", "squash, true"})
  void preprocess_wayThatTheFileNames_isTaken(String way, boolean edgeIsSeen) throws IOException {
    String named = "\"preprocess_cfg\": {\"resize_mode\": \"%s\", ".formatted(way);
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Bundle bundle =
        store.importCheckpoint(
            published(CONFIG.replace("\"preprocess_cfg\": {", named), fused(fixture.weights())));
    byte[] samples = new byte[3 * 64 * 32];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) (i % (3 * 64) < 3 * 16 ? 255 : 0); // a bright quarter at the left
    }
    try (Model model = store.load(bundle)) {
      float[] seen = model.imageEncoder().preprocess(RgbImage.of(64, 32, samples)).toArray();
      float[] dark =
          model.imageEncoder().preprocess(RgbImage.of(64, 32, new byte[samples.length])).toArray();
      assertThat(Arrays.equals(seen, dark)).isNotEqualTo(edgeIsSeen);
    }
  }
}
