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
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/** Words and phrases as Lucene's queries over the fields of {@link WordFields}. */
final class WordQueries {

  private WordQueries() {}

  /**
   * {@return what scores documents by any of these words, each by its better form: as it is or its
   * stem}
   */
  static Query any(IndexReader reader, List<Word> words) throws IOException {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    for (Word word : words) {
      List<Query> forms = new ArrayList<>();
      for (Term term : terms(word)) {
        boolean folder = term.field().equals(WordFields.FOLDERS);
        if (!(folder && words.size() > 1 && tellsNothing(reader, term))) {
          forms.add(new TermQuery(term));
        }
      }
      any.add(new DisjunctionMaxQuery(forms, 0), Occur.SHOULD);
    }
    return any.build();
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
    Set<Term> terms = new LinkedHashSet<>();
    terms.add(new Term(WordFields.WORDS, word.folded()));
    terms.add(new Term(WordFields.STEMS, word.stem()));
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
