package dev.diptych.index.internal.items;

import dev.diptych.core.Condition;
import dev.diptych.core.Condition.Pixels.Side;
import dev.diptych.core.Filter;
import dev.diptych.core.Modality;
import dev.diptych.core.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.lucene.document.IntField;
import org.apache.lucene.document.LatLonPoint;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Conditions as Lucene's queries, over the fields of {@link FactFields} and {@link ItemFields}. The
 * one mapping of {@link Condition}: another kind is another line of {@link #of}.
 */
final class ConditionQuery {

  private final IndexReader reader;

  /**
   * Queries of conditions on the items of a commit.
   *
   * @param reader which pictures have words is looked up in it
   */
  ConditionQuery(IndexReader reader) {
    this.reader = reader;
  }

  /** {@return what finds the items of a modality that pass a filter} */
  Query of(Modality target, Filter filter) throws IOException {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    all.add(new TermQuery(ItemFields.byModality(target)), Occur.FILTER);
    for (Condition condition : filter.conditions()) {
      all.add(of(condition), Occur.FILTER);
    }
    return all.build();
  }

  private Query of(Condition condition) throws IOException {
    return switch (condition) {
      case Condition.Folder folder -> folder(folder.name());
      case Condition.FromSource source -> source(source.name());
      case Condition.Tag tag -> name(FactFields.TAG_TERM, FactFields.fold(tag.name()));
      case Condition.Camera camera ->
          prefix(FactFields.CAMERA_TERM, FactFields.fold(camera.name()) + " ");
      case Condition.Taken taken -> taken(taken);
      case Condition.Near near ->
          LatLonPoint.newDistanceQuery(
              FactFields.PLACE, near.centre().latitude(), near.centre().longitude(), near.metres());
      case Condition.Pixels pixels ->
          IntField.newRangeQuery(
              pixels.side() == Side.WIDTH ? FactFields.PIXELS_WIDE : FactFields.PIXELS_HIGH,
              pixels.least(),
              pixels.most());
      case Condition.Oriented oriented ->
          term(FactFields.ORIENTATION, oriented.orientation().name().toLowerCase(Locale.ROOT));
      case Condition.OfFormat format -> term(FactFields.FORMAT, format.format().label());
      case Condition.HasCaption _ ->
          new TermInSetQuery(ItemFields.SOURCE, sourcesOfPicturesWithWords());
      case Condition.HasText _ -> new FieldExistsQuery(WordFields.READ);
      case Condition.OfModality modality ->
          new TermQuery(ItemFields.byModality(modality.modality()));
      case Condition.Not not ->
          new BooleanQuery.Builder()
              .add(MatchAllDocsQuery.INSTANCE, Occur.FILTER)
              .add(of(not.condition()), Occur.MUST_NOT)
              .build();
      case Condition.AnyOf any -> anyOf(any.conditions());
    };
  }

  private Query anyOf(List<Condition> conditions) throws IOException {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    for (Condition condition : conditions) {
      any.add(of(condition), Occur.SHOULD);
    }
    return any.build();
  }

  private static Query folder(String name) {
    String path = name.startsWith("file:") ? new Source(name).path() : name.replace('\\', '/');
    String folded = FactFields.fold(path);
    if (folded.endsWith("*")) {
      return prefix(FactFields.FOLDER_TERM, folded.substring(0, folded.length() - 1));
    }
    return prefix(FactFields.FOLDER_TERM, folded.endsWith("/") ? folded : folded + "/");
  }

  private static Query source(String name) {
    boolean uri = name.startsWith("file:");
    String field = uri ? ItemFields.SOURCE : FactFields.FILE_TERM;
    String wanted = uri ? name : FactFields.fold(name);
    return new BooleanQuery.Builder()
        .add(name(field, wanted), Occur.SHOULD)
        .add(prefix(field, wanted + "#"), Occur.SHOULD) // the rows of a table
        .build();
  }

  private static Query name(String field, String name) {
    return name.endsWith("*")
        ? prefix(field, name.substring(0, name.length() - 1))
        : term(field, name);
  }

  private static Query taken(Condition.Taken taken) {
    if (taken.from().isEmpty() && taken.until().isEmpty()) {
      return new FieldExistsQuery(FactFields.TAKEN);
    }
    return LongField.newRangeQuery(
        FactFields.TAKEN,
        taken.from().map(FactFields::seconds).orElse(Long.MIN_VALUE),
        taken.until().map(until -> FactFields.seconds(until) - 1).orElse(Long.MAX_VALUE));
  }

  private static Query term(String field, String value) {
    return new TermQuery(new Term(field, value));
  }

  private static Query prefix(String field, String beginning) {
    return new PrefixQuery(new Term(field, beginning));
  }

  private List<BytesRef> sourcesOfPicturesWithWords() throws IOException {
    List<BytesRef> sources = new ArrayList<>();
    for (LeafReaderContext leaf : reader.leaves()) {
      @Nullable Terms terms = leaf.reader().terms(ItemFields.IMAGE_SOURCE);
      if (terms == null) {
        continue;
      }
      @Nullable Bits live = leaf.reader().getLiveDocs();
      TermsEnum each = terms.iterator();
      @Nullable PostingsEnum postings = null;
      for (BytesRef term = each.next(); term != null; term = each.next()) {
        postings = each.postings(postings, PostingsEnum.NONE);
        if (hasLive(postings, live)) {
          sources.add(BytesRef.deepCopyOf(term));
        }
      }
    }
    return sources;
  }

  private static boolean hasLive(PostingsEnum postings, @Nullable Bits live) throws IOException {
    for (int doc = postings.nextDoc();
        doc != DocIdSetIterator.NO_MORE_DOCS;
        doc = postings.nextDoc()) {
      if (live == null || live.get(doc)) {
        return true;
      }
    }
    return false;
  }
}
