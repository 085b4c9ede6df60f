package dev.diptych.encoders.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Against what Hugging Face's own tokenizers make of the same files. */
class BytePairTokenizerTest {

  private static final String FIXTURE = "clip-tiny-bpe";
  private static final int VOCABULARY = 664;
  private static final int LIMIT = 20;

  @TempDir Path folder;

  private void copy(String... names) throws IOException {
    for (String name : names) {
      Files.copy(Fixtures.path(FIXTURE + "/" + name), folder.resolve(name));
    }
  }

  private static JsonNode json(String name) throws IOException {
    return JsonMapper.shared().readTree(Files.readAllBytes(Fixtures.path(FIXTURE + "/" + name)));
  }

  private static List<Integer> ids(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::intValue).toList();
  }

  private BytePairTokenizer load() {
    return BytePairTokenizer.load(folder, VOCABULARY, LIMIT);
  }

  private void assertGolden() throws IOException {
    JsonNode golden = json("golden.json").get("tokenizer");
    try (BytePairTokenizer tokenizer = load()) {
      for (JsonNode expected : golden.get("cases")) {
        String text = expected.get("text").stringValue();
        assertThat(tokenizer.tokenize(text).ids()).as(text).isEqualTo(ids(expected.get("ids")));
      }
      for (JsonNode expected : golden.get("not_scored")) {
        String text = expected.get("text").stringValue();
        assertThat(tokenizer.tokenize(text).ids()).as(text).isEqualTo(ids(expected.get("fast")));
      }
    }
  }

  @Test
  void tokenize_vocabularyAndMerges_equalsTheReference() throws IOException {
    copy("vocab.json", "merges.txt");
    assertGolden();
  }

  @Test
  void tokenize_tokenizerJsonAlone_equalsTheReference() throws IOException {
    copy("tokenizer.json");
    assertGolden();
  }

  /** As newer versions of the library write them. */
  @Test
  void tokenize_mergesAsPairs_equalsTheReference() throws IOException {
    ObjectNode root = (ObjectNode) json("tokenizer.json");
    ArrayNode pairs = JsonMapper.shared().createArrayNode();
    for (JsonNode merge : root.get("model").get("merges")) {
      String[] pieces = merge.stringValue().split(" ", -1);
      pairs.addArray().add(pieces[0]).add(pieces[1]);
    }
    ((ObjectNode) root.get("model")).set("merges", pairs);
    Files.writeString(folder.resolve("tokenizer.json"), root.toString());
    assertGolden();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "\t\n"})
  void tokenize_nothingToRead_hasNoContent(String text) throws IOException {
    copy("tokenizer.json");
    try (BytePairTokenizer tokenizer = load()) {
      assertThat(tokenizer.tokenize(text).hasContent()).isFalse();
      assertThat(tokenizer.tokenize("x").hasContent()).isTrue();
    }
  }

  @Test
  void tokenize_longTexts_areCutAndSayso() throws IOException {
    copy("tokenizer.json");
    try (BytePairTokenizer tokenizer = load()) {
      TokenizedText words = tokenizer.tokenize("x ".repeat(100_000));
      TokenizedText oneWord = tokenizer.tokenize("boat".repeat(500_000));
      TokenizedText blanks = tokenizer.tokenize(" ".repeat(100_000) + "x");
      assertThat(words.truncated()).isTrue();
      assertThat(words.ids()).hasSize(LIMIT).endsWith(663);
      assertThat(oneWord.truncated()).isTrue();
      assertThat(oneWord.ids()).hasSize(LIMIT).endsWith(663);
      assertThat(blanks).isEqualTo(tokenizer.tokenize("x"));
    }
  }

  @Test
  void tokenize_halfASurrogatePair_isTheReplacementCharacter() throws IOException {
    copy("tokenizer.json");
    try (BytePairTokenizer tokenizer = load()) {
      assertThat(tokenizer.tokenize("a \ud83c b")).isEqualTo(tokenizer.tokenize("a \ufffd b"));
    }
  }

  @Test
  void load_moreTokensThanTheModelHas_isRefused() throws IOException {
    copy("vocab.json", "merges.txt");
    assertThatThrownBy(() -> BytePairTokenizer.load(folder, VOCABULARY - 1, LIMIT))
        .isInstanceOf(DiptychException.class)
        .hasMessageContainingAll("vocab.json", "663", "vocab_size");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"model\": {\"type\": \"WordPiece\", \"vocab\": {}}} | BPE",
        "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}}} | </w>",
        "{\"model\": {\"end_of_word_suffix\": \"</w>\", \"vocab\": {\"a\": 0}}} | <|startoftext|>",
        "{\"model\": {\"end_of_word_suffix\": \"</w>\", \"vocab\": {\"a\": -1}}} | -1",
        "{\"model\": {\"end_of_word_suffix\": \"</w>\", \"merges\": [\"ab\"]}} | merge",
        "[] | JSON object"
      })
  void load_fileOfAnotherKind_isRefusedByName(String json, String reason) throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), json);
    assertThatThrownBy(this::load)
        .isInstanceOfSatisfying(
            DiptychException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT))
        .hasMessageContainingAll("tokenizer.json", reason);
  }

  @Test
  void load_noFiles_saysWhichAreWanted() {
    assertThatThrownBy(this::load)
        .isInstanceOf(DiptychException.class)
        .hasMessageContainingAll("vocab.json", "merges.txt", "tokenizer.json");
  }
}
