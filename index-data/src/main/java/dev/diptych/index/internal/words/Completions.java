package dev.diptych.index.internal.words;

import dev.diptych.index.Completion;
import dev.diptych.index.internal.items.WordFields;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;

/** Terms with spelling that begin alike, counted. */
final class Completions {

  /** Of each segment so many terms are looked at; a longer beginning leaves fewer. */
  private static final int MOST_TERMS = 50_000;

  private static final Comparator<Completion> ORDER =
      Comparator.comparingInt(Completion::items).reversed().thenComparing(Completion::text);

  private Completions() {}

  static List<Completion> of(IndexReader reader, Completion.Kind kind, String begun, int most)
      throws IOException {
    BytesRef prefix = new BytesRef(WordFields.beginning(begun));
    if (prefix.length == 0) {
      return List.of();
    }
    String field = field(kind);
    Map<String, Integer> counts = new HashMap<>();
    for (LeafReaderContext leaf : reader.leaves()) {
      @Nullable Terms terms = leaf.reader().terms(field);
      if (terms != null) {
        count(terms, prefix, leaf.reader().getLiveDocs(), counts);
      }
    }
    int all = items(reader, field);
    return counts.entrySet().stream()
        .map(each -> new Completion(each.getKey(), each.getValue(), each.getValue() >= all))
        .sorted(ORDER)
        .limit(most)
        .toList();
  }

  private static String field(Completion.Kind kind) {
    return switch (kind) {
      case WORD -> WordFields.WORD_SPELLING;
      case CAPTION -> WordFields.CAPTION_SPELLING;
      case TAG -> WordFields.TAG_SPELLING;
      case FOLDER -> WordFields.FOLDER_SPELLING;
    };
  }

  private static int items(IndexReader reader, String field) throws IOException {
    return Math.min(reader.getDocCount(field), reader.numDocs());
  }

  private static void count(
      Terms terms, BytesRef prefix, @Nullable Bits live, Map<String, Integer> counts)
      throws IOException {
    TermsEnum each = terms.iterator();
    if (each.seekCeil(prefix) == TermsEnum.SeekStatus.END) {
      return;
    }
    int looked = 0;
    for (BytesRef term = each.term();
        term != null && StringHelper.startsWith(term, prefix) && looked < MOST_TERMS;
        term = each.next()) {
      looked++;
      int items = live == null ? each.docFreq() : live(each, live);
      String text = term.utf8ToString();
      int shown = text.indexOf(WordFields.SHOWN_AS);
      if (items > 0 && shown >= 0) {
        counts.merge(text.substring(shown + 1), items, Integer::sum);
      }
    }
  }

  private static int live(TermsEnum term, Bits live) throws IOException {
    PostingsEnum postings = term.postings(null, PostingsEnum.NONE);
    int count = 0;
    for (int doc = postings.nextDoc();
        doc != DocIdSetIterator.NO_MORE_DOCS;
        doc = postings.nextDoc()) {
      count += live.get(doc) ? 1 : 0;
    }
    return count;
  }
}
