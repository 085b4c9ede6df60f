package dev.diptych.encoders.internal.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code tokenizer.json} format of Hugging Face's tokenizers, as far as it concerns BERT's
 * WordPiece. Only what can be expressed by vocabulary and normalization is read, and the native
 * library always gets a file written here, so that both kinds of checkpoint behave alike.
 */
final class TokenizerJson {

  private static final String PREFIX = "##";

  private TokenizerJson() {}

  /** Reads a parsed file. */
  static TokenizerFiles read(Path file, JsonNode root) {
    JsonNode model = root.path("model");
    require(file, "model.type", model.path("type"), "WordPiece");
    require(file, "model.unk_token", model.path("unk_token"), Vocabulary.UNK);
    require(
        file, "model.continuing_subword_prefix", model.path("continuing_subword_prefix"), PREFIX);
    JsonNode normalizer = root.path("normalizer");
    require(file, "normalizer.type", normalizer.path("type"), "BertNormalizer");
    require(
        file, "pre_tokenizer.type", root.path("pre_tokenizer").path("type"), "BertPreTokenizer");
    Boolean lowerCase = TokenizerFiles.flag(file, normalizer, "lowercase");
    Boolean splitIdeographs = TokenizerFiles.flag(file, normalizer, "handle_chinese_chars");
    TextNormalization normalization =
        new TextNormalization(
            lowerCase == null || lowerCase,
            TokenizerFiles.flag(file, normalizer, "strip_accents"),
            splitIdeographs == null || splitIdeographs);
    JsonNode longest = model.path("max_input_chars_per_word");
    return new TokenizerFiles(
        vocabulary(file, root),
        normalization,
        longest.canConvertToInt() ? longest.intValue() : TokenizerFiles.LONGEST_WORD);
  }

  private static void require(Path file, String name, JsonNode actual, String expected) {
    if (!actual.isString() || !actual.stringValue().equals(expected)) {
      throw TokenizerFiles.invalid(
          file,
          "%s must be \"%s\", as BERT's is, but is %s"
              .formatted(name, expected, actual.isMissingNode() ? "missing" : actual));
    }
  }

  private static Vocabulary vocabulary(Path file, JsonNode root) {
    JsonNode entries = root.path("model").path("vocab");
    JsonNode added = root.path("added_tokens");
    String[] tokens = new String[entries.size() + added.size()];
    for (Map.Entry<String, JsonNode> entry : entries.properties()) {
      put(file, tokens, entry.getValue(), entry.getKey());
    }
    Set<String> specials = new HashSet<>();
    for (JsonNode token : added) {
      JsonNode content = token.path("content");
      if (!content.isString()) {
        throw TokenizerFiles.invalid(file, "an added token has no content: %s".formatted(token));
      }
      put(file, tokens, token.path("id"), content.stringValue());
      specials.add(content.stringValue());
    }
    List<String> dense = new ArrayList<>();
    for (String token : tokens) {
      if (token != null) {
        dense.add(token);
      }
    }
    for (int id = 0; id < dense.size(); id++) {
      if (tokens[id] == null) {
        throw TokenizerFiles.invalid(
            file, "no token has id %s, but some have higher ones".formatted(id));
      }
    }
    return new Vocabulary(file.toString(), dense, specials);
  }

  private static void put(Path file, String[] tokens, JsonNode id, String token) {
    if (!id.isIntegralNumber()
        || !id.canConvertToInt()
        || id.intValue() < 0
        || id.intValue() >= tokens.length) {
      throw TokenizerFiles.invalid(
          file,
          String.format(
              Locale.ROOT,
              "the id of \"%s\" must be a number below %,d, but is %s",
              token,
              tokens.length,
              id));
    }
    String earlier = tokens[id.intValue()];
    if (earlier != null && !earlier.equals(token)) {
      throw TokenizerFiles.invalid(
          file, "id %s belongs to \"%s\" and to \"%s\"".formatted(id.intValue(), earlier, token));
    }
    tokens[id.intValue()] = token;
  }

  /** Writes the file that the native library reads. */
  static byte[] write(TokenizerFiles files) {
    JsonMapper mapper = JsonMapper.shared();
    Vocabulary vocabulary = files.vocabulary();
    SpecialIds ids = vocabulary.specialIds();
    TextNormalization normalization = files.normalization();
    ObjectNode root = mapper.createObjectNode();
    root.put("version", "1.0");
    ArrayNode added = root.putArray("added_tokens");
    for (int id : vocabulary.specials()) {
      added
          .addObject()
          .put("id", id)
          .put("content", vocabulary.tokens().get(id))
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", false)
          .put("normalized", false)
          .put("special", true);
    }
    root.putObject("normalizer")
        .put("type", "BertNormalizer")
        .put("clean_text", true)
        .put("handle_chinese_chars", normalization.splitIdeographs())
        .put("strip_accents", normalization.stripAccents())
        .put("lowercase", normalization.lowerCase());
    root.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
    ObjectNode ends = root.putObject("post_processor").put("type", "BertProcessing");
    ends.putArray("sep").add(Vocabulary.SEP).add(ids.sep());
    ends.putArray("cls").add(Vocabulary.CLS).add(ids.cls());
    ObjectNode model =
        root.putObject("model")
            .put("type", "WordPiece")
            .put("unk_token", Vocabulary.UNK)
            .put("continuing_subword_prefix", PREFIX)
            .put("max_input_chars_per_word", files.longestWord());
    ObjectNode entries = model.putObject("vocab");
    for (int id = 0; id < vocabulary.tokens().size(); id++) {
      entries.put(vocabulary.tokens().get(id), id);
    }
    return mapper.writeValueAsBytes(root);
  }
}
