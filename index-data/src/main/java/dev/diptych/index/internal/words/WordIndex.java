package dev.diptych.index.internal.words;

import dev.diptych.core.Modality;
import dev.diptych.index.Completion;
import dev.diptych.index.WordRecall;
import dev.diptych.index.WordRequest;
import dev.diptych.index.internal.items.AcceptedItems;
import dev.diptych.index.internal.items.Filters;
import dev.diptych.index.internal.items.WordAnalysis;
import dev.diptych.index.internal.items.WordAnalysis.Word;
import dev.diptych.index.internal.items.WordFields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import org.jspecify.annotations.Nullable;

/**
 * The words of one commit: items by words, completions, corrections. What takes long to know is
 * found out when it is first asked for, and kept. Thread-safe.
 */
public final class WordIndex {

  private final DirectoryReader reader;
  private final Filters filters;
  private @Nullable PictureOfDocument pictures;
  private @Nullable Boolean complete;

  /** The words of a commit, and its filters. */
  public WordIndex(DirectoryReader reader, Filters filters) {
    this.reader = reader;
    this.filters = filters;
  }

  /**
   * Finds what a request asks for. Where no item has any of the words, that costs a few look-ups;
   * else time in proportion to the documents that have one.
   */
  public WordRecall recall(WordRequest request) throws IOException {
    List<Word> words = WordAnalysis.lookedFor(request.words());
    List<String> unknown = new ArrayList<>();
    for (Word word : words) {
      if (!WordQueries.isKnown(reader, word)) {
        unknown.add(word.written());
      }
    }
    return new WordRecall(
        WordSearch.mayFind(reader, request) ? matches(request) : List.of(),
        unknown,
        !words.isEmpty(),
        isComplete());
  }

  private List<WordRecall.Match> matches(WordRequest request) throws IOException {
    boolean images = request.target() == Modality.IMAGE;
    Optional<AcceptedItems> accepted =
        images && request.filter().isEmpty()
            ? Optional.empty()
            : Optional.of(filters.accepted(request.target(), request.filter()));
    return new WordSearch(
            reader, request, images ? Optional.of(pictures()) : Optional.empty(), accepted)
        .matches();
  }

  private synchronized PictureOfDocument pictures() throws IOException {
    @Nullable PictureOfDocument known = pictures;
    if (known == null) {
      known = PictureOfDocument.of(reader);
      pictures = known;
    }
    return known;
  }

  private synchronized boolean isComplete() throws IOException {
    @Nullable Boolean known = complete;
    if (known == null) {
      Term made = new Term(WordFields.RULES, WordFields.NOW);
      known = new IndexSearcher(reader).count(new TermQuery(made)) == reader.numDocs();
      complete = known;
    }
    return known;
  }

  /** {@return how something that was begun may go on: what most items have first, then by text} */
  public List<Completion> completions(Completion.Kind kind, String begun, int most)
      throws IOException {
    return Completions.of(reader, kind, begun, most);
  }

  /** {@return for each of these words that is near to one of the index, that one} */
  public Map<String, String> corrections(List<String> words) throws IOException {
    Map<String, String> corrections = new LinkedHashMap<>();
    for (String word : words) {
      Optional<String> meant = Corrections.of(reader, word);
      if (meant.isPresent()) {
        corrections.put(word, meant.get());
      }
    }
    return corrections;
  }
}
