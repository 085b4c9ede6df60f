package dev.diptych.web;

import dev.diptych.core.ItmScore;
import dev.diptych.core.MatchProbability;
import dev.diptych.core.Modality;
import dev.diptych.searcher.Query;
import dev.diptych.searcher.SearchHit;
import dev.diptych.searcher.SearchRequest;
import dev.diptych.searcher.SearchResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The JSON answer to a search. */
record SearchJson(
    QueryJson query,
    List<HitJson> hits,
    int candidates,
    long visited,
    boolean exactRecall,
    int depthReached,
    boolean outOfTime,
    @Nullable String degraded,
    List<String> warnings,
    TimingsJson timingsMs) {

  static SearchJson of(SearchRequest request, SearchResponse response, ItemLinks links) {
    return new SearchJson(
        QueryJson.of(request),
        response.hits().stream().map(hit -> HitJson.of(hit, links)).toList(),
        response.candidates(),
        response.visited(),
        response.exactRecall(),
        response.depthReached(),
        response.outOfTime(),
        response.degraded().orElse(null),
        response.warnings(),
        TimingsJson.of(response.timings()));
  }

  static String nameOf(Modality modality) {
    return modality.name().toLowerCase(Locale.ROOT);
  }

  /** The search as it was understood, defaults filled in. */
  record QueryJson(
      String kind,
      @Nullable String q,
      @Nullable String item,
      String target,
      int limit,
      int offset,
      int rerank,
      @Nullable Long budgetMs) {

    static QueryJson of(SearchRequest request) {
      String kind =
          switch (request.query()) {
            case Query.Text text -> "text";
            case Query.IndexedItem item -> "item";
            case Query.Image image -> "image";
          };
      return new QueryJson(
          kind,
          request.query() instanceof Query.Text text ? text.words() : null,
          request.query() instanceof Query.IndexedItem item ? item.id().value() : null,
          nameOf(request.target()),
          request.limit(),
          request.offset(),
          request.rerankDepth(),
          request.budget().map(Duration::toMillis).orElse(null));
    }
  }

  /** One result: where it stands, what both stages said, and the item itself. */
  record HitJson(
      String id,
      int rank,
      int recallRank,
      float itc,
      @Nullable ItmJson itm,
      @Nullable Double matchProbability,
      boolean calibrated,
      String modality,
      @Nullable String text,
      List<String> texts,
      int width,
      int height,
      String fileName,
      String source,
      int copies,
      List<String> sources,
      @Nullable String image,
      @Nullable String thumbnail) {

    static HitJson of(SearchHit hit, ItemLinks links) {
      return new HitJson(
          hit.item().id().value(),
          hit.rank(),
          hit.recallRank(),
          hit.itc().value(),
          hit.itm().map(ItmJson::of).orElse(null),
          hit.probability().map(MatchProbability::value).orElse(null),
          hit.probability().map(MatchProbability::calibrated).orElse(false),
          nameOf(hit.item().modality()),
          hit.item().text(),
          hit.texts(),
          hit.item().width(),
          hit.item().height(),
          ItemLinks.fileName(hit.item()),
          hit.item().source(),
          hit.copies().size(),
          hit.sources(),
          links.image(hit.item()).orElse(null),
          links.thumbnail(hit.item()).orElse(null));
    }
  }

  /** The two logits of the second stage. */
  record ItmJson(float noMatch, float match) {
    static ItmJson of(ItmScore score) {
      return new ItmJson(score.noMatch(), score.match());
    }
  }

  /** Milliseconds per stage, to a thousandth. */
  record TimingsJson(double encode, double recall, double rerank, double total) {
    static TimingsJson of(SearchResponse.Timings timings) {
      return new TimingsJson(
          milliseconds(timings.encode()),
          milliseconds(timings.recall()),
          milliseconds(timings.rerank()),
          milliseconds(timings.total()));
    }

    private static double milliseconds(Duration duration) {
      return Math.round(duration.toNanos() / 1e3) / 1e3;
    }
  }
}
