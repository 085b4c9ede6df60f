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
    List<Term> forms = new ArrayList<>();
    addForms(forms, reader, written(word), stem(word));
    addForms(forms, reader, read(word), readStem(word));
    for (Term folder : folders(word)) {
      if (reader.docFreq(folder) > 0 && !(beside && tellsNothing(reader, folder))) {
        forms.add(folder);
      }
    }
    return forms;
  }

  private static void addForms(List<Term> forms, IndexReader reader, Term written, Term stem)
      throws IOException {
    if (reader.docFreq(written) > 0) {
      forms.add(written);
    }
    if (reader.totalTermFreq(stem) > reader.totalTermFreq(written)) {
      forms.add(stem);
    }
  }

  private static Term written(Word word) {
    return new Term(WordFields.WORDS, word.folded());
  }

  private static Term stem(Word word) {
    return new Term(WordFields.STEMS, word.stem());
  }

  private static Term read(Word word) {
    return new Term(WordFields.READ, word.folded());
  }

  private static Term readStem(Word word) {
    return new Term(WordFields.READ_STEMS, word.stem());
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
    terms.addAll(List.of(written(word), stem(word), read(word), readStem(word)));
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
    return words.isEmpty()
        ? Optional.empty()
        : Optional.of(any(phrase(WordFields.WORDS, words), phrase(WordFields.READ, words)));
  }

  private static Query phrase(String field, List<Word> words) {
    PhraseQuery.Builder exact = new PhraseQuery.Builder();
    for (Word word : words) {
      exact.add(new Term(field, word.folded()), word.position());
    }
    return exact.build();
  }

  /** {@return as {@link #phrase}; a single word in any form} */
  static Optional<Query> unwanted(String phrase) {
    List<Word> words = WordAnalysis.words(phrase);
    if (words.size() != 1) {
      return phrase(phrase);
    }
    Word word = words.getFirst();
    return Optional.of(
        any(
            new TermQuery(written(word)),
            new TermQuery(stem(word)),
            new TermQuery(read(word)),
            new TermQuery(readStem(word))));
  }

  /**
   * {@return what finds pictures in which all of these words were read; empty for a single word,
   * which is soon read somewhere}
   */
  static Optional<Query> allRead(List<Word> words) {
    if (words.size() < 2) {
      return Optional.empty();
    }
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    words.forEach(word -> all.add(new TermQuery(read(word)), Occur.FILTER));
    return Optional.of(all.build());
  }

  private static Query any(Query... queries) {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    for (Query query : queries) {
      any.add(query, Occur.SHOULD);
    }
    return any.build();
  }
}
