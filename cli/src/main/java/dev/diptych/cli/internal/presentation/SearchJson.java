package dev.diptych.cli.internal.presentation;

import dev.diptych.core.Item;
import dev.diptych.core.ItmScore;
import dev.diptych.searcher.EngineStatus;
import dev.diptych.searcher.SearchHit;
import dev.diptych.searcher.SearchRequest;
import dev.diptych.searcher.SearchResponse;
import dev.diptych.searcher.SearchResponse.Timings;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What {@code diptych search --json} prints; docs/cli.md explains it. Fields are added, never
 * renamed or removed; what does not apply is null.
 */
public record SearchJson(
    Asked query,
    String target,
    int limit,
    int offset,
    Model model,
    String index,
    List<Hit> hits,
    Recall recall,
    Rerank rerank,
    List<String> warnings,
    Times timings) {

  /** What was looked for; one of the three is not null. */
  public record Asked(@Nullable String text, @Nullable String image, @Nullable String item) {}

  /** The model that answered. */
  public record Model(String name, String fingerprint, boolean embedded) {}

  /** One result. */
  public record Hit(
      int rank,
      int recallRank,
      String id,
      String modality,
      String path,
      String source,
      int copies,
      List<String> sources,
      @Nullable String text,
      List<String> texts,
      int width,
      int height,
      float itc,
      @Nullable Logits itm,
      @Nullable Double matchProbability) {

    static Hit of(SearchHit hit) {
      Item item = hit.item();
      return new Hit(
          hit.rank(),
          hit.recallRank(),
          item.id().value(),
          lower(item.modality()),
          SourcePath.absolute(item.source()),
          item.source(),
          hit.copies().size(),
          hit.sources(),
          item.text(),
          hit.texts(),
          item.width(),
          item.height(),
          hit.itc().value(),
          hit.itm().map(Logits::of).orElse(null),
          hit.probability().map(p -> p.value()).orElse(null));
    }
  }

  /** ITM logits. */
  public record Logits(float noMatch, float match) {
    static Logits of(ItmScore score) {
      return new Logits(score.noMatch(), score.match());
    }
  }

  /** The first stage. */
  public record Recall(int candidates, long visited, boolean exact) {}

  /** The second stage. */
  public record Rerank(int depth, int depthReached, boolean outOfTime, @Nullable String degraded) {}

  /** Milliseconds per stage. */
  public record Times(double encodeMs, double recallMs, double rerankMs, double totalMs) {
    static Times of(Timings timings) {
      return new Times(
          Durations.milliseconds(timings.encode()),
          Durations.milliseconds(timings.recall()),
          Durations.milliseconds(timings.rerank()),
          Durations.milliseconds(timings.total()));
    }
  }

  public static SearchJson of(
      Asked asked, SearchRequest request, SearchResponse response, EngineStatus status) {
    return new SearchJson(
        asked,
        lower(request.target()),
        request.limit(),
        request.offset(),
        new Model(status.model().name(), status.model().fingerprint(), status.model().embedded()),
        status.index().folder(),
        response.hits().stream().map(Hit::of).toList(),
        new Recall(response.candidates(), response.visited(), response.exactRecall()),
        new Rerank(
            request.rerankDepth(),
            response.depthReached(),
            response.outOfTime(),
            response.degraded().orElse(null)),
        response.warnings(),
        Times.of(response.timings()));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
