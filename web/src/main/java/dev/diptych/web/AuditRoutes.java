package dev.diptych.web;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.library.AuditAnswer;
import dev.diptych.searcher.AuditRequest;
import dev.diptych.searcher.SearchNotation;
import dev.diptych.searcher.SearchQueue;
import dev.diptych.searcher.Threshold;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** {@code GET /api/v1/audit}. */
final class AuditRoutes {

  private static final String SUGGEST = "suggest";
  private static final int USUAL = 50;
  private static final int MOST = 1000;

  private static final Set<String> NAMES =
      Set.of(
          SearchFields.THRESHOLD,
          SUGGEST,
          SearchFields.LIMIT,
          SearchFields.OFFSET,
          SearchFields.BUDGET);

  private final SearchQueue queue;
  private final Optional<Duration> longestBudget;

  /**
   * @param longestBudget the time budget of every audit that asks for none or for more
   */
  AuditRoutes(SearchQueue queue, Optional<Duration> longestBudget) {
    this.queue = queue;
    this.longestBudget = longestBudget;
  }

  void register(RoutesConfig routes) {
    routes.get("/api/v1/audit", this::audit);
  }

  private void audit(Context ctx) {
    AuditRequest asked = read(RequestFields.ofQueryString(ctx, NAMES));
    AuditRequest request = longestBudget.map(asked::within).orElse(asked);
    ctx.header("Cache-Control", "no-store");
    ctx.json(AuditAnswer.of(request, queue.audit(request, RequestEntry.client(ctx))));
  }

  private static AuditRequest read(RequestFields fields) {
    int limit = fields.number(SearchFields.LIMIT, USUAL);
    if (limit < 1 || limit > MOST) {
      throw invalid("limit must be 1 to %s, but was %s".formatted(MOST, limit));
    }
    return new AuditRequest(
        fields
            .words(SearchFields.THRESHOLD)
            .map(AuditRoutes::threshold)
            .orElse(AuditRequest.DEFAULT.threshold()),
        fields.words(SUGGEST).map(AuditRoutes::suggest).orElse(true),
        limit,
        fields.number(SearchFields.OFFSET, 0),
        SearchFields.budget(fields));
  }

  private static double threshold(String written) {
    if (SearchNotation.threshold(written).orElse(Threshold.OFF)
        instanceof Threshold.AtLeast(double probability)) {
      return probability;
    }
    throw invalid(
        "threshold must be a probability such as 0.1 or 10%%, but was \"%s\""
            .formatted(Shown.briefly(written)));
  }

  private static boolean suggest(String written) {
    return SearchNotation.onOrOff(written)
        .orElseThrow(
            () ->
                invalid(
                    "suggest must be on or off, but was \"%s\"".formatted(Shown.briefly(written))));
  }

  private static DiptychException invalid(String message) {
    return new DiptychException(ErrorCode.INVALID_REQUEST, message);
  }
}
