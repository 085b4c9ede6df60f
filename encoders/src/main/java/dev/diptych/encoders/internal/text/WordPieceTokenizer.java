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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * BERT's tokenizer: a text is cleaned, split into words and punctuation, each word into the longest
 * pieces that the vocabulary holds. Runs in Hugging Face's native library by way of DJL, which
 * unpacks it below {@code ~/.djl.ai}, or the temporary folder where the home cannot be written.
 *
 * <p>Literal special tokens in a text, such as {@code [SEP]}, stand for themselves, as in the
 * reference. Full-width forms, as East Asian keyboards make them, are read as the plain ones. Any
 * string is a text: what cannot be encoded, such as half a surrogate pair, is dropped like other
 * control characters. Thread-safe; {@link #close} frees native memory, after which it may not be
 * used.
 */
public final class WordPieceTokenizer implements OwnedTokenizer, WordSplitter {

  /** The files of a checkpoint folder that it reads, or would. */
  public static final List<String> FILES =
      List.of(
          TokenizerFiles.VOCAB_TXT, TokenizerFiles.TOKENIZER_JSON, TokenizerFiles.TOKENIZER_CONFIG);

  /** Characters looked at first of a long text; nearly always enough to fill the limit. */
  private static final int FIRST_PART = 1024;

  private static final int GROWTH = 8;

  /** ASCII from {@code !} to {@code ~} once more, as wide as an ideograph. */
  private static final char FIRST_FULL_WIDTH = '\uff01';

  private static final char LAST_FULL_WIDTH = '\uff5e';

  /** A word of fewer letters is often one piece a letter and known all the same. */
  private static final int SPELLED = 3;

  private final HuggingFaceTokenizer tokenizer;
  private final Vocabulary vocabulary;
  private final ReadScripts scripts;
  private final DecisiveText decisive;
  private final int tokenLimit;

  private WordPieceTokenizer(
      HuggingFaceTokenizer tokenizer,
      Vocabulary vocabulary,
      DecisiveText decisive,
      int tokenLimit) {
    this.tokenizer = tokenizer;
    this.vocabulary = vocabulary;
    this.decisive = decisive;
    this.scripts = new ReadScripts(vocabulary.tokens());
    this.tokenLimit = tokenLimit;
  }

  /**
   * Loads the tokenizer of a checkpoint.
   *
   * @param checkpointFolder holds {@code vocab.txt} or {@code tokenizer.json}, and perhaps {@code
   *     tokenizer_config.json}
   * @param vocabularySize rows of the model's word embedding; the files may have two entries less,
   *     which are then {@code [DEC]} and {@code [ENC]}
   * @param tokenLimit most tokens of a text, {@code [CLS]} and {@code [SEP]} included, at least 2
   * @throws DiptychException INVALID_CHECKPOINT when the files do not fit the model or BERT;
   *     UNAVAILABLE when the native library cannot be loaded; IO when a file cannot be read
   */
  public static WordPieceTokenizer load(Path checkpointFolder, int vocabularySize, int tokenLimit) {
    if (tokenLimit < 2) {
      throw new DiptychException(
          ErrorCode.INVALID_CHECKPOINT,
          "a text must have room for 2 tokens at least, [CLS] and [SEP], but the limit is %s"
              .formatted(tokenLimit));
    }
    TokenizerFiles files = TokenizerFiles.read(checkpointFolder);
    Vocabulary vocabulary = files.vocabulary().withSize(vocabularySize);
    byte[] json =
        TokenizerJson.write(
            new TokenizerFiles(vocabulary, files.normalization(), files.longestWord()));
    String limit = Integer.toString(tokenLimit);
    Map<String, String> options =
        Map.of(
            "truncation", "true", "padding", "false", "maxLength", limit, "modelMaxLength", limit);
    try {
      HuggingFaceTokenizer tokenizer =
          HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), options);
      List<String> specials = vocabulary.specials().stream().map(vocabulary.tokens()::get).toList();
      return new WordPieceTokenizer(
          tokenizer,
          vocabulary,
          new DecisiveText(specials, files.normalization(), files.longestWord()),
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

  @Override
  public int tokenLimit() {
    return tokenLimit;
  }

  /** {@return the ids of the tokens that are no words} */
  public SpecialIds specialIds() {
    return vocabulary.specialIds();
  }

  /**
   * Splits a text: {@code string -> i64 [T], 2 <= T <= limit}. Pieces beyond the limit are cut off
   * and flagged. Costs tens of microseconds for a sentence, and milliseconds for a million
   * characters: of a long text no more goes through the native library than decides the tokens.
   */
  @Override
  public TokenizedText tokenize(String text) {
    Encoding encoding = encode(text).encoding();
    List<Integer> ids = Arrays.stream(encoding.getIds()).mapToObj(Math::toIntExact).toList();
    return new TokenizedText(ids, encoding.exceedMaxLength());
  }

  @Override
  public List<WordPieces> split(String text) {
    Encoded encoded = encode(text);
    return EncodedWords.of(encoded.text(), encoded.encoding());
  }

  /** Tokens, and the text that they are of: the beginning of a long one. */
  private record Encoded(String text, Encoding encoding) {}

  private Encoded encode(String text) {
    String whole = readable(text);
    for (long reach = FIRST_PART; ; reach *= GROWTH) {
      DecisiveText.Beginning beginning = decisive.of(whole, reach);
      Encoding encoding = tokenizer.encode(beginning.text());
      if (encoding.exceedMaxLength() || beginning.whole()) {
        return new Encoded(beginning.text(), encoding);
      }
    }
  }

  /**
   * Says which words the model cannot read. Only words that may be among the tokens are looked at.
   * Costs tens of microseconds a word.
   */
  @Override
  public UnreadWords unread(String text) {
    Set<String> unread = new LinkedHashSet<>();
    boolean anyRead = false;
    int looked = 0;
    for (String word : readable(text).split("[\\s\\p{Z}]+", -1)) {
      if (word.isEmpty() || looked++ >= tokenLimit) {
        continue;
      }
      boolean reads = reads(decisive.of(word, FIRST_PART).text());
      if (!reads) {
        unread.add(word);
      }
      anyRead |= reads && word.codePoints().anyMatch(Character::isLetterOrDigit);
    }
    return new UnreadWords(List.copyOf(unread), !anyRead);
  }

  private boolean reads(String word) {
    int unknown = vocabulary.specialIds().unk();
    long[] ids = tokenizer.encode(word).getIds();
    int letters = 0;
    int pieces = 0;
    boolean spelled = true;
    for (long id : ids) {
      if (id == unknown) {
        return false;
      }
      if (!vocabulary.specials().contains((int) id)) {
        String token = vocabulary.tokens().get((int) id);
        String piece = token.startsWith("##") ? token.substring(2) : token;
        letters += (int) piece.codePoints().filter(Character::isLetter).count();
        pieces++;
        spelled &= piece.codePointCount(0, piece.length()) == 1;
      }
    }
    boolean onlySpelled = spelled && pieces >= SPELLED && letters == pieces;
    return !onlySpelled && scripts.reads(word);
  }

  /** A word is broken when it is {@code [UNK]} or goes on in a piece with {@code ##} in front. */
  @Override
  public double brokenShare(TokenizedText text) {
    int words = 0;
    int broken = 0;
    boolean goesOn = false;
    for (int id : text.ids()) {
      boolean unknown = id == vocabulary.specialIds().unk();
      if (vocabulary.specials().contains(id) && !unknown) {
        continue;
      }
      if (!unknown && vocabulary.tokens().get(id).startsWith("##")) {
        broken += goesOn ? 0 : 1;
        goesOn = true;
      } else {
        words++;
        broken += unknown ? 1 : 0;
        goesOn = unknown;
      }
    }
    return words == 0 ? 0 : (double) broken / words;
  }

  @Override
  public double foreignShare(TokenizedText text) {
    int all = 0;
    int foreign = 0;
    for (int id : text.ids()) {
      boolean unknown = id == vocabulary.specialIds().unk();
      if (unknown || !vocabulary.specials().contains(id)) {
        all++;
        foreign += unknown || !scripts.reads(vocabulary.tokens().get(id)) ? 1 : 0;
      }
    }
    return all == 0 ? 0 : (double) foreign / all;
  }

  /**
   * Puts a caption together: special tokens go, pieces are joined, blanks before punctuation go.
   *
   * @param ids as the captioner made them
   * @throws DiptychException INTERNAL when an id is not in the vocabulary
   */
  public String decode(List<Integer> ids) {
    List<String> pieces = new ArrayList<>();
    for (int id : ids) {
      if (id < 0 || id >= vocabulary.tokens().size()) {
        throw new DiptychException(
            ErrorCode.INTERNAL,
            String.format(
                Locale.ROOT,
                "token id %s is outside the vocabulary of %,d",
                id,
                vocabulary.tokens().size()));
      }
      if (!vocabulary.specials().contains(id)) {
        pieces.add(vocabulary.tokens().get(id));
      }
    }
    return CaptionText.join(pieces);
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  /** Half surrogate pairs become what cannot be encoded; full-width forms their plain ones. */
  private static String readable(String text) {
    StringBuilder clean = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      char plain = c;
      if (c >= FIRST_FULL_WIDTH && c <= LAST_FULL_WIDTH) {
        plain = (char) (c - FIRST_FULL_WIDTH + '!');
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        plain = '\ufffd';
      }
      if (plain != c) {
        clean = clean == null ? new StringBuilder(text) : clean;
        clean.setCharAt(i, plain);
      }
    }
    return clean == null ? text : clean.toString();
  }
}
