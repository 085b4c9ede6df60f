package dev.diptych.web;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.ItemId;
import dev.diptych.library.ExplainAnswer;
import dev.diptych.library.ExplainAnswer.Part;
import dev.diptych.library.ExplainOverlay;
import dev.diptych.searcher.ItemExplanation;
import dev.diptych.searcher.QueryParser;
import dev.diptych.searcher.SearchQueue;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** {@code /api/v1/items/{id}/explain} and {@code .../explain/overlay}. */
final class ExplainRoutes {

  private static final String PATH = "/api/v1/items/{id}/explain";
  private static final String OVERLAY = PATH + "/overlay";

  /** The longer side of an overlay; a browser stretches it over the picture. */
  private static final int SIDE = 512;

  private static final Set<String> QUERY = Set.of("q");
  private static final Set<String> QUERY_AND_PART = Set.of("q", "word", "phrase");

  private final SearchQueue queue;
  private final ItemLinks links;

  ExplainRoutes(SearchQueue queue, ItemLinks links) {
    this.queue = queue;
    this.links = links;
  }

  void register(RoutesConfig routes) {
    routes.get(PATH, this::explain);
    routes.get(OVERLAY, this::overlay);
  }

  private void explain(Context ctx) {
    String words = words(RequestFields.ofQueryString(ctx, QUERY));
    ItemExplanation answer = ask(ctx, words);
    String overlay =
        "%s/api/v1/items/%s/explain/overlay?q=%s"
            .formatted(
                links.path(), answer.item().id(), URLEncoder.encode(words, StandardCharsets.UTF_8));
    ctx.header("Cache-Control", "no-store");
    ctx.json(
        ExplainAnswer.of(
            answer,
            (part, index) ->
                part == Part.WHOLE ? overlay : "%s&%s=%s".formatted(overlay, nameOf(part), index)));
  }

  private void overlay(Context ctx) {
    RequestFields fields = RequestFields.ofQueryString(ctx, QUERY_AND_PART);
    Part part = part(fields);
    int index = part == Part.WHOLE ? 0 : fields.number(nameOf(part), 0);
    ItemExplanation answer = ask(ctx, words(fields));
    ctx.header("Cache-Control", "no-store");
    ctx.contentType("image/png").result(ExplainOverlay.png(answer, part, index, SIDE));
  }

  private static Part part(RequestFields fields) {
    boolean word = fields.words(nameOf(Part.WORD)).isPresent();
    boolean phrase = fields.words(nameOf(Part.PHRASE)).isPresent();
    if (word && phrase) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST, "name a word or a phrase of the overlay, not both");
    }
    return word ? Part.WORD : phrase ? Part.PHRASE : Part.WHOLE;
  }

  private static String nameOf(Part part) {
    return part.name().toLowerCase(Locale.ROOT);
  }

  /** What is to be seen in the picture of what may be typed into the box: no conditions. */
  private static String words(RequestFields fields) {
    return fields
        .words("q")
        .map(typed -> QueryParser.parse(typed).words())
        .orElseThrow(
            () ->
                new DiptychException(
                    ErrorCode.INVALID_REQUEST,
                    "explaining needs words, but there is no parameter q; say what was looked for"));
  }

  private ItemExplanation ask(Context ctx, String words) {
    ItemId id = ItemRoutes.id(ctx);
    return queue.explain(id, words, RequestEntry.client(ctx));
  }
}
