package dev.diptych.index.internal.items;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.icu.ICUFoldingFilter;
import org.apache.lucene.analysis.icu.segmentation.DefaultICUTokenizerConfig;
import org.apache.lucene.analysis.icu.segmentation.ICUTokenizer;
import org.apache.lucene.analysis.miscellaneous.LengthFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;

/**
 * How texts become words to look for: cut as Unicode says, in Chinese, Japanese, Thai, Lao, Khmer
 * and Burmese by dictionary; then without letter case, accents and variants. Beside these, their
 * English stems. Costs tens of microseconds a sentence. Thread-safe.
 *
 * <p>ASCII is cut by the same rules without ICU, whose tables take half a second to load: who never
 * meets other letters never waits for them.
 */
public final class WordAnalysis {

  /** Distinct words of a query that are looked for; the others of a longer one are not. */
  private static final int MOST_WORDS = 64;

  private static final int LONGEST = 200;

  private static final String STEMS = "stems";
  private static final String FOLDED = "folded";

  /** What joins words in file names and elsewhere, but is no end of a word to Unicode. */
  private static final Pattern JOINS = Pattern.compile("[_./\\\\:@#+~=|\\u00b7]");

  /** One chain of tokenizer and filters, and the same with stems. */
  private abstract static class Chain extends Analyzer {

    Chain() {
      super(PER_FIELD_REUSE_STRATEGY);
    }

    abstract Tokenizer cut();

    abstract TokenStream fold(TokenStream words);

    @Override
    protected TokenStreamComponents createComponents(String field) {
      Tokenizer words = cut();
      TokenStream folded = new LengthFilter(fold(words), 1, LONGEST);
      return new TokenStreamComponents(
          words,
          field.equals(STEMS) ? new PorterStemFilter(new EnglishPossessiveFilter(folded)) : folded);
    }
  }

  /** Loaded when it is first needed. */
  private static final class EveryScript extends Chain {
    static final Analyzer INSTANCE = new EveryScript();

    @Override
    Tokenizer cut() {
      return new ICUTokenizer(new DefaultICUTokenizerConfig(true, true));
    }

    @Override
    TokenStream fold(TokenStream words) {
      return new ICUFoldingFilter(words);
    }
  }

  private static final class Ascii extends Chain {
    static final Analyzer INSTANCE = new Ascii();

    @Override
    Tokenizer cut() {
      StandardTokenizer words = new StandardTokenizer();
      words.setMaxTokenLength(StandardTokenizer.MAX_TOKEN_LENGTH_LIMIT);
      return words;
    }

    @Override
    TokenStream fold(TokenStream words) {
      return new LowerCaseFilter(words);
    }
  }

  /**
   * A word.
   *
   * @param written in lower case, composed
   * @param folded as it is looked for
   * @param stem its English stem
   * @param position its place in the text
   */
  public record Word(String written, String folded, String stem, int position) {

    /** {@return whether English has it in nearly every text: of, the, a} */
    public boolean isCommon() {
      return EnglishAnalyzer.getDefaultStopSet().contains(folded);
    }
  }

  private WordAnalysis() {}

  /** {@return all words of a text, in order} */
  public static List<Word> words(String text) {
    return words(text, text.chars().allMatch(c -> c < 128) ? Ascii.INSTANCE : EveryScript.INSTANCE);
  }

  /** {@return the same by the tables of all scripts, whatever the text} */
  static List<Word> wordsOfEveryScript(String text) {
    return words(text, EveryScript.INSTANCE);
  }

  private static List<Word> words(String text, Analyzer analyzer) {
    String plain = JOINS.matcher(text).replaceAll(" ");
    List<Word> words = new ArrayList<>();
    try (TokenStream folded = analyzer.tokenStream(FOLDED, plain);
        TokenStream stems = analyzer.tokenStream(STEMS, plain)) {
      CharTermAttribute fold = folded.addAttribute(CharTermAttribute.class);
      CharTermAttribute stem = stems.addAttribute(CharTermAttribute.class);
      OffsetAttribute place = folded.addAttribute(OffsetAttribute.class);
      PositionIncrementAttribute step = folded.addAttribute(PositionIncrementAttribute.class);
      folded.reset();
      stems.reset();
      int position = -1;
      while (folded.incrementToken() && stems.incrementToken()) {
        position += step.getPositionIncrement();
        String written = plain.substring(place.startOffset(), place.endOffset());
        words.add(
            new Word(
                Normalizer.normalize(written, Normalizer.Form.NFC).toLowerCase(Locale.ROOT),
                fold.toString(),
                stem.toString(),
                position));
      }
      folded.end();
      stems.end();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return words;
  }

  /**
   * {@return the words of a query that are looked for, each once: without those that nearly every
   * text has, unless there are no others}
   */
  public static List<Word> lookedFor(String query) {
    List<Word> all = words(query);
    Set<String> seen = new HashSet<>();
    List<Word> telling =
        all.stream().filter(word -> !word.isCommon() && seen.add(word.folded())).toList();
    List<Word> chosen =
        telling.isEmpty() ? all.stream().filter(word -> seen.add(word.folded())).toList() : telling;
    return chosen.subList(0, Math.min(chosen.size(), MOST_WORDS));
  }
}
