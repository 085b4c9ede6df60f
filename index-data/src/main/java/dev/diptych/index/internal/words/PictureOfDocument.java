package dev.diptych.index.internal.words;

import dev.diptych.core.Modality;
import dev.diptych.index.internal.items.ItemFields;
import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Which image each document of a commit belongs to: an image to itself, a text to the one whose
 * source it names. Made once a commit, in time in proportion to the documents; four bytes for each.
 */
final class PictureOfDocument {

  private static final int NONE = -1;

  private final int[] pictures;

  private PictureOfDocument(int[] pictures) {
    this.pictures = pictures;
  }

  static PictureOfDocument of(IndexReader reader) throws IOException {
    int[] pictures = new int[reader.maxDoc()];
    Arrays.fill(pictures, NONE);
    for (LeafReaderContext leaf : reader.leaves()) {
      Term images = ItemFields.byModality(Modality.IMAGE);
      forEachLive(
          leaf,
          leaf.reader().postings(images, PostingsEnum.NONE),
          doc -> pictures[leaf.docBase + doc] = leaf.docBase + doc);
    }
    for (LeafReaderContext leaf : reader.leaves()) {
      @Nullable Terms sources = leaf.reader().terms(ItemFields.byImageSource("").field());
      if (sources == null) {
        continue;
      }
      TermsEnum each = sources.iterator();
      for (BytesRef source = each.next(); source != null; source = each.next()) {
        int picture = picture(reader, new Term(ItemFields.bySource("").field(), source));
        if (picture != NONE && pictures[picture] == picture) {
          forEachLive(
              leaf,
              each.postings(null, PostingsEnum.NONE),
              doc -> pictures[leaf.docBase + doc] = picture);
        }
      }
    }
    return new PictureOfDocument(pictures);
  }

  private static int picture(IndexReader reader, Term source) throws IOException {
    for (LeafReaderContext leaf : reader.leaves()) {
      int[] found = {NONE};
      forEachLive(
          leaf,
          leaf.reader().postings(source, PostingsEnum.NONE),
          doc -> found[0] = leaf.docBase + doc);
      if (found[0] != NONE) {
        return found[0];
      }
    }
    return NONE;
  }

  private interface Visitor {
    void visit(int doc);
  }

  private static void forEachLive(
      LeafReaderContext leaf, @Nullable PostingsEnum postings, Visitor visitor) throws IOException {
    if (postings == null) {
      return;
    }
    @Nullable Bits live = leaf.reader().getLiveDocs();
    for (int doc = postings.nextDoc();
        doc != DocIdSetIterator.NO_MORE_DOCS;
        doc = postings.nextDoc()) {
      if (live == null || live.get(doc)) {
        visitor.visit(doc);
      }
    }
  }

  /** {@return the image that a document is or belongs to; -1 where there is none} */
  int of(int document) {
    return pictures[document];
  }
}
