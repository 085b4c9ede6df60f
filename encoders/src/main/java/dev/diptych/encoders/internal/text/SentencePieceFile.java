package dev.diptych.encoders.internal.text;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.encoders.internal.checkpoint.JsonProblem;
import dev.diptych.encoders.internal.text.SentencePieces.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A {@code tokenizer.json} of sentence pieces, read in passing: that of SigLIP 2 has 34 MB, and a
 * tree of it would take many times as much. Not kept once a tokenizer is loaded.
 */
final class SentencePieceFile {

  /** The marks of XLM-RoBERTa in the order of their ids. */
  private static final List<String> XLM_ROBERTA = List.of("<s>", "<pad>", "</s>", "<unk>");

  private final Path path;
  private final byte[] json;
  private final Map<String, Integer> ids = new HashMap<>();
  private String type = "";
  private String unknown = "";
  private int unknownId = -1;

  private SentencePieceFile(Path path, byte[] json) {
    this.path = path;
    this.json = json;
  }

  /**
   * Reads the file of a checkpoint folder.
   *
   * @throws DiptychException INVALID_CHECKPOINT when it is missing, damaged or of another kind; IO
   *     when it cannot be read
   */
  static SentencePieceFile read(Path folder, SentencePieceStyle style) {
    Path path = folder.resolve(TokenizerFiles.TOKENIZER_JSON);
    if (Files.notExists(path)) {
      throw missing(folder, style);
    }
    SentencePieceFile file = new SentencePieceFile(path, TokenizerFiles.bytes(path));
    try {
      file.parse();
    } catch (JacksonException e) {
      throw new DiptychException(
          ErrorCode.INVALID_CHECKPOINT,
          "%s is not JSON: %s; fetch it again".formatted(path, JsonProblem.describe(e)),
          e);
    }
    return file;
  }

  private static DiptychException missing(Path folder, SentencePieceStyle style) {
    String fix;
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names = files.map(file -> String.valueOf(file.getFileName())).toList();
      fix =
          switch (style) {
            case SIGLIP ->
                BareSentencePieces.among(names).orElse("take it from where the weights come from");
            case XLM_ROBERTA -> BareSentencePieces.conversion(names);
          };
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.IO, "cannot list %s: %s".formatted(folder, IoReason.of(e)), e);
    }
    return new DiptychException(
        ErrorCode.INVALID_CHECKPOINT,
        "%s has no %s, which its tokenizer needs; %s"
            .formatted(folder, TokenizerFiles.TOKENIZER_JSON, fix));
  }

  private void parse() {
    try (JsonParser parser = JsonMapper.shared().createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw invalid("must be a JSON object");
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("added_tokens") && value == JsonToken.START_ARRAY) {
          JsonNode added = parser.readValueAsTree();
          added.forEach(
              token -> put(token.path("content").stringValue(""), token.path("id").asInt(-1)));
        } else if (name.equals("model") && value == JsonToken.START_OBJECT) {
          parseModel(parser);
        } else {
          parser.skipChildren();
        }
      }
    }
  }

  private void parseModel(JsonParser parser) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (name) {
        case "type" -> type = parser.getValueAsString("");
        case "unk_token" -> unknown = parser.getValueAsString("");
        case "unk_id" -> unknownId = parser.getValueAsInt(-1);
        case "vocab" -> parseVocabulary(parser, value);
        default -> parser.skipChildren();
      }
    }
  }

  /** Pairs of piece and score in the order of their ids, or ids by piece. */
  private void parseVocabulary(JsonParser parser, JsonToken start) {
    if (start == JsonToken.START_ARRAY) {
      for (int id = 0; parser.nextToken() == JsonToken.START_ARRAY; id++) {
        parser.nextToken();
        put(parser.getValueAsString(""), id);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          parser.skipChildren();
        }
      }
    } else if (start == JsonToken.START_OBJECT) {
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String piece = parser.currentName();
        parser.nextToken();
        put(piece, parser.getValueAsInt(-1));
      }
    }
  }

  private void put(String piece, int id) {
    if (id < 0) {
      throw invalid("the id of \"%s\" must be a whole number from 0".formatted(piece));
    }
    ids.put(piece, id);
  }

  /** {@return what its tokens are like} */
  SentencePieces pieces() {
    return new SentencePieces(
        kind(), ids, unknownId < 0 ? ids.getOrDefault(unknown, -1) : unknownId);
  }

  /** {@return how its pieces are chosen} */
  Kind kind() {
    return switch (type) {
      case "Unigram" -> Kind.UNIGRAM;
      case "BPE" -> Kind.BPE;
      default ->
          throw invalid(
              "model.type must be \"Unigram\" (SigLIP, BEiT-3) or \"BPE\" (SigLIP 2), but is \"%s\""
                  .formatted(type.length() > 40 ? type.substring(0, 40) + "…" : type));
    };
  }

  /** {@return the id of a token that must be there} */
  int id(String token) {
    Integer id = ids.get(token);
    if (id == null) {
      throw invalid(
          "lacks the token %s, which every text needs; take the tokenizer files that belong to these weights"
              .formatted(token));
    }
    return id;
  }

  /**
   * Refuses a vocabulary whose marks have other ids than those that all models of XLM-RoBERTa's
   * kind were trained with: its pieces have others, too.
   */
  void requireXlmRoberta() {
    if (kind() != Kind.UNIGRAM) {
      throw invalid("model.type must be \"Unigram\", as BEiT-3's is, but is \"BPE\"");
    }
    for (int id = 0; id < XLM_ROBERTA.size(); id++) {
      String token = XLM_ROBERTA.get(id);
      if (id(token) != id) {
        throw invalid(
            "gives %s the id %s, but models of this kind were trained with %s as %s: SentencePiece's own ids are others; %s"
                .formatted(
                    token,
                    id(token),
                    String.join(", ", XLM_ROBERTA),
                    "0, 1, 2, 3",
                    BareSentencePieces.conversion(List.of())));
      }
    }
  }

  /** Refuses ids that the model has no embedding of. */
  void requireBelow(int size) {
    ids.forEach(
        (token, id) -> {
          if (id >= size) {
            throw invalid(
                String.format(
                    Locale.ROOT,
                    "gives \"%s\" the id %s, but the model has %,d (vocab_size in config.json, where there is one); take the tokenizer files that belong to these weights",
                    token,
                    id,
                    size));
          }
        });
  }

  /** {@return its bytes, as the native library reads them} */
  byte[] bytes() {
    return json;
  }

  private DiptychException invalid(String problem) {
    return TokenizerFiles.invalid(path, problem);
  }
}
