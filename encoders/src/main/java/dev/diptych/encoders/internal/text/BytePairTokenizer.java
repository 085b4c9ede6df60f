package dev.diptych.encoders.internal.text;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.encoders.UnreadWords;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * CLIP's tokenizer: a text is made small, split into words, single digits and punctuation, and the
 * UTF-8 bytes of each are merged pair by pair in the order that the vocabulary learnt. Every string
 * can be spelled so. Runs in Hugging Face's native library by way of DJL.
 *
 * <p>The literal {@code <|startoftext|>} and {@code <|endoftext|>} in a text stand for themselves,
 * as in the reference. Half a surrogate pair, which UTF-8 cannot write, becomes U+FFFD.
 * Thread-safe; {@link #close} frees native memory, after which it may not be used.
 */
public final class BytePairTokenizer implements OwnedTokenizer {

  /** The files of a checkpoint folder that it reads, or would. */
  public static final List<String> FILES = BytePairFiles.NAMES;

  /** Characters looked at first of a long text; nearly always enough to fill the limit. */
  private static final int FIRST_PART = 8192;

  private static final int GROWTH = 8;

  private final HuggingFaceTokenizer tokenizer;
  private final BytePairFiles files;
  private final int tokenLimit;
  private final Set<Integer> wordEnds;

  private BytePairTokenizer(HuggingFaceTokenizer tokenizer, BytePairFiles files, int tokenLimit) {
    this.tokenizer = tokenizer;
    this.files = files;
    this.tokenLimit = tokenLimit;
    this.wordEnds = files.wordEnds();
  }

  /**
   * Loads the tokenizer of a checkpoint.
   *
   * @param checkpointFolder holds {@code vocab.json} and {@code merges.txt}, or {@code
   *     tokenizer.json}
   * @param vocabularySize rows of the model's token embedding, which no id may exceed
   * @param tokenLimit most tokens of a text, both ends included, at least 2
   * @throws DiptychException INVALID_CHECKPOINT when the files do not fit the model or CLIP;
   *     UNAVAILABLE when the native library cannot be loaded; IO when a file cannot be read
   */
  public static BytePairTokenizer load(Path checkpointFolder, int vocabularySize, int tokenLimit) {
    if (tokenLimit < 2) {
      throw new DiptychException(
          ErrorCode.INVALID_CHECKPOINT,
          "a text must have room for 2 tokens at least, its begin and its end, but the limit is %s"
              .formatted(tokenLimit));
    }
    BytePairFiles files = BytePairFiles.read(checkpointFolder);
    files.requireBelow(vocabularySize);
    String limit = Integer.toString(tokenLimit);
    Map<String, String> options =
        Map.of(
            "truncation", "true", "padding", "false", "maxLength", limit, "modelMaxLength", limit);
    try {
      return new BytePairTokenizer(
          HuggingFaceTokenizer.newInstance(
              new ByteArrayInputStream(files.toTokenizerJson()), options),
          files,
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

  /**
   * {@return the text of tokens} Marks are left out; bytes that are no UTF-8 become U+FFFD.
   *
   * @throws DiptychException INTERNAL for an id beyond the vocabulary
   */
  public String decode(List<Integer> ids) {
    return files.decode(ids);
  }

  /** {@return the id that ends every text} */
  public int endId() {
    return files.endId();
  }

  @Override
  public int tokenLimit() {
    return tokenLimit;
  }

  @Override
  public TokenizedText tokenize(String text) {
    String whole = LongTexts.withoutHalfPairs(text);
    for (long reach = FIRST_PART; ; reach *= GROWTH) {
      int end = LongTexts.boundary(whole, reach);
      Encoding encoding = tokenizer.encode(whole.substring(0, end));
      if (encoding.exceedMaxLength() || end == whole.length()) {
        List<Integer> ids = Arrays.stream(encoding.getIds()).mapToObj(Math::toIntExact).toList();
        return new TokenizedText(ids, encoding.exceedMaxLength());
      }
    }
  }

  /** {@return nothing: bytes spell everything} */
  @Override
  public UnreadWords unread(String text) {
    return UnreadWords.NONE;
  }

  /** A word is broken when its last piece is not its first. */
  @Override
  public double brokenShare(TokenizedText text) {
    int words = 0;
    int broken = 0;
    int pieces = 0;
    for (int id : text.ids()) {
      if (files.isMark(id)) {
        continue;
      }
      pieces++;
      if (wordEnds.contains(id)) {
        words++;
        broken += pieces > 1 ? 1 : 0;
        pieces = 0;
      }
    }
    return words == 0 ? 0 : (double) broken / words;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
