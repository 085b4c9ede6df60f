package dev.diptych.library;

import dev.diptych.core.Item;
import dev.diptych.core.ItmScore;
import dev.diptych.core.MatchProbability;
import dev.diptych.core.Source;
import dev.diptych.searcher.CheckedPart;
import dev.diptych.searcher.Confidence;
import dev.diptych.searcher.Depth;
import dev.diptych.searcher.EngineStatus;
import dev.diptych.searcher.Facets;
import dev.diptych.searcher.Mix;
import dev.diptych.searcher.Narrowing;
import dev.diptych.searcher.PageCursor;
import dev.diptych.searcher.Query;
import dev.diptych.searcher.SearchHit;
import dev.diptych.searcher.SearchRequest;
import dev.diptych.searcher.SearchResponse;
import dev.diptych.searcher.Threshold;
import dev.diptych.searcher.WordStage;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one search as scripts read it: {@code diptych search --json} and the REST API write
 * this record as JSON, fields in this order. Fields are added, never renamed or removed; what does
 * not apply is null. docs/api.md explains each.
 */
public record SearchAnswer(
    Asked query,
    List<Hit> hits,
    Recall recall,
    Rerank rerank,
    Sure confidence,
    List<String> warnings,
    Model model,
    String index,
    Times timings,
    Listing listing,
    Words words) {

  /**
   * The answer in this form.
   *
   * @param links where a server offers a picture and its thumbnail
   */
  public static SearchAnswer of(
      SearchRequest request, SearchResponse response, EngineStatus status, Links links) {
    return new SearchAnswer(
        Asked.of(request),
        response.hits().stream()
            .map(hit -> Hit.of(hit, response.confidence().isGood(hit), links))
            .toList(),
        Recall.of(response.recall()),
        Rerank.of(response.rerank()),
        Sure.of(response.confidence()),
        response.warnings(),
        Model.of(status.model()),
        status.index().folder(),
        Times.of(response.timings()),
        Listing.of(response.listing()),
        Words.of(response.words()));
  }

  /**
   * The search as it was understood, defaults filled in. Of text, image, item and mix one is given.
   */
  public record Asked(
      String kind,
      @Nullable String text,
      @Nullable String image,
      @Nullable String item,
      String target,
      int limit,
      int offset,
      Object rerank,
      @Nullable Long budgetMs,
      Object threshold,
      String sort,
      @Nullable String words,
      String lookalikes,
      @Nullable List<MixAnswer.Part> mix) {

    static Asked of(SearchRequest request) {
      Query query = request.query();
      return new Asked(
          MixAnswer.kindOf(query),
          MixAnswer.textOf(query),
          MixAnswer.imageOf(query),
          MixAnswer.itemOf(query),
          lower(request.target()),
          request.limit(),
          request.offset(),
          depth(request.depth()),
          request.budget().map(Duration::toMillis).orElse(null),
          threshold(request.threshold()),
          request.selection().order().label(),
          query instanceof Query.Text text ? (text.literal().isPresent() ? "on" : "off") : null,
          request.selection().lookalikes().label(),
          query instanceof Mix mix ? mix.parts().stream().map(MixAnswer.Part::of).toList() : null);
    }

    /** A number, or {@code auto}. */
    private static Object depth(Depth depth) {
      return switch (depth) {
        case Depth.Auto _ -> "auto";
        case Depth.Fixed(int candidates) -> candidates;
      };
    }

    /** A probability, {@code auto} or {@code off}. */
    private static Object threshold(Threshold threshold) {
      return switch (threshold) {
        case Threshold.Calibrated _ -> "auto";
        case Threshold.Off _ -> "off";
        case Threshold.AtLeast(double probability) -> probability;
      };
    }
  }

  /** One result: where it stands, what both stages said, and the item itself. */
  public record Hit(
      int rank,
      int recallRank,
      String id,
      String modality,
      String fileName,
      String path,
      String source,
      int copies,
      List<String> sources,
      Alike lookalikes,
      @Nullable String text,
      List<String> texts,
      @Nullable GeneratedAnswer generatedBy,
      List<GeneratedAnswer> generatedTexts,
      int width,
      int height,
      float itc,
      @Nullable Logits itm,
      @Nullable Double matchProbability,
      boolean calibrated,
      boolean goodMatch,
      List<Part> parts,
      String foundBy,
      boolean exact,
      @Nullable String image,
      @Nullable String thumbnail,
      FactsAnswer facts,
      @Nullable List<MixAnswer.Grade> mix,
      @Nullable String preview) {

    static Hit of(SearchHit hit, boolean good, Links links) {
      Item item = hit.item();
      Source source = item.source();
      return new Hit(
          hit.rank(),
          hit.recallRank(),
          item.id().value(),
          lower(item.modality()),
          source.shownName(),
          source.whereabouts(),
          source.uri(),
          hit.copies().size(),
          hit.sources(),
          Alike.of(hit.lookalikes()),
          item.text(),
          hit.texts(),
          GeneratedAnswer.of(item),
          hit.generated().stream().map(GeneratedAnswer::of).toList(),
          item.width(),
          item.height(),
          hit.itc().value(),
          hit.itm().map(Logits::of).orElse(null),
          hit.probability().map(MatchProbability::value).orElse(null),
          hit.probability().map(MatchProbability::calibrated).orElse(false),
          good,
          hit.parts().stream().map(Part::of).toList(),
          lower(hit.foundBy()),
          hit.exact(),
          links.image().apply(item).orElse(null),
          links.thumbnail().apply(item).orElse(null),
          FactsAnswer.of(item.facts()),
          hit.mix().isEmpty() ? null : hit.mix().stream().map(MixAnswer.Grade::of).toList(),
          item.facts().look().map(Preview::of).orElse(null));
    }
  }

  /** Results that look like this one, were found below it and stand behind it, best first. */
  public record Alike(int count, List<String> ids) {
    static Alike of(List<Item> items) {
      return new Alike(items.size(), items.stream().map(item -> item.id().value()).toList());
    }
  }

  /** A part of the query that was verified by itself. */
  public record Part(String words, boolean wanted, @Nullable Double probability) {
    static Part of(CheckedPart part) {
      return new Part(
          part.words(), part.wanted(), part.there().map(MatchProbability::value).orElse(null));
    }
  }

  /** What the words of items had to do with the answer. */
  public record Words(boolean asked, int matches, boolean alone, List<Correction> corrections) {
    static Words of(WordStage stage) {
      return new Words(
          stage.asked(),
          stage.matches(),
          stage.alone(),
          stage.corrections().entrySet().stream()
              .map(each -> new Correction(each.getKey(), each.getValue()))
              .sorted(Comparator.comparing(Correction::word))
              .toList());
    }
  }

  /** A word of the query, and the word of the index that it may have been meant for. */
  public record Correction(String word, String meant) {}

  /** The two logits of the second stage. */
  public record Logits(float noMatch, float match) {
    static Logits of(ItmScore score) {
      return new Logits(score.noMatch(), score.match());
    }
  }

  /**
   * What there is beyond the page: how many are relevant, how they divide, where the next begins.
   */
  public record Listing(
      @Nullable Integer relevant, @Nullable Facets facets, @Nullable String next) {
    static Listing of(dev.diptych.searcher.Listing listing) {
      return new Listing(
          listing.relevant().isPresent() ? listing.relevant().getAsInt() : null,
          listing.facets().orElse(null),
          listing.next().map(PageCursor::text).orElse(null));
    }
  }

  /** The first stage, and what the conditions left to it; null without conditions. */
  public record Recall(
      int candidates, long visited, boolean exact, @Nullable Narrowing conditions) {
    static Recall of(SearchResponse.RecallStage stage) {
      return new Recall(
          stage.candidates(), stage.visited(), stage.exact(), stage.narrowing().orElse(null));
    }
  }

  /** The second stage. */
  public record Rerank(int depth, int depthReached, boolean outOfTime, @Nullable String degraded) {
    static Rerank of(SearchResponse.RerankStage stage) {
      return new Rerank(
          stage.depth(), stage.depthReached(), stage.outOfTime(), stage.degraded().orElse(null));
    }
  }

  /** How sure the answer is. */
  public record Sure(
      boolean calibrated,
      @Nullable String fittedOn,
      @Nullable Double any,
      @Nullable Double threshold,
      int good,
      boolean noGoodMatch) {

    static Sure of(Confidence confidence) {
      return new Sure(
          confidence.calibrated(),
          confidence.fittedOn().orElse(null),
          orNull(confidence.any()),
          orNull(confidence.threshold()),
          confidence.good(),
          confidence.noGoodMatch());
    }

    private static @Nullable Double orNull(OptionalDouble value) {
      return value.isPresent() ? value.getAsDouble() : null;
    }
  }

  /** The model that answered. */
  public record Model(String name, String fingerprint, boolean embedded) {
    static Model of(EngineStatus.ModelStatus model) {
      return new Model(model.name(), model.fingerprint(), model.embedded());
    }
  }

  /** Milliseconds per stage, to a thousandth. */
  public record Times(double encodeMs, double recallMs, double rerankMs, double totalMs) {

    static Times of(SearchResponse.Timings timings) {
      return new Times(
          milliseconds(timings.encode()),
          milliseconds(timings.recall()),
          milliseconds(timings.rerank()),
          milliseconds(timings.total()));
    }

    private static double milliseconds(Duration duration) {
      return Math.round(duration.toNanos() / 1e3) / 1e3;
    }
  }

  /**
   * Addresses that a server has for an item.
   *
   * @param image of the picture file
   * @param thumbnail of its small form
   */
  public record Links(
      Function<Item, Optional<String>> image, Function<Item, Optional<String>> thumbnail) {

    /** No server, no addresses. */
    public static final Links NONE = new Links(item -> Optional.empty(), item -> Optional.empty());
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
