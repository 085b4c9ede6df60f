package dev.diptych.index.internal.words;

import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.index.WordRecall;
import dev.diptych.index.WordRequest;
import dev.diptych.index.internal.items.AcceptedItems;
import dev.diptych.index.internal.items.FactFields;
import dev.diptych.index.internal.items.ItemFields;
import dev.diptych.index.internal.items.NeighbourKeys;
import dev.diptych.index.internal.items.WordAnalysis;
import dev.diptych.index.internal.items.WordAnalysis.Word;
import dev.diptych.index.internal.items.WordFields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/*
 * An image and its texts
 *
 * Words of an image stand in several documents: in its own those of its file, in others its
 * captions. All documents that have a word are scored by BM25, and an image has the sum of its own
 * score and of that of its best caption: many captions of one image say the same, and shall not
 * outweigh those of others that have one.
 */
/** One search for items by their words. */
final class WordSearch {

  private final DirectoryReader reader;
  private final IndexSearcher searcher;
  private final WordRequest request;
  private final Optional<PictureOfDocument> pictures;
  private final Optional<AcceptedItems> accepted;

  /**
   * A search.
   *
   * @param pictures where images are looked for
   * @param accepted the items of the target's modality that pass; may be empty for all images
   */
  WordSearch(
      DirectoryReader reader,
      WordRequest request,
      Optional<PictureOfDocument> pictures,
      Optional<AcceptedItems> accepted) {
    this.reader = reader;
    this.searcher = new IndexSearcher(reader);
    this.request = request;
    this.pictures = pictures;
    this.accepted = accepted;
  }

  /** {@return whether a request may find anything at all, found out by looking up terms alone} */
  static boolean mayFind(DirectoryReader reader, WordRequest request) throws IOException {
    for (Word word : WordAnalysis.lookedFor(request.words())) {
      if (WordQueries.isKnown(reader, word)) {
        return true;
      }
    }
    for (String phrase : request.phrases()) {
      for (Word word : WordAnalysis.words(phrase)) {
        if (WordQueries.isKnown(reader, word)) {
          return true;
        }
      }
    }
    return reader.docFreq(fileName(request)) > 0 || reader.docFreq(fileStem(request)) > 0;
  }

  List<WordRecall.Match> matches() throws IOException {
    ItemScores scores = new ItemScores(reader.maxDoc());
    score(scores, WordAnalysis.lookedFor(request.words()));
    FixedBitSet exact = exact();
    scores.addAll(exact);
    for (String unwanted : request.unwanted()) {
      Optional<Query> query = WordQueries.unwanted(unwanted);
      if (query.isPresent()) {
        scores.removeAll(itemsWith(query.get()));
      }
    }
    return best(scores, exact);
  }

  /** Scores documents word by word: each word has the better of its forms, a document the sum. */
  private void score(ItemScores scores, List<Word> words) throws IOException {
    float[] ofDocuments = new float[reader.maxDoc()];
    float[] ofWord = new float[reader.maxDoc()];
    FixedBitSet all = none();
    for (Word word : words) {
      FixedBitSet found = none();
      for (Term form : WordQueries.forms(reader, word, words.size() > 1)) {
        forEach(
            new TermQuery(form),
            ScoreMode.COMPLETE,
            (document, scorer) -> {
              found.set(document);
              ofWord[document] = Math.max(ofWord[document], scorer.score());
            });
      }
      for (int doc = next(found, 0); doc >= 0; doc = next(found, doc + 1)) {
        ofDocuments[doc] += ofWord[doc];
        ofWord[doc] = 0;
      }
      all.or(found);
    }
    for (int doc = next(all, 0); doc >= 0; doc = next(all, doc + 1)) {
      int item = item(doc);
      if (item >= 0) {
        scores.add(item, doc, ofDocuments[doc]);
      }
    }
  }

  private static int next(FixedBitSet documents, int from) {
    int next =
        from < documents.length() ? documents.nextSetBit(from) : DocIdSetIterator.NO_MORE_DOCS;
    return next == DocIdSetIterator.NO_MORE_DOCS ? -1 : next;
  }

  /** Items that have all phrases, that show all words, and those whose file was named. */
  private FixedBitSet exact() throws IOException {
    List<FixedBitSet> phrases = new ArrayList<>();
    for (String phrase : request.phrases()) {
      Optional<Query> query = WordQueries.phrase(phrase);
      if (query.isPresent()) {
        phrases.add(itemsWith(query.get()));
      }
    }
    FixedBitSet exact = none();
    if (!phrases.isEmpty()) {
      exact.or(phrases.getFirst());
      phrases.forEach(exact::and);
    }
    Optional<Query> shown = WordQueries.allRead(WordAnalysis.lookedFor(request.words()));
    if (shown.isPresent()) {
      exact.or(itemsWith(shown.get()));
    }
    Query named =
        new BooleanQuery.Builder()
            .add(new TermQuery(fileName(request)), Occur.SHOULD)
            .add(new TermQuery(fileStem(request)), Occur.SHOULD)
            .build();
    forEach(
        named,
        ScoreMode.COMPLETE_NO_SCORES,
        (document, _) -> {
          if (item(document) == document) {
            exact.set(document);
          }
        });
    return exact;
  }

  private static Term fileName(WordRequest request) {
    return new Term(FactFields.FILE_TERM, WordFields.folded(request.name()));
  }

  private static Term fileStem(WordRequest request) {
    return new Term(WordFields.FILE_STEM, WordFields.folded(request.name()));
  }

  private FixedBitSet itemsWith(Query query) throws IOException {
    FixedBitSet items = none();
    forEach(
        query,
        ScoreMode.COMPLETE_NO_SCORES,
        (document, _) -> {
          int item = item(document);
          if (item >= 0) {
            items.set(item);
          }
        });
    return items;
  }

  private FixedBitSet none() {
    return new FixedBitSet(Math.max(1, reader.maxDoc()));
  }

  /** What is done with a document that a query matches. */
  private interface Visitor {
    void visit(int document, Scorer scorer) throws IOException;
  }

  private void forEach(Query query, ScoreMode mode, Visitor visitor) throws IOException {
    Weight weight = searcher.createWeight(searcher.rewrite(query), mode, 1);
    for (LeafReaderContext leaf : reader.leaves()) {
      @Nullable Scorer scorer = weight.scorer(leaf);
      if (scorer == null) {
        continue;
      }
      @Nullable Bits live = leaf.reader().getLiveDocs();
      DocIdSetIterator found = scorer.iterator();
      for (int doc = found.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = found.nextDoc()) {
        if (live == null || live.get(doc)) {
          visitor.visit(leaf.docBase + doc, scorer);
        }
      }
    }
  }

  /** {@return the item that has a document's words, itself or its image; -1 where there is none} */
  private int item(int document) {
    return pictures.map(images -> images.of(document)).orElse(document);
  }

  private List<WordRecall.Match> best(ItemScores scores, FixedBitSet exact) throws IOException {
    Map<String, WordRecall.Match> best = new LinkedHashMap<>();
    List<WordRecall.Match> equals = new ArrayList<>();
    Keys keys = new Keys();
    for (int item : scores.bestFirst(exact)) {
      LeafReaderContext leaf = leaf(item);
      if (!isAccepted(leaf, item - leaf.docBase)) {
        continue;
      }
      WordRecall.Match match = keys.match(leaf, item, scores.score(item), exact.get(item));
      if (!equals.isEmpty() && !isEqual(equals.getLast(), match)) {
        take(equals, best);
        if (best.size() >= request.k()) {
          break;
        }
      }
      equals.add(match);
    }
    take(equals, best);
    List<WordRecall.Match> found = new ArrayList<>();
    for (WordRecall.Match match : best.values().stream().limit(request.k()).toList()) {
      found.add(request.target() == Modality.IMAGE ? firstCopy(match) : match);
    }
    return found;
  }

  private static boolean isEqual(WordRecall.Match a, WordRecall.Match b) {
    return a.exact() == b.exact() && Float.compare(a.score(), b.score()) == 0;
  }

  /** Copies of an image take one place, that of the best of them. */
  private void take(List<WordRecall.Match> equals, Map<String, WordRecall.Match> best) {
    equals.sort(Comparator.comparing(WordRecall.Match::id));
    for (WordRecall.Match match : equals) {
      best.putIfAbsent(
          request.target() == Modality.IMAGE ? match.contentHash() : match.id().value(), match);
    }
    equals.clear();
  }

  private boolean isAccepted(LeafReaderContext leaf, int doc) {
    return accepted.isEmpty() || accepted.get().in(leaf).get(doc);
  }

  private LeafReaderContext leaf(int document) {
    return reader.leaves().get(ReaderUtil.subIndex(document, reader.leaves()));
  }

  /** The same match by the copy that the nearest vectors name, too: the one with the least id. */
  private WordRecall.Match firstCopy(WordRecall.Match match) throws IOException {
    Term content = ItemFields.byContent(Modality.IMAGE, match.contentHash());
    if (reader.docFreq(content) < 2) {
      return match;
    }
    ItemId[] least = {match.id()};
    Keys keys = new Keys();
    forEach(
        new TermQuery(content),
        ScoreMode.COMPLETE_NO_SCORES,
        (document, _) -> {
          LeafReaderContext leaf = leaf(document);
          if (isAccepted(leaf, document - leaf.docBase)) {
            ItemId id = keys.at(leaf, document - leaf.docBase).id(document - leaf.docBase);
            least[0] = least[0].compareTo(id) <= 0 ? least[0] : id;
          }
        });
    return new WordRecall.Match(least[0], match.contentHash(), match.score(), match.exact());
  }

  /** Ids and hashes of documents in any order: each look-back opens a segment's anew. */
  private static final class Keys {

    private record Place(NeighbourKeys keys, int last) {}

    private final Map<Integer, Place> ofLeaves = new HashMap<>();

    WordRecall.Match match(LeafReaderContext leaf, int item, float score, boolean exact)
        throws IOException {
      NeighbourKeys keys = at(leaf, item - leaf.docBase);
      return new WordRecall.Match(
          keys.id(item - leaf.docBase), keys.contentHash(item - leaf.docBase), score, exact);
    }

    NeighbourKeys at(LeafReaderContext leaf, int doc) throws IOException {
      @Nullable Place known = ofLeaves.get(leaf.ord);
      NeighbourKeys keys =
          known == null || known.last() >= doc ? new NeighbourKeys(leaf.reader()) : known.keys();
      ofLeaves.put(leaf.ord, new Place(keys, doc));
      return keys;
    }
  }
}
