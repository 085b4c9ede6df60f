package dev.diptych.index.internal.words;

import dev.diptych.index.Completion;
import dev.diptych.index.internal.items.WordAnalysis;
import dev.diptych.index.internal.items.WordAnalysis.Word;
import dev.diptych.index.internal.items.WordFields;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.spell.DirectSpellChecker;
import org.apache.lucene.search.spell.SuggestMode;
import org.apache.lucene.search.spell.SuggestWord;

/** Words of an index that a word may have been meant for: at most two letters apart. */
final class Corrections {

  /** A word of two letters is near to all others. */
  private static final int SHORTEST = 3;

  /** One letter of three to five, two of six and more. */
  private static final float LEAST_ALIKE = 0.65f;

  private static final int CHOICE = 5;

  private Corrections() {}

  /**
   * {@return the nearest word, of equally near ones the most frequent; empty where none is near}
   */
  static Optional<String> of(DirectoryReader reader, String written) throws IOException {
    List<Word> words = WordAnalysis.words(written);
    if (words.size() != 1 || !words.getFirst().folded().codePoints().allMatch(Corrections::fits)) {
      return Optional.empty();
    }
    DirectSpellChecker checker = new DirectSpellChecker();
    checker.setMinQueryLength(SHORTEST);
    checker.setMinPrefix(0);
    checker.setAccuracy(LEAST_ALIKE);
    SuggestWord[] near =
        checker.suggestSimilar(
            new Term(WordFields.WORDS, words.getFirst().folded()),
            CHOICE,
            reader,
            SuggestMode.SUGGEST_WHEN_NOT_IN_INDEX);
    for (SuggestWord each : near) {
      // Words of removed items stay in the index for a while; completions are counted exactly.
      for (Completion shown : Completions.of(reader, Completion.Kind.WORD, each.string, CHOICE)) {
        if (WordFields.beginning(shown.text()).equals(each.string)) {
          return Optional.of(shown.text());
        }
      }
    }
    return Optional.empty();
  }

  private static boolean fits(int c) {
    return Character.isLetter(c) || Character.getType(c) == Character.NON_SPACING_MARK;
  }
}
