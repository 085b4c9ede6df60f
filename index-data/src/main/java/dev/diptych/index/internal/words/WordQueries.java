package dev.diptych.index.internal.words;

import dev.diptych.index.internal.items.WordAnalysis;
import dev.diptych.index.internal.items.WordAnalysis.Word;
import dev.diptych.index.internal.items.WordFields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/** Words and phrases as Lucene's queries over the fields of {@link WordFields}. */
final class WordQueries {

  private WordQueries() {}

  /**
   * {@return the forms of a word that tell documents apart} What has the word has its stem, too, as
   * often or more; where both are there equally often, the stem adds nothing.
   *
   * @param beside whether the query has other words
   */
  static List<Term> forms(IndexReader reader, Word word, boolean beside) throws IOException {
    Term written = new Term(WordFields.WORDS, word.folded());
    Term stem = new Term(WordFields.STEMS, word.stem());
    List<Term> forms = new ArrayList<>();
    if (reader.docFreq(written) > 0) {
      forms.add(written);
    }
    if (reader.totalTermFreq(stem) > reader.totalTermFreq(written)) {
      forms.add(stem);
    }
    for (Term folder : folders(word)) {
      if (reader.docFreq(folder) > 0 && !(beside && tellsNothing(reader, folder))) {
        forms.add(folder);
      }
    }
    return forms;
  }

  /**
   * {@return whether most items lie in such a folder: beside other words, that is chance} A home in
   * the hills is not asked for by where all pictures lie, /home.
   */
  private static boolean tellsNothing(IndexReader reader, Term folder) throws IOException {
    return 2L * reader.docFreq(folder) > reader.getDocCount(WordFields.FOLDERS);
  }

  /** {@return whether any document has this word in any form} */
  static boolean isKnown(IndexReader reader, Word word) throws IOException {
    for (Term term : terms(word)) {
      if (reader.docFreq(term) > 0) {
        return true;
      }
    }
    return false;
  }

  private static Set<Term> terms(Word word) {
    Set<Term> terms = new LinkedHashSet<>(folders(word));
    terms.add(new Term(WordFields.WORDS, word.folded()));
    terms.add(new Term(WordFields.STEMS, word.stem()));
    return terms;
  }

  private static Set<Term> folders(Word word) {
    Set<Term> terms = new LinkedHashSet<>();
    terms.add(new Term(WordFields.FOLDERS, word.folded()));
    terms.add(new Term(WordFields.FOLDERS, word.stem()));
    return terms;
  }

  /** {@return what finds documents with these words as they stand; empty where there are none} */
  static Optional<Query> phrase(String phrase) {
    List<Word> words = WordAnalysis.words(phrase);
    if (words.isEmpty()) {
      return Optional.empty();
    }
    PhraseQuery.Builder exact = new PhraseQuery.Builder();
    for (Word word : words) {
      exact.add(new Term(WordFields.WORDS, word.folded()), word.position());
    }
    return Optional.of(exact.build());
  }

  /** {@return as {@link #phrase}; a single word in any form} */
  static Optional<Query> unwanted(String phrase) {
    List<Word> words = WordAnalysis.words(phrase);
    if (words.size() != 1) {
      return phrase(phrase);
    }
    Word word = words.getFirst();
    return Optional.of(
        new BooleanQuery.Builder()
            .add(new TermQuery(new Term(WordFields.WORDS, word.folded())), Occur.SHOULD)
            .add(new TermQuery(new Term(WordFields.STEMS, word.stem())), Occur.SHOULD)
            .build());
  }
}
