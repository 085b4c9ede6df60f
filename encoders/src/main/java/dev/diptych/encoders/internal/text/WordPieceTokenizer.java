package dev.diptych.encoders.internal.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.diptych.encoders.TokenizedText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** WordPiece over a {@code vocab.txt}. Thread-safe. */
public final class WordPieceTokenizer implements AutoCloseable {

  private final HuggingFaceTokenizer tokenizer;

  private WordPieceTokenizer(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  public static WordPieceTokenizer load(Path folder, int vocabularySize, int tokenLimit) {
    try {
      List<String> words = Files.readAllLines(folder.resolve("vocab.txt"));
      Map<String, Integer> vocabulary = new LinkedHashMap<>();
      words.forEach(word -> vocabulary.put(word, vocabulary.size()));
      List<Map<String, Object>> added =
          Stream.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
              .filter(vocabulary::containsKey)
              .map(
                  token ->
                      Map.<String, Object>of(
                          "id",
                          vocabulary.get(token),
                          "content",
                          token,
                          "special",
                          true,
                          "single_word",
                          false,
                          "lstrip",
                          false,
                          "rstrip",
                          false,
                          "normalized",
                          false))
              .toList();
      Map<String, Object> json =
          Map.of(
              "version", "1.0",
              "added_tokens", added,
              "normalizer",
                  Map.of(
                      "type",
                      "BertNormalizer",
                      "clean_text",
                      true,
                      "handle_chinese_chars",
                      true,
                      "lowercase",
                      true),
              "pre_tokenizer", Map.of("type", "BertPreTokenizer"),
              "post_processor",
                  Map.of(
                      "type",
                      "BertProcessing",
                      "sep",
                      List.of("[SEP]", vocabulary.get("[SEP]")),
                      "cls",
                      List.of("[CLS]", vocabulary.get("[CLS]"))),
              "decoder", Map.of("type", "WordPiece", "prefix", "##", "cleanup", true),
              "model",
                  Map.of(
                      "type",
                      "WordPiece",
                      "unk_token",
                      "[UNK]",
                      "continuing_subword_prefix",
                      "##",
                      "max_input_chars_per_word",
                      100,
                      "vocab",
                      vocabulary));
      return new WordPieceTokenizer(
          HuggingFaceTokenizer.newInstance(
              new ByteArrayInputStream(JsonMapper.shared().writeValueAsBytes(json)),
              Map.of(
                  "maxLength",
                  Integer.toString(tokenLimit),
                  "truncation",
                  "true",
                  "padding",
                  "false")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public TokenizedText tokenize(String text) {
    Encoding encoding = tokenizer.encode(text);
    return new TokenizedText(
        Arrays.stream(encoding.getIds()).mapToObj(id -> (int) id).toList(),
        encoding.exceedMaxLength());
  }

  public String decode(List<Integer> ids) {
    return tokenizer.decode(ids.stream().mapToLong(Integer::longValue).toArray(), true);
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
