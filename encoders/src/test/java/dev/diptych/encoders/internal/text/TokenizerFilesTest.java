package dev.diptych.encoders.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerFilesTest {

  private static final String SPECIALS = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n";
  private static final String JSON =
      """
      {"added_tokens": [{"id": 0, "content": "[PAD]", "special": true},
                        {"id": 6, "content": "[DEC]", "special": true},
                        {"id": 7, "content": "[ENC]", "special": true}],
       "normalizer": {"type": "BertNormalizer", "lowercase": false, "strip_accents": true},
       "pre_tokenizer": {"type": "BertPreTokenizer"},
       "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                 "vocab": {"A": 5, "[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "a": 4}}}
      """;

  @TempDir Path folder;

  @Test
  void read_linesOfAnySystem_areTheSame() {
    write("vocab.txt", "\ufeff" + SPECIALS.replace("\n", "\r\n") + "a\r\n\r\n");

    assertThat(TokenizerFiles.read(folder).vocabulary().tokens())
        .containsExactly("[PAD]", "[UNK]", "[CLS]", "[SEP]", "a");
  }

  @Test
  void read_tokenizerJsonAlone_givesVocabularyAndNormalization() {
    write("tokenizer.json", JSON);

    TokenizerFiles files = TokenizerFiles.read(folder);

    assertThat(files.vocabulary().tokens())
        .containsExactly("[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "A", "[DEC]", "[ENC]");
    assertThat(files.normalization()).isEqualTo(new TextNormalization(false, true, true));
    try (WordPieceTokenizer tokenizer = WordPieceTokenizer.load(folder, 8, 9)) {
      assertThat(tokenizer.tokenize("a \u00c1 [ENC]").ids()).containsExactly(2, 4, 5, 7, 3);
    }
  }

  @Test
  void read_bothFiles_vocabTxtWins() {
    write("tokenizer.json", JSON);
    write("vocab.txt", SPECIALS + "b");

    assertThat(TokenizerFiles.read(folder).vocabulary().tokens()).endsWith("b").hasSize(5);
  }

  @Test
  void read_configuration_overridesTheFile() {
    write("tokenizer.json", JSON);
    write("tokenizer_config.json", "{\"do_lower_case\": true, \"strip_accents\": null}");

    assertThat(TokenizerFiles.read(folder).normalization())
        .isEqualTo(new TextNormalization(true, true, true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"WordPiece\" | \"BPE\" | model.type",
        "\"##\" | \"@@\" | continuing_subword_prefix",
        "\"BertNormalizer\" | \"NFKC\" | normalizer.type",
        "\"BertPreTokenizer\" | \"ByteLevel\" | pre_tokenizer.type",
        "\"a\": 4 | \"a\": 3 | id 3 belongs to",
        "\"a\": 4 | \"a\": 400 | id of \"a\"",
        "\"a\": 4 | \"a\": \"x\" | id of \"a\"",
        ", \"a\": 4 | ~~ | no token has id 4",
        "\"lowercase\": false | \"lowercase\": 3 | lowercase",
        "{\"added | [{\"added | JSON"
      })
  void read_otherTokenizerJson_isRefusedByName(String good, String bad, String named) {
    write("tokenizer.json", JSON.replace(good, bad));

    refused().hasMessageContaining(named).hasMessageContaining("tokenizer.json");
  }

  @Test
  void read_damagedVocabulary_isRefusedByName() throws IOException {
    refused().hasMessageContaining("vocab.txt or tokenizer.json");

    write("vocab.txt", SPECIALS + "a\nb\na\n");
    refused().hasMessageContaining("\"a\" twice").hasMessageContaining("id 4 and 6");

    write("vocab.txt", SPECIALS + "a\n\nb\n");
    refused().hasMessageContaining("line 6 is empty");

    write("vocab.txt", "");
    refused().hasMessageContaining("lacks the entry [PAD]");

    for (String special : List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]")) {
      write("vocab.txt", SPECIALS.replace(special, "x"));
      refused().hasMessageContaining("lacks the entry " + special);
    }

    Files.write(folder.resolve("vocab.txt"), "caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    refused().hasMessageContaining("UTF-8");

    write("vocab.txt", SPECIALS);
    write("tokenizer_config.json", "{\"do_lower_case\": \"yes\"}");
    refused().hasMessageContaining("do_lower_case");
  }

  @Test
  void withSize_onlyOneOfDecAndEncMissing_isRefused() {
    Vocabulary vocabulary =
        new Vocabulary("v", List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[DEC]"), Set.of());

    assertThatThrownBy(() -> vocabulary.withSize(7)).isInstanceOf(DiptychException.class);
    assertThat(vocabulary.withSize(5)).isSameAs(vocabulary);
  }

  private AbstractThrowableAssert<?, ?> refused() {
    return assertThatThrownBy(() -> TokenizerFiles.read(folder))
        .isInstanceOfSatisfying(
            DiptychException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT));
  }

  private void write(String name, String content) {
    try {
      Files.writeString(folder.resolve(name), content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
