package dev.diptych.encoders.internal.text;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a checkpoint folder says about a byte-pair tokenizer of CLIP's kind. Only vocabulary and
 * merges are read, from {@code vocab.json} and {@code merges.txt} or from {@code tokenizer.json};
 * the native library always gets a file written here, so that both kinds of checkpoint behave
 * alike.
 *
 * @param source the file or files, for messages
 * @param vocabulary id by token
 * @param merges pairs in the order they are merged, the two apart by a blank
 */
record BytePairFiles(String source, Map<String, Integer> vocabulary, List<String> merges) {

  static final String VOCAB_JSON = "vocab.json";
  static final String MERGES_TXT = "merges.txt";
  static final List<String> NAMES = List.of(VOCAB_JSON, MERGES_TXT, TokenizerFiles.TOKENIZER_JSON);

  private static final String START = "<|startoftext|>";
  private static final String END = "<|endoftext|>";
  private static final String WORD_END = "</w>";
  private static final String VERSION = "#version";

  /** Words with their contractions, single digits, and runs of what is neither. */
  private static final String WORDS =
      "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

  BytePairFiles {
    for (String mark : List.of(START, END)) {
      if (!vocabulary.containsKey(mark)) {
        throw new DiptychException(
            ErrorCode.INVALID_CHECKPOINT,
            "%s lacks the token %s, which every text needs; it is not a vocabulary of CLIP's kind"
                .formatted(source, mark));
      }
    }
  }

  /** {@return whether this is the token before or after every text} */
  boolean isMark(int id) {
    return Integer.valueOf(id).equals(vocabulary.get(START))
        || Integer.valueOf(id).equals(vocabulary.get(END));
  }

  /** {@return the tokens that end a word} */
  Set<Integer> wordEnds() {
    return vocabulary.entrySet().stream()
        .filter(entry -> entry.getKey().endsWith(WORD_END))
        .map(Map.Entry::getValue)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Reads a folder.
   *
   * @throws DiptychException INVALID_CHECKPOINT when the files are missing, damaged or of another
   *     kind; IO when they cannot be read
   */
  static BytePairFiles read(Path folder) {
    Path vocab = folder.resolve(VOCAB_JSON);
    Path merges = folder.resolve(MERGES_TXT);
    Path json = folder.resolve(TokenizerFiles.TOKENIZER_JSON);
    if (Files.exists(vocab) && Files.exists(merges)) {
      return new BytePairFiles(
          vocab + " with " + MERGES_TXT,
          vocabulary(vocab, TokenizerFiles.json(vocab)),
          mergeLines(merges));
    }
    if (Files.exists(json)) {
      return ofTokenizerJson(json, TokenizerFiles.json(json));
    }
    throw new DiptychException(
        ErrorCode.INVALID_CHECKPOINT,
        "%s has no tokenizer: it must hold %s and %s, or %s; take them from where the weights come from"
            .formatted(folder, VOCAB_JSON, MERGES_TXT, TokenizerFiles.TOKENIZER_JSON));
  }

  private static Map<String, Integer> vocabulary(Path file, JsonNode entries) {
    Map<String, Integer> vocabulary = LinkedHashMap.newLinkedHashMap(entries.size());
    for (Map.Entry<String, JsonNode> entry : entries.properties()) {
      vocabulary.put(entry.getKey(), id(file, entry.getKey(), entry.getValue()));
    }
    return vocabulary;
  }

  private static int id(Path file, String token, JsonNode id) {
    if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0) {
      throw TokenizerFiles.invalid(
          file, "the id of \"%s\" must be a whole number from 0, but is %s".formatted(token, id));
    }
    return id.intValue();
  }

  /** The first line may name a version; the rest are pairs. */
  private static List<String> mergeLines(Path file) {
    List<String> merges = new ArrayList<>();
    for (String line : TokenizerFiles.text(file).lines().toList()) {
      if (!line.isEmpty() && !(merges.isEmpty() && line.startsWith(VERSION))) {
        merges.add(pair(file, line));
      }
    }
    return merges;
  }

  private static String pair(Path file, String line) {
    int blank = line.indexOf(' ');
    if (blank < 1 || blank == line.length() - 1 || line.indexOf(' ', blank + 1) >= 0) {
      throw TokenizerFiles.invalid(
          file,
          "a merge must be two pieces with a blank between, but one is \"%s\"".formatted(line));
    }
    return line;
  }

  private static BytePairFiles ofTokenizerJson(Path file, JsonNode root) {
    JsonNode model = root.path("model");
    String type = model.path("type").stringValue("BPE"); // older files leave it out
    String end = model.path("end_of_word_suffix").stringValue("");
    if (!type.equals("BPE") || !end.equals(WORD_END)) {
      throw TokenizerFiles.invalid(
          file,
          "model must be a BPE whose words end in \"%s\", as CLIP's is, but is a %s of \"%s\""
              .formatted(WORD_END, type, end));
    }
    Map<String, Integer> vocabulary = vocabulary(file, model.path("vocab"));
    for (JsonNode added : root.path("added_tokens")) {
      String content = added.path("content").stringValue("");
      vocabulary.put(content, id(file, content, added.path("id")));
    }
    List<String> merges = new ArrayList<>();
    for (JsonNode merge : model.path("merges")) {
      merges.add(
          pair(
              file,
              merge.isArray()
                  ? merge.path(0).stringValue("") + " " + merge.path(1).stringValue("")
                  : merge.stringValue("")));
    }
    return new BytePairFiles(file.toString(), vocabulary, merges);
  }

  /** Refuses ids that the model has no embedding of. */
  void requireBelow(int size) {
    vocabulary.forEach(
        (token, id) -> {
          if (id >= size) {
            throw new DiptychException(
                ErrorCode.INVALID_CHECKPOINT,
                String.format(
                    Locale.ROOT,
                    "%s gives \"%s\" the id %s, but the model has %,d (text_config.vocab_size in config.json); take the tokenizer files that belong to these weights",
                    source,
                    token,
                    id,
                    size));
          }
        });
  }

  /** {@return the text of tokens, marks left out} */
  String decode(List<Integer> ids) {
    Map<Integer, String> tokens = new HashMap<>();
    vocabulary.forEach((token, id) -> tokens.put(id, token));
    StringBuilder spelled = new StringBuilder();
    for (int id : ids) {
      String token = tokens.get(id);
      if (token == null) {
        throw new DiptychException(
            ErrorCode.INTERNAL,
            "token id %s is not among the %s of %s".formatted(id, tokens.size(), source));
      }
      if (!isMark(id)) {
        spelled.append(token);
      }
    }
    List<String> words = new ArrayList<>();
    for (String word : spelled.toString().split(WORD_END, -1)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      word.chars().forEach(sign -> bytes.write(byteOf(sign)));
      words.add(bytes.toString(StandardCharsets.UTF_8));
    }
    return CaptionText.join(words);
  }

  /**
   * The byte that a sign of a token stands for. Those that can be printed stand for themselves, and
   * the other 68 are counted from U+0100 on, in their order.
   */
  private static int byteOf(int sign) {
    if (sign < 0x100) {
      return sign;
    }
    int at = sign - 0x100;
    return at <= 0x20 ? at : at < 0x43 ? 0x7f + at - 0x21 : 0xad;
  }

  int endId() {
    return vocabulary.getOrDefault(END, 0);
  }

  /** {@return the file that the native library reads, as CLIP's authors publish theirs} */
  byte[] toTokenizerJson() {
    JsonMapper mapper = JsonMapper.shared();
    ObjectNode root = mapper.createObjectNode();
    root.put("version", "1.0");
    ArrayNode added = root.putArray("added_tokens");
    for (String mark : List.of(START, END)) {
      added
          .addObject()
          .put("id", vocabulary.get(mark))
          .put("content", mark)
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", false)
          .put("normalized", false)
          .put("special", true);
    }
    ArrayNode cleaning =
        root.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
    cleaning.addObject().put("type", "NFC");
    ObjectNode blanks = cleaning.addObject().put("type", "Replace").put("content", " ");
    blanks.putObject("pattern").put("Regex", "\\s+");
    cleaning.addObject().put("type", "Lowercase");
    ArrayNode splitting =
        root.putObject("pre_tokenizer").put("type", "Sequence").putArray("pretokenizers");
    ObjectNode words = splitting.addObject().put("type", "Split");
    words.put("behavior", "Removed").put("invert", true);
    words.putObject("pattern").put("Regex", WORDS);
    splitting
        .addObject()
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", true);
    ObjectNode ends = root.putObject("post_processor").put("type", "RobertaProcessing");
    ends.putArray("sep").add(END).add(vocabulary.get(END));
    ends.putArray("cls").add(START).add(vocabulary.get(START));
    ends.put("trim_offsets", false).put("add_prefix_space", false);
    ObjectNode model = root.putObject("model").put("type", "BPE");
    model.put("unk_token", END).put("continuing_subword_prefix", "");
    model.put("end_of_word_suffix", WORD_END).put("fuse_unk", false);
    ObjectNode entries = model.putObject("vocab");
    vocabulary.forEach(entries::put);
    ArrayNode pairs = model.putArray("merges");
    merges.forEach(pairs::add);
    return mapper.writeValueAsBytes(root);
  }
}
