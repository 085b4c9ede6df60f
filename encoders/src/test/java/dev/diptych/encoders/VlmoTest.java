package dev.diptych.encoders;

import static dev.diptych.encoders.FixtureCheckpoint.difference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.internal.checkpoint.SafetensorsEditor;
import dev.diptych.testkit.Checkpoints;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The family VLMo, from the files of its authors to vectors and scores. */
class VlmoTest {

  private static final String BASE = "vlmo-tiny";
  private static final String PLUS = "vlmo-plus-tiny";
  private static final String DISTANCES = "relative_position_bias_table";
  private static final String MODALITIES = "token_type_embeddings.weight";
  private static final String BLOCKS = "transformer.blocks.";

  @TempDir Path folder;

  private FixtureCheckpoint fixture(String name) {
    return new FixtureCheckpoint(name, folder);
  }

  private CheckReport check(String name, SafetensorsEditor weights) throws IOException {
    FixtureCheckpoint fixture = fixture(name);
    return fixture.check(fixture.config(), weights, fixture.golden());
  }

  /** The weights with the head that scores pairs, as before fine-tuning for retrieval. */
  private SafetensorsEditor withHead(String name) throws IOException {
    SafetensorsEditor weights = fixture(name).weights();
    SafetensorsEditor head = SafetensorsEditor.read(Fixtures.path(name + "/head.safetensors"));
    head.names().forEach(each -> weights.put(each, "F32", head.shape(each), head.data(each)));
    return weights;
  }

  /** The reference with the scores of all pairs. */
  private ObjectNode pairs(String name) throws IOException {
    ObjectNode golden = (ObjectNode) JsonMapper.shared().readTree(fixture(name).golden());
    JsonNode pairs = JsonMapper.shared().readTree(Fixtures.path(name + "/pairs.json").toFile());
    golden.set("itm_all", pairs.get("itm_all"));
    return golden;
  }

  @ParameterizedTest
  @ValueSource(strings = {BASE, PLUS})
  void check_tinyCheckpoint_equalsTheReference(String name) throws IOException {
    CheckReport report = fixture(name).check();
    assertThat(report.warnings()).isEmpty();
    assertThat(report.outputs()).hasSize(3);
    assertThat(difference(report, "image_embeds")).isLessThan(1e-6);
    assertThat(difference(report, "text_embeds")).isLessThan(1e-6);
    assertThat(difference(report, "cosine")).isLessThan(1e-6);
  }

  /** The scores are those of a second implementation, in Python, that agrees with the towers. */
  @ParameterizedTest
  @ValueSource(strings = {BASE, PLUS})
  void check_pairs_equalTheSecondImplementation(String name) throws IOException {
    FixtureCheckpoint fixture = fixture(name);
    CheckReport report = fixture.check(fixture.config(), withHead(name), pairs(name).toString());
    assertThat(report.outputs()).hasSize(4);
    assertThat(difference(report, "itm_all")).isLessThan(1e-5);
    assertThat(difference(report, "image_embeds")).isLessThan(1e-6);
  }

  /** The picture behind the text, parts of their own, then one for both: each must be seen. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        BLOCKS + "2.mlp_vl.fc1.weight",
        BLOCKS + "1.mlp_imag.fc1.weight",
        "pooler.dense.weight"
      })
  void check_partOfThePairsChanged_isSeen(String tensor) throws IOException {
    SafetensorsEditor weights = withHead(BASE);
    weights.overwrite(tensor, 0, new byte[weights.data(tensor).length / 2]);
    FixtureCheckpoint fixture = fixture(BASE);
    CheckReport report = fixture.check(fixture.config(), weights, pairs(BASE).toString());
    assertThat(difference(report, "itm_all")).isGreaterThan(1e-3);
  }

  /** Of the table the two rows between words and patches are read for pairs alone. */
  @Test
  void check_distanceBetweenWordsAndPatchesChanged_isSeenInPairsAlone() throws IOException {
    SafetensorsEditor weights = withHead(BASE);
    int row = 4 * 12;
    ByteBuffer table = ByteBuffer.wrap(weights.data(DISTANCES)).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 52 * row; at < 53 * row; at += 4) {
      table.putFloat(at, 1f);
    }
    FixtureCheckpoint fixture = fixture(BASE);
    CheckReport report = fixture.check(fixture.config(), weights, pairs(BASE).toString());
    assertThat(difference(report, "itm_all")).isGreaterThan(1e-3);
    assertThat(difference(report, "image_embeds")).isLessThan(1e-6);
    assertThat(difference(report, "text_embeds")).isLessThan(1e-6);
  }

  @ParameterizedTest
  @CsvSource({
    "vlmo-tiny, vlffn_start_layer_index, 2, 1",
    "vlmo-plus-tiny, vlffn_start_layer_index, 1, 2"
  })
  void check_otherFirstFusedLayer_isRefusedByName(String name, String field, int right, int wrong)
      throws IOException {
    FixtureCheckpoint fixture = fixture(name);
    String config =
        fixture
            .config()
            .replace("\"%s\": %s".formatted(field, right), "\"%s\": %s".formatted(field, wrong));
    assertThat(config).isNotEqualTo(fixture.config());
    assertThatThrownBy(() -> fixture.check(config, withHead(name), pairs(name).toString()))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining("blocks.1.mlp_vl.fc1.weight");
  }

  /** Known mistakes that a table of distances, exchanged in part, makes. */
  @Test
  void check_rowsOfPatchesReversed_areSeenAsWrong() throws IOException {
    // The other sign of every distance is the reverse of these rows: rows and columns exchanged.
    CheckReport report = check(BASE, reversed(0, 49));
    assertThat(difference(report, "image_embeds")).isGreaterThan(1e-3);
    assertThat(difference(report, "text_embeds")).isLessThan(1e-6);
  }

  @Test
  void check_rowsOfWordsReversed_areSeenAsWrong() throws IOException {
    // Words are at most 194 apart, in rows from 54 on, of which row 248 is for a word itself.
    CheckReport report = check(BASE, reversed(236, 261));
    assertThat(difference(report, "text_embeds")).isGreaterThan(1e-3);
    assertThat(difference(report, "image_embeds")).isLessThan(1e-6);
  }

  private SafetensorsEditor reversed(int from, int to) throws IOException {
    SafetensorsEditor weights = fixture(BASE).weights();
    int row = 4 * 12;
    byte[] table = weights.data(DISTANCES).clone();
    for (int i = from; i < to; i++) {
      weights.overwrite(
          DISTANCES,
          i * row,
          Arrays.copyOfRange(table, (from + to - 1 - i) * row, (from + to - i) * row));
    }
    return weights;
  }

  @Test
  void check_noDistances_isSeenAsWrong() throws IOException {
    SafetensorsEditor weights = fixture(BASE).weights();
    weights.overwrite(DISTANCES, 0, new byte[weights.data(DISTANCES).length]);
    CheckReport report = check(BASE, weights);
    assertThat(difference(report, "image_embeds")).isGreaterThan(1e-2);
    assertThat(difference(report, "text_embeds")).isGreaterThan(1e-2);
  }

  /** Columns belong to layers one after the other, and not to heads. */
  @Test
  void check_columnsStridedByLayer_areSeenAsWrong() throws IOException {
    SafetensorsEditor weights = fixture(BASE).weights();
    byte[] table = weights.data(DISTANCES).clone();
    for (int row = 0; row < 446; row++) {
      for (int layer = 0; layer < 3; layer++) {
        for (int head = 0; head < 4; head++) {
          int from = 4 * (12 * row + head * 3 + layer);
          weights.overwrite(
              DISTANCES,
              4 * (12 * row + layer * 4 + head),
              Arrays.copyOfRange(table, from, from + 4));
        }
      }
    }
    assertThat(difference(check(BASE, weights), "image_embeds")).isGreaterThan(1e-2);
  }

  @Test
  void check_modalitiesExchanged_areSeenAsWrong() throws IOException {
    SafetensorsEditor weights = fixture(BASE).weights();
    byte[] rows = weights.data(MODALITIES).clone();
    int half = rows.length / 2;
    weights.overwrite(MODALITIES, 0, Arrays.copyOfRange(rows, half, rows.length));
    weights.overwrite(MODALITIES, half, Arrays.copyOfRange(rows, 0, half));
    CheckReport report = check(BASE, weights);
    assertThat(difference(report, "image_embeds")).isGreaterThan(0.05);
    assertThat(difference(report, "text_embeds")).isGreaterThan(0.05);
  }

  @Test
  void check_feedForwardPartsExchanged_areSeenAsWrong() throws IOException {
    SafetensorsEditor weights = fixture(BASE).weights();
    SafetensorsEditor original = fixture(BASE).weights();
    for (String tensor : original.names()) {
      if (tensor.contains("_text.") && tensor.startsWith(BLOCKS)) {
        String other = tensor.replace("_text.", "_imag.");
        weights.overwrite(tensor, 0, original.data(other));
        weights.overwrite(other, 0, original.data(tensor));
      }
    }
    CheckReport report = check(BASE, weights);
    assertThat(difference(report, "image_embeds")).isGreaterThan(0.1);
    assertThat(difference(report, "text_embeds")).isGreaterThan(0.1);
  }

  /** In upper layers, too, a text or picture by itself passes the part of its own. */
  @Test
  void check_partForBothOnTop_isSeenAsWrong() throws IOException {
    SafetensorsEditor weights = fixture(BASE).weights();
    for (String part : List.of("mlp_%s.fc1.weight", "mlp_%s.fc2.weight", "norm2_%s.weight")) {
      byte[] both = weights.data(BLOCKS + "2." + part.formatted("vl"));
      weights.overwrite(BLOCKS + "2." + part.formatted("imag"), 0, both);
      weights.overwrite(BLOCKS + "2." + part.formatted("text"), 0, both);
    }
    CheckReport report = check(BASE, weights);
    assertThat(difference(report, "image_embeds")).isGreaterThan(0.05);
    assertThat(difference(report, "text_embeds")).isGreaterThan(0.05);
  }

  @Test
  void check_layerScaleLeftOut_isSeenAsWrong() throws IOException {
    SafetensorsEditor weights = fixture(BASE).weights();
    weights.names().stream().filter(each -> each.contains(".gamma_")).forEach(weights::remove);
    CheckReport report = check(BASE, weights);
    assertThat(difference(report, "image_embeds")).isGreaterThan(0.1);
    assertThat(difference(report, "text_embeds")).isGreaterThan(0.1);
  }

  @Test
  void check_wordTypeLeftOut_isSeenAsWrong() throws IOException {
    SafetensorsEditor weights = fixture(BASE).weights();
    String types = "text_embeddings.token_type_embeddings.weight";
    weights.overwrite(types, 0, new byte[weights.data(types).length / 2]);
    assertThat(difference(check(BASE, weights), "text_embeds")).isGreaterThan(0.1);
  }

  /** Read in one form, and stored unread in the other. */
  @Test
  void check_positionsOfWords_countInOneFormAlone() throws IOException {
    for (String name : List.of(BASE, PLUS)) {
      SafetensorsEditor weights = fixture(name).weights();
      String positions = "text_embeddings.position_embeddings.weight";
      weights.overwrite(positions, 0, new byte[weights.data(positions).length]);
      double moved = difference(check(name, weights), "text_embeds");
      if (name.equals(BASE)) {
        assertThat(moved).isLessThan(1e-6);
      } else {
        assertThat(moved).isGreaterThan(0.1);
      }
    }
  }

  @Test
  void check_paddingSeen_isSeenAsWrong() throws IOException {
    FixtureCheckpoint fixture = fixture(BASE);
    String golden = fixture.golden().replaceFirst("\"text_masks\"", "\"other_masks\"");
    CheckReport report = fixture.check(fixture.config(), fixture.weights(), golden);
    assertThat(difference(report, "text_embeds")).isGreaterThan(0.05);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vlmo-tiny | \"depth\": 3 | \"depth\": 4 | transformer.blocks.3.norm1.weight",
        "vlmo-tiny | \"num_heads\": 4 | \"num_heads\": 8 | relative_position_bias_table is [446, 12], expected [446, 24]",
        "vlmo-tiny | \"num_heads\": 4 | \"num_heads\": 7 | num_heads must divide",
        "vlmo-tiny | \"image_size\": 32 | \"image_size\": 40 | relative_position_bias_table",
        "vlmo-tiny | \"image_size\": 32 | \"image_size\": 7 | image_size must be at least patch_size",
        "vlmo-tiny | \"max_text_len_of_initckpt\": 196 | \"max_text_len_of_initckpt\": 13 | max_text_len must be at most 13",
        "vlmo-tiny | \"max_text_len\": 14 | \"max_text_len\": 15 | max_text_len must be at most 14",
        "vlmo-tiny | \"depth\": 3 | \"depth\": 3, \"absolute\": true | transformer.pos_embed",
        "vlmo-plus-tiny | \"embed_dim\": 36 | \"embed_dim\": 39 | text_embeddings.word_embeddings.weight",
        "vlmo-plus-tiny | \"image_size\": 32 | \"image_size\": 40 | transformer.pos_embed",
        "vlmo-plus-tiny | \"absolute\": true | \"absolute\": false | relative_position_bias_table"
      })
  void check_otherConfiguration_isRefusedByName(String name, String from, String to, String reason)
      throws IOException {
    FixtureCheckpoint fixture = fixture(name);
    fixture.assertRefused(from, to, reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "itc_text_proj.fc.weight",
        DISTANCES,
        MODALITIES,
        "transformer.blocks.1.attn.qkv.weight",
        "transformer.blocks.2.gamma_2",
        "transformer.blocks.0.attn.v_bias"
      })
  void check_missingTensor_isRefusedByName(String tensor) throws IOException {
    SafetensorsEditor weights = fixture(BASE).weights().remove(tensor);
    assertThatThrownBy(() -> check(BASE, weights))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining(tensor);
  }

  @ParameterizedTest
  @CsvSource({
    "vlmo-tiny, transformer.blocks.2.mlp_vl.fc2.bias",
    "vlmo-plus-tiny, pooler.dense.bias"
  })
  void check_missingTensorOfPairs_isRefusedByName(String name, String tensor) throws IOException {
    SafetensorsEditor weights = withHead(name).remove(tensor);
    assertThatThrownBy(() -> check(name, weights))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining(tensor);
  }

  @Test
  void check_fileOfAnotherTask_saysWhichOneToTake() throws IOException {
    SafetensorsEditor weights =
        fixture(BASE)
            .weights()
            .remove("itc_image_proj.fc.weight")
            .remove("itc_text_proj.fc.weight")
            .remove("logit_scale");
    assertThatThrownBy(() -> check(BASE, weights))
        .isInstanceOf(DiptychException.class)
        .hasMessageContainingAll("another task", "vlmo_base_patch16_384_coco.pt");
  }

  /** The authors' file, without a configuration: the table tells heads and the size of pictures. */
  @ParameterizedTest
  @CsvSource({"vlmo_base.pt, module", "vlmo_base.pt, state_dict", "vlmo_base.pth, model"})
  void check_fileOfTheAuthors_isRecognisedByItsTensors(String file, String key) throws IOException {
    Path alone = Files.createDirectories(folder.resolve("alone"));
    PthFile.write(alone.resolve(file), key, fixture(BASE).parameters());
    Path golden = Files.writeString(folder.resolve("golden.json"), fixture(BASE).golden());
    CheckReport report = ModelCheck.check(alone, golden);
    assertThat(report.warnings())
        .singleElement()
        .isEqualTo(
            "no config.json: sizes were read off the tensors, with distances of up to 196 words");
    assertThat(difference(report, "image_embeds")).isLessThan(1e-6);
    assertThat(difference(report, "text_embeds")).isLessThan(1e-6);
  }

  @Test
  void check_fileOfTheAuthorsWithoutDistances_saysWhatItsHeadsAreTakenFor() throws IOException {
    Path alone = Files.createDirectories(folder.resolve("alone"));
    PthFile.write(alone.resolve("vlmo_base_plus.pt"), "module", fixture(PLUS).parameters());
    Path golden = Files.writeString(folder.resolve("golden.json"), fixture(PLUS).golden());
    assertThatThrownBy(() -> ModelCheck.check(alone, golden))
        .isInstanceOf(DiptychException.class)
        .hasMessageContainingAll("36", "34", "heads");

    // All else is read off the tensors.
    Files.writeString(alone.resolve("config.json"), "{\"num_heads\": 3}");
    CheckReport report = ModelCheck.check(alone, golden);
    assertThat(difference(report, "image_embeds")).isLessThan(1e-6);
  }

  /** What pre-training needs besides, and what the authors' code works out anew. */
  @Test
  void importCheckpoint_furtherTensors_areNoPartOfTheModel() throws IOException {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Path checkpoint = Checkpoints.vlmo(folder);
    Bundle bundle = store.importCheckpoint(checkpoint);
    assertThat(bundle.family()).isEqualTo("vlmo");
    assertThat(bundle.capabilities()).containsExactly(Capability.ITC);
    assertThat(bundle.shape()).isEqualTo(new ModelShape(32, 8, 17, 40, 3, 40, 3, 14, 120, 40));
    SafetensorsEditor weights = fixture(BASE).weights().remove("pooler.dense.bias");
    weights.put("text_imag_relative_position_index", "I64", List.of(1L), new byte[8]);
    weights.put("text_embeddings.position_ids", "I64", List.of(1L, 14L), new byte[8 * 14]);
    weights.put("itc_vl_text_proj.fc.weight", "F32", List.of(1L), new byte[4]);
    weights.put("mlm_score.bias", "F32", List.of(1L), new byte[4]);
    Files.write(checkpoint.resolve("model.safetensors"), weights.toBytes());
    assertThat(store.importCheckpoint(checkpoint).fingerprint()).isEqualTo(bundle.fingerprint());
  }
}
