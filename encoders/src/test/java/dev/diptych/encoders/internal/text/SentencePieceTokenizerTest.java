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
import tools.jackson.databind.node.ObjectNode;

/** Against what SentencePiece itself makes of texts, by the steps of Hugging Face's classes. */
class SentencePieceTokenizerTest {

  private static final String FIRST = "siglip-tiny-unigram";
  private static final String SECOND = "siglip2-tiny-bpe";
  private static final String XLM = "beit3-tiny-unigram";
  private static final int VOCABULARY = 460;
  private static final int LIMIT = 16;

  @TempDir Path folder;

  private static JsonNode json(String name) throws IOException {
    return JsonMapper.shared().readTree(Files.readAllBytes(Fixtures.path(name)));
  }

  private static List<Integer> ids(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::intValue).toList();
  }

  private static SentencePieceTokenizer load(String fixture) {
    return fixture.equals(XLM) ? loadXlm(Fixtures.path(fixture)) : load(Fixtures.path(fixture));
  }

  private static SentencePieceTokenizer loadXlm(Path folder) {
    return SentencePieceTokenizer.load(folder, VOCABULARY, LIMIT, SentencePieceStyle.XLM_ROBERTA);
  }

  private static SentencePieceTokenizer load(Path folder) {
    return SentencePieceTokenizer.load(folder, VOCABULARY, LIMIT);
  }

  private static void assertEqual(String fixture, String cases, int least) throws IOException {
    JsonNode golden = json(fixture + "/golden.json").get("tokenizer");
    assertThat(golden.get(cases).size()).isGreaterThanOrEqualTo(least);
    try (SentencePieceTokenizer tokenizer = load(fixture)) {
      assertThat(tokenizer.padId()).isEqualTo(golden.get("pad").intValue());
      for (JsonNode expected : golden.get(cases)) {
        String text = expected.get("text").stringValue();
        assertThat(tokenizer.tokenize(text).ids()).as(text).isEqualTo(ids(expected.get("ids")));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {FIRST, SECOND, XLM})
  void tokenize_anyText_equalsSentencePiece(String fixture) throws IOException {
    assertEqual(fixture, "cases", 25);
  }

  /** Where signs stay, so do the names of special tokens. */
  @ParameterizedTest
  @ValueSource(strings = {SECOND, XLM})
  void tokenize_literalSpecialToken_standsForItself(String fixture) throws IOException {
    assertEqual(fixture, "literal", 2);
  }

  @ParameterizedTest
  @CsvSource({
    "siglip-tiny-unigram, ''",
    "siglip2-tiny-bpe, ' '",
    "siglip-tiny-unigram, '!?'",
    "beit3-tiny-unigram, ''",
    "beit3-tiny-unigram, '  '"
  })
  void tokenize_nothingToRead_hasNoContent(String fixture, String text) {
    try (SentencePieceTokenizer tokenizer = load(fixture)) {
      assertThat(tokenizer.tokenize(text).hasContent()).isFalse();
      assertThat(tokenizer.tokenize("x").hasContent()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {FIRST, SECOND, XLM})
  void tokenize_longTexts_areCutAndSaySo(String fixture) {
    int end = fixture.equals(XLM) ? 2 : 1;
    try (SentencePieceTokenizer tokenizer = load(fixture)) {
      TokenizedText words = tokenizer.tokenize("dog ".repeat(100_000));
      assertThat(words.truncated()).isTrue();
      assertThat(words.ids()).hasSize(LIMIT).endsWith(end);
      assertThat(tokenizer.tokenize("dog ".repeat(40)).ids()).isEqualTo(words.ids());
      TokenizedText oneWord = tokenizer.tokenize("boat".repeat(200_000));
      assertThat(oneWord.truncated()).isTrue();
      assertThat(oneWord.ids()).hasSize(LIMIT).endsWith(end);
      TokenizedText fits = tokenizer.tokenize("dog ".repeat(3).strip());
      assertThat(fits.truncated()).isFalse();
    }
  }

  @Test
  void tokenize_halfASurrogatePair_isTheReplacementCharacter() {
    try (SentencePieceTokenizer tokenizer = load(SECOND)) {
      assertThat(tokenizer.tokenize("a \ud83c b")).isEqualTo(tokenizer.tokenize("a \ufffd b"));
    }
  }

  @Test
  void unread_wordsThatNoPieceSpells_areNamed() {
    try (SentencePieceTokenizer first = load(FIRST);
        SentencePieceTokenizer second = load(SECOND)) {
      assertThat(first.unread("a red star!").words()).isEmpty();
      assertThat(first.unread("a ☃ star").words()).containsExactly("☃");
      assertThat(first.unread("☃ ☃☃").all()).isTrue();
      assertThat(second.unread("a ☃ star").words()).isEmpty();
      assertThat(first.foreignShare(first.tokenize("a red star"))).isZero();
      assertThat(first.foreignShare(first.tokenize("☃"))).isPositive();
    }
  }

  /** SentencePiece's own ids, and those of another model: pieces would be exchanged unseen. */
  @ParameterizedTest
  @CsvSource({"siglip-tiny-unigram, <s>", "siglip2-tiny-bpe, Unigram"})
  void load_otherMarksThanXlmRobertas_isRefusedByName(String fixture, String reason) {
    assertThatThrownBy(() -> loadXlm(Fixtures.path(fixture)))
        .isInstanceOfSatisfying(
            DiptychException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT))
        .hasMessageContaining(reason);
  }

  @Test
  void load_idsOfSentencePieceItself_areRefusedWithTheFix() throws IOException {
    String file = Files.readString(Fixtures.path(XLM + "/tokenizer.json"));
    String shifted = file.replace("\"<s>\"", "\"<x>\"").replace("\"<unk>\"", "\"<s>\"");
    Files.writeString(folder.resolve("tokenizer.json"), shifted.replace("\"<x>\"", "\"<unk>\""));
    assertThatThrownBy(() -> loadXlm(folder))
        .isInstanceOf(DiptychException.class)
        .hasMessageContainingAll("<s> the id 3", "0, 1, 2, 3", "XLMRobertaTokenizerFast");
  }

  @ParameterizedTest
  @ValueSource(strings = {FIRST, SECOND, XLM})
  void brokenShare_wordsInPieces_areCounted(String fixture) {
    try (SentencePieceTokenizer tokenizer = load(fixture)) {
      assertThat(tokenizer.brokenShare(tokenizer.tokenize("a red star"))).isZero();
      assertThat(tokenizer.brokenShare(tokenizer.tokenize("a red wombat"))).isEqualTo(1 / 3.0);
      assertThat(tokenizer.brokenShare(tokenizer.tokenize(""))).isZero();
    }
  }

  /** Other names of end and padding, and capitals that stay, as a configuration may say. */
  @Test
  void load_configuration_namesTheMarks() throws IOException {
    Files.copy(Fixtures.path(SECOND + "/tokenizer.json"), folder.resolve("tokenizer.json"));
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        "{\"pad_token\": {\"content\": \"<bos>\"}, \"eos_token\": \"<unk>\", \"do_lower_case\": false}");
    try (SentencePieceTokenizer tokenizer = load(folder)) {
      assertThat(tokenizer.padId()).isEqualTo(2);
      assertThat(tokenizer.tokenize("dog").ids()).endsWith(3);
      assertThat(tokenizer.tokenize("Dog")).isNotEqualTo(tokenizer.tokenize("dog"));
    }
  }

  /** What a file says of cutting and filling up is not asked. */
  @Test
  void load_fileThatCutsAndFills_isReadWithoutThat() throws IOException {
    ObjectNode root = (ObjectNode) json(FIRST + "/tokenizer.json");
    root.putObject("truncation")
        .put("direction", "Right")
        .put("max_length", 3)
        .put("strategy", "LongestFirst")
        .put("stride", 0);
    ObjectNode padding = root.putObject("padding");
    padding.putObject("strategy").put("Fixed", 64);
    padding
        .put("direction", "Right")
        .putNull("pad_to_multiple_of")
        .put("pad_id", 0)
        .put("pad_type_id", 0)
        .put("pad_token", "<pad>");
    Files.writeString(folder.resolve("tokenizer.json"), root.toString());
    try (SentencePieceTokenizer changed = load(folder);
        SentencePieceTokenizer plain = load(FIRST)) {
      String text = "a red star in the sea";
      assertThat(changed.tokenize(text)).isEqualTo(plain.tokenize(text));
    }
  }

  @Test
  void load_moreTokensThanTheModelHas_isRefused() {
    assertThatThrownBy(
            () -> SentencePieceTokenizer.load(Fixtures.path(SECOND), VOCABULARY - 1, LIMIT))
        .isInstanceOf(DiptychException.class)
        .hasMessageContainingAll("tokenizer.json", "459", "vocab_size");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"model\": {\"type\": \"WordPiece\", \"vocab\": {}}} | Unigram",
        "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}}} | <eos>",
        "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"<eos>\": 0}}} | <pad>",
        "{\"model\": {\"type\": \"Unigram\", \"vocab\": [[\"a\", 0]]}} | </s>",
        "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": -1}}} | whole number",
        "{\"model\": {\"type\": \"Unigram\", \"vocab\": [[\"</s>\", 0]], \"unk_id\": 7}} | cannot be used",
        "{\"model\": { | JSON",
        "[] | JSON object"
      })
  void load_fileOfAnotherKind_isRefusedByName(String json, String reason) throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), json);
    assertThatThrownBy(() -> load(folder))
        .isInstanceOfSatisfying(
            DiptychException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT))
        .hasMessageContaining(reason);
  }

  @Test
  void load_noFiles_saysWhatIsWanted() {
    assertThatThrownBy(() -> load(folder))
        .isInstanceOf(DiptychException.class)
        .hasMessageContainingAll("tokenizer.json", "where the weights come from");
  }
}
