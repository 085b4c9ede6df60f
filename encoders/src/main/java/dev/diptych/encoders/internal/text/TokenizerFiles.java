package dev.diptych.encoders.internal.text;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.encoders.internal.checkpoint.JsonProblem;
import dev.diptych.encoders.internal.checkpoint.LfsPointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a checkpoint folder says about its tokenizer.
 *
 * @param vocabulary the tokens
 * @param normalization what is done to texts first
 * @param longestWord characters above which a word is unknown
 */
record TokenizerFiles(Vocabulary vocabulary, TextNormalization normalization, int longestWord) {

  static final String VOCAB_TXT = "vocab.txt";
  static final String TOKENIZER_JSON = "tokenizer.json";
  static final String TOKENIZER_CONFIG = "tokenizer_config.json";

  /** BERT's limit. */
  static final int LONGEST_WORD = 100;

  private static final long MOST_BYTES = 64L << 20;

  /**
   * Reads {@code vocab.txt}, or {@code tokenizer.json} where that is missing, and {@code
   * tokenizer_config.json} where present.
   *
   * @throws DiptychException INVALID_CHECKPOINT when they are missing, damaged or of another kind
   *     than BERT's; IO when they cannot be read
   */
  static TokenizerFiles read(Path folder) {
    Path vocab = folder.resolve(VOCAB_TXT);
    Path json = folder.resolve(TOKENIZER_JSON);
    TokenizerFiles files;
    if (Files.exists(vocab)) {
      files =
          new TokenizerFiles(
              new Vocabulary(vocab.toString(), lines(vocab), Set.of()),
              TextNormalization.UNCASED,
              LONGEST_WORD);
    } else if (Files.exists(json)) {
      files = TokenizerJson.read(json, json(json));
    } else {
      throw new DiptychException(
          ErrorCode.INVALID_CHECKPOINT,
          "%s has no tokenizer: it must hold %s or %s; take it from where the weights come from"
              .formatted(folder, VOCAB_TXT, TOKENIZER_JSON));
    }
    Path config = folder.resolve(TOKENIZER_CONFIG);
    return Files.exists(config) ? files.configuredBy(config, json(config)) : files;
  }

  private TokenizerFiles configuredBy(Path file, JsonNode config) {
    Boolean lowerCase = flag(file, config, "do_lower_case");
    Boolean stripAccents = flag(file, config, "strip_accents");
    Boolean splitIdeographs = flag(file, config, "tokenize_chinese_chars");
    return new TokenizerFiles(
        vocabulary,
        new TextNormalization(
            lowerCase == null ? normalization.lowerCase() : lowerCase,
            stripAccents == null ? normalization.stripAccents() : stripAccents,
            splitIdeographs == null ? normalization.splitIdeographs() : splitIdeographs),
        longestWord);
  }

  /** {@return a flag of a JSON file; null where it is missing or null} */
  static @Nullable Boolean flag(Path file, JsonNode object, String name) {
    JsonNode node = object.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (!node.isBoolean()) {
      throw invalid(file, "%s must be true or false, but is %s".formatted(name, node));
    }
    return node.booleanValue();
  }

  static DiptychException invalid(Path file, String problem) {
    return new DiptychException(ErrorCode.INVALID_CHECKPOINT, "%s: %s".formatted(file, problem));
  }

  /** {@return a file of UTF-8 text} */
  static String text(Path file) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(file))).toString();
    } catch (CharacterCodingException e) {
      throw new DiptychException(
          ErrorCode.INVALID_CHECKPOINT,
          "%s is not UTF-8 text; save it as UTF-8 or take it from the model's authors again"
              .formatted(file),
          e);
    }
  }

  private static List<String> lines(Path file) {
    String text = text(file);
    List<String> lines = new ArrayList<>(text.lines().toList());
    if (!lines.isEmpty() && lines.getFirst().startsWith("\ufeff")) {
      lines.set(0, lines.getFirst().substring(1));
    }
    while (!lines.isEmpty() && lines.getLast().isEmpty()) {
      lines.removeLast();
    }
    int blank = lines.indexOf("");
    if (blank >= 0) {
      throw invalid(
          file,
          String.format(
              Locale.ROOT,
              "line %,d is empty; each line is the token of one id, so none may be left out",
              blank + 1));
    }
    return lines;
  }

  /** {@return a JSON object} */
  static JsonNode json(Path file) {
    try {
      JsonNode root = JsonMapper.shared().readTree(bytes(file));
      if (!root.isObject()) {
        throw invalid(file, "must be a JSON object, but is %s".formatted(root.getNodeType()));
      }
      return root;
    } catch (JacksonException e) {
      throw new DiptychException(
          ErrorCode.INVALID_CHECKPOINT,
          "%s is not JSON: %s".formatted(file, JsonProblem.describe(e)),
          e);
    }
  }

  /** {@return a file of a size that tokenizers have} */
  static byte[] bytes(Path file) {
    try {
      long size = Files.size(file);
      if (size > MOST_BYTES) {
        throw invalid(
            file,
            String.format(
                Locale.ROOT, "has %,d bytes; a tokenizer file has at most %,d", size, MOST_BYTES));
      }
      LfsPointer.refuse(file);
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.IO, "cannot read %s: %s".formatted(file, IoReason.of(e)), e);
    }
  }
}
