package dev.diptych.encoders.internal.text;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.encoders.UnreadWords;
import dev.diptych.encoders.internal.text.SentencePieces.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * SentencePiece's tokenizers. SigLIP's are told apart by the kind of their file: the first SigLIP's
 * unigram pieces over texts without capitals and punctuation, and SigLIP 2's, which are Gemma's
 * byte pairs over texts without capitals; a text ends with a token of its own, and nothing stands
 * in front. XLM-RoBERTa's are unigram pieces of texts as they are, with a mark at both ends. Runs
 * in Hugging Face's native library by way of DJL.
 *
 * <p>Ends and filling are put there in this code: the model reads both, and what templates and
 * defaults of the library say differs from what it was trained on. Literal special tokens in a text
 * stand for themselves where punctuation stays, as in the reference. Half a surrogate pair becomes
 * U+FFFD. Thread-safe; {@link #close} frees native memory, after which it may not be used.
 */
public final class SentencePieceTokenizer implements OwnedTokenizer {

  /** The files of a checkpoint folder that it reads. */
  public static final List<String> FILES =
      List.of(TokenizerFiles.TOKENIZER_JSON, TokenizerFiles.TOKENIZER_CONFIG);

  /** Characters looked at first of a long text; nearly always enough to fill the limit. */
  private static final int FIRST_PART = 8192;

  private static final int GROWTH = 8;

  private final HuggingFaceTokenizer tokenizer;
  private final SentencePieces pieces;
  private final SentencePieceStyle style;
  private final Marks marks;
  private final int tokenLimit;

  /**
   * What is around the pieces.
   *
   * @param before the tokens in front of every text
   * @param end the token behind every text
   * @param pad the token that fills texts up
   * @param small whether letters are made small
   */
  private record Marks(List<Integer> before, int end, int pad, boolean small) {

    static Marks of(Path folder, SentencePieceFile file, SentencePieceStyle style) {
      return switch (style) {
        case SIGLIP -> ofSiglip(folder, file);
        case XLM_ROBERTA -> {
          file.requireXlmRoberta();
          yield new Marks(List.of(file.id("<s>")), file.id("</s>"), file.id("<pad>"), false);
        }
      };
    }

    private static Marks ofSiglip(Path folder, SentencePieceFile file) {
      Path path = folder.resolve(TokenizerFiles.TOKENIZER_CONFIG);
      Kind kind = file.kind();
      if (Files.notExists(path)) {
        return new Marks(List.of(), file.id(kind.end()), file.id(kind.pad()), true);
      }
      JsonNode config = TokenizerFiles.json(path);
      return new Marks(
          List.of(),
          file.id(token(config.path("eos_token"), kind.end())),
          file.id(token(config.path("pad_token"), kind.pad())),
          !Boolean.FALSE.equals(TokenizerFiles.flag(path, config, "do_lower_case")));
    }

    private static String token(JsonNode node, String fallback) {
      return (node.isObject() ? node.path("content") : node).stringValue(fallback);
    }
  }

  private SentencePieceTokenizer(
      HuggingFaceTokenizer tokenizer,
      SentencePieces pieces,
      SentencePieceStyle style,
      Marks marks,
      int tokenLimit) {
    this.tokenizer = tokenizer;
    this.pieces = pieces;
    this.style = style;
    this.marks = marks;
    this.tokenLimit = tokenLimit;
  }

  /** Loads the tokenizer of a SigLIP, as {@link #load(Path, int, int, SentencePieceStyle)} does. */
  public static SentencePieceTokenizer load(
      Path checkpointFolder, int vocabularySize, int tokenLimit) {
    return load(checkpointFolder, vocabularySize, tokenLimit, SentencePieceStyle.SIGLIP);
  }

  /**
   * Loads the tokenizer of a checkpoint.
   *
   * @param checkpointFolder holds {@code tokenizer.json}, and perhaps {@code tokenizer_config.json}
   * @param vocabularySize rows of the model's token embedding, which no id may exceed
   * @param tokenLimit most tokens of a text, marks included; with room for one besides them
   * @param style what models of this kind are given
   * @throws DiptychException INVALID_CHECKPOINT when the files do not fit the model or the style;
   *     UNAVAILABLE when the native library cannot be loaded; IO when a file cannot be read
   */
  public static SentencePieceTokenizer load(
      Path checkpointFolder, int vocabularySize, int tokenLimit, SentencePieceStyle style) {
    SentencePieceFile file = SentencePieceFile.read(checkpointFolder, style);
    file.requireBelow(vocabularySize);
    Marks marks = Marks.of(checkpointFolder, file, style);
    int least = marks.before().size() + 2;
    if (tokenLimit < least) {
      throw new DiptychException(
          ErrorCode.INVALID_CHECKPOINT,
          "a text must have room for %s tokens at least, one and its marks, but the limit is %s"
              .formatted(least, tokenLimit));
    }
    SentencePieces pieces = file.pieces();
    try {
      return new SentencePieceTokenizer(
          HuggingFaceTokenizer.newInstance(
              new ByteArrayInputStream(file.bytes()),
              Map.of("truncation", "false", "padding", "false")),
          pieces,
          style,
          marks,
          tokenLimit);
    } catch (EngineException | LinkageError e) {
      throw new DiptychException(
          ErrorCode.UNAVAILABLE,
          "the tokenizer's native library cannot be loaded: %s; it is unpacked to ~/.djl.ai, set the environment variable DJL_CACHE_DIR to another writable folder"
              .formatted(e.getMessage()),
          e);
    } catch (IOException | RuntimeException e) {
      throw new DiptychException(
          ErrorCode.INVALID_CHECKPOINT,
          "the tokenizer files in %s cannot be used: %s"
              .formatted(checkpointFolder, e.getMessage()),
          e);
    }
  }

  /** {@return the id that fills texts up} */
  public int padId() {
    return marks.pad();
  }

  @Override
  public int tokenLimit() {
    return tokenLimit;
  }

  @Override
  public TokenizedText tokenize(String text) {
    String clean = cleaned(text);
    int around = marks.before().size() + 1;
    int room = tokenLimit - around;
    for (long reach = FIRST_PART; ; reach *= GROWTH) {
      int end = LongTexts.boundary(clean, reach);
      // Without any mark of the library's own.
      long[] found = tokenizer.encode(clean.substring(0, end), false, false).getIds();
      if (found.length > tokenLimit || end == clean.length()) {
        List<Integer> ids = new ArrayList<>(marks.before());
        for (int i = 0; i < Math.min(room, found.length); i++) {
          ids.add(Math.toIntExact(found[i]));
        }
        ids.add(marks.end());
        // Blanks are pieces, too, but nothing to look for.
        return new TokenizedText(ids, clean.isBlank() ? ids.size() : around, found.length > room);
      }
    }
  }

  private String cleaned(String text) {
    String whole = LongTexts.withoutHalfPairs(text);
    if (style == SentencePieceStyle.XLM_ROBERTA) {
      return whole;
    }
    String sized = marks.small() ? whole.toLowerCase(Locale.ROOT) : whole;
    return switch (pieces.kind()) {
      case UNIGRAM -> SiglipCleaning.canonical(sized);
      case BPE -> sized;
    };
  }

  /**
   * Says which words the model cannot read. Only words that may be among the tokens are looked at.
   */
  @Override
  public UnreadWords unread(String text) {
    Set<String> unread = new LinkedHashSet<>();
    boolean anyRead = false;
    int looked = 0;
    for (String word : text.split("[\\s\\p{Z}]+", -1)) {
      if (word.isEmpty() || looked++ >= tokenLimit) {
        continue;
      }
      boolean reads = foreignShare(tokenize(word)) == 0;
      if (!reads) {
        unread.add(word);
      }
      anyRead |= reads && word.codePoints().anyMatch(Character::isLetterOrDigit);
    }
    return new UnreadWords(List.copyOf(unread), !anyRead);
  }

  /** A word is broken when letters of it are in more than one piece. */
  @Override
  public double brokenShare(TokenizedText text) {
    int words = 0;
    int broken = 0;
    int inWord = 0;
    for (int id : content(text)) {
      if (pieces.startsWord(id)) {
        inWord = 0;
      }
      if (pieces.isLettered(id)) {
        inWord++;
        words += inWord == 1 ? 1 : 0;
        broken += inWord == 2 ? 1 : 0;
      }
    }
    return words == 0 ? 0 : (double) broken / words;
  }

  @Override
  public double foreignShare(TokenizedText text) {
    List<Integer> ids = content(text);
    long foreign = ids.stream().filter(pieces::isForeign).count();
    return ids.isEmpty() ? 0 : (double) foreign / ids.size();
  }

  /** {@return the ids of what is said; none of a text that says nothing} */
  private List<Integer> content(TokenizedText text) {
    int from = marks.before().size();
    int to = from + text.length() - text.marks();
    return text.hasContent() ? text.ids().subList(from, to) : List.of();
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
