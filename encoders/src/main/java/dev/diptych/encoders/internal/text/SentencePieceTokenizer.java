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
 * SigLIP's tokenizers, told apart by the kind of their file: the first SigLIP's unigram pieces over
 * texts without capitals and punctuation, and SigLIP 2's, which are Gemma's byte pairs over texts
 * without capitals. A text ends with a token of its own, and nothing stands in front. Runs in
 * Hugging Face's native library by way of DJL.
 *
 * <p>Ends and filling are put there in this code: the model reads both, and what templates and
 * defaults of the library say differs from what it was trained on. Literal special tokens in a text
 * stand for themselves where punctuation stays, as in the reference. Half a surrogate pair becomes
 * U+FFFD. Thread-safe; {@link #close} frees native memory, after which it may not be used.
 */
public final class SentencePieceTokenizer implements Tokenizer, AutoCloseable {

  /** The files of a checkpoint folder that it reads. */
  public static final List<String> FILES =
      List.of(TokenizerFiles.TOKENIZER_JSON, TokenizerFiles.TOKENIZER_CONFIG);

  /** Characters looked at first of a long text; nearly always enough to fill the limit. */
  private static final int FIRST_PART = 8192;

  private static final int GROWTH = 8;

  private final HuggingFaceTokenizer tokenizer;
  private final SentencePieces pieces;
  private final Marks marks;
  private final int tokenLimit;

  /**
   * What is around the pieces.
   *
   * @param end the token behind every text
   * @param pad the token that fills texts up
   * @param small whether letters are made small
   */
  private record Marks(int end, int pad, boolean small) {

    static Marks of(Path folder, SentencePieceFile file) {
      Path path = folder.resolve(TokenizerFiles.TOKENIZER_CONFIG);
      Kind kind = file.kind();
      if (Files.notExists(path)) {
        return new Marks(file.id(kind.end()), file.id(kind.pad()), true);
      }
      JsonNode config = TokenizerFiles.json(path);
      return new Marks(
          file.id(token(config.path("eos_token"), kind.end())),
          file.id(token(config.path("pad_token"), kind.pad())),
          !Boolean.FALSE.equals(TokenizerFiles.flag(path, config, "do_lower_case")));
    }

    private static String token(JsonNode node, String fallback) {
      return (node.isObject() ? node.path("content") : node).stringValue(fallback);
    }
  }

  private SentencePieceTokenizer(
      HuggingFaceTokenizer tokenizer, SentencePieces pieces, Marks marks, int tokenLimit) {
    this.tokenizer = tokenizer;
    this.pieces = pieces;
    this.marks = marks;
    this.tokenLimit = tokenLimit;
  }

  /**
   * Loads the tokenizer of a checkpoint.
   *
   * @param checkpointFolder holds {@code tokenizer.json}, and perhaps {@code tokenizer_config.json}
   * @param vocabularySize rows of the model's token embedding, which no id may exceed
   * @param tokenLimit most tokens of a text, its end included, at least 2
   * @throws DiptychException INVALID_CHECKPOINT when the files do not fit the model or SigLIP;
   *     UNAVAILABLE when the native library cannot be loaded; IO when a file cannot be read
   */
  public static SentencePieceTokenizer load(
      Path checkpointFolder, int vocabularySize, int tokenLimit) {
    if (tokenLimit < 2) {
      throw new DiptychException(
          ErrorCode.INVALID_CHECKPOINT,
          "a text must have room for 2 tokens at least, one and its end, but the limit is %s"
              .formatted(tokenLimit));
    }
    SentencePieceFile file = SentencePieceFile.read(checkpointFolder);
    file.requireBelow(vocabularySize);
    Marks marks = Marks.of(checkpointFolder, file);
    SentencePieces pieces = file.pieces();
    try {
      return new SentencePieceTokenizer(
          HuggingFaceTokenizer.newInstance(
              new ByteArrayInputStream(file.bytes()),
              Map.of("truncation", "false", "padding", "false")),
          pieces,
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
    int room = tokenLimit - 1;
    for (long reach = FIRST_PART; ; reach *= GROWTH) {
      int end = LongTexts.boundary(clean, reach);
      // Without any mark of the library's own.
      long[] found = tokenizer.encode(clean.substring(0, end), false, false).getIds();
      if (found.length > tokenLimit || end == clean.length()) {
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < Math.min(room, found.length); i++) {
          ids.add(Math.toIntExact(found[i]));
        }
        ids.add(marks.end());
        // Blanks are pieces, too, but nothing to look for.
        return new TokenizedText(ids, clean.isBlank() ? ids.size() : 1, found.length > room);
      }
    }
  }

  private String cleaned(String text) {
    String whole = LongTexts.withoutHalfPairs(text);
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
    for (int id : text.ids().subList(0, text.length() - text.marks())) {
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
    List<Integer> ids = text.ids().subList(0, text.length() - text.marks());
    long foreign = ids.stream().filter(pieces::isForeign).count();
    return ids.isEmpty() ? 0 : (double) foreign / ids.size();
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
