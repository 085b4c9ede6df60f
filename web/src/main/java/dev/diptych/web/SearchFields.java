package dev.diptych.web;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.searcher.Depth;
import dev.diptych.searcher.ParsedQuery;
import dev.diptych.searcher.Query;
import dev.diptych.searcher.QueryParser;
import dev.diptych.searcher.SearchNotation;
import dev.diptych.searcher.SearchRequest;
import dev.diptych.searcher.Threshold;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The fields of a search and what they mean, whichever way they came. */
final class SearchFields {

  static final String WORDS = "q";
  static final String ITEM = "item";
  static final String IMAGE = "image";
  static final String TARGET = "target";
  static final String LIMIT = "limit";
  static final String OFFSET = "offset";
  static final String RERANK = "rerank";
  static final String BUDGET = "budget";
  static final String THRESHOLD = "threshold";
  static final String IN_WORDS = "words";

  /** Every field but the picture, which only a form can carry. */
  static final Set<String> NAMES =
      Stream.concat(
              Stream.of(WORDS, ITEM, TARGET, LIMIT, OFFSET, RERANK, BUDGET, THRESHOLD, IN_WORDS),
              SelectionFields.NAMES.stream())
          .collect(Collectors.toUnmodifiableSet());

  /** Those that hold whole numbers. */
  static final Set<String> NUMBERS = Set.of(LIMIT, OFFSET);

  private static final Duration SHORTEST_BUDGET = Duration.ofMillis(1);
  private static final Duration LONGEST_BUDGET = Duration.ofMinutes(10);

  private SearchFields() {}

  /**
   * Reads a search.
   *
   * @param fields what came
   * @param image the uploaded picture, if one came
   */
  static SearchRequest read(RequestFields fields, Optional<byte[]> image) {
    Optional<ParsedQuery> typed = fields.words(WORDS).map(QueryParser::parse);
    return new SearchRequest(
        query(fields, image, typed),
        target(fields),
        fields.number(LIMIT, SearchRequest.DEFAULT_LIMIT),
        fields.number(OFFSET, 0),
        depth(fields),
        budget(fields),
        threshold(fields),
        SelectionFields.read(fields, typed));
  }

  private static Query query(
      RequestFields fields, Optional<byte[]> image, Optional<ParsedQuery> typed) {
    List<String> given = new ArrayList<>();
    fields.words(WORDS).ifPresent(words -> given.add(WORDS));
    fields.words(ITEM).ifPresent(id -> given.add(ITEM));
    image.ifPresent(bytes -> given.add(IMAGE));
    if (given.size() != 1) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "a search needs exactly one of q (words), item (an id) and image (an upload), but had %s"
              .formatted(given.isEmpty() ? "none" : String.join(" and ", given)));
    }
    if (image.isPresent()) {
      return Query.Image.of(image.get());
    }
    Optional<String> item = fields.words(ITEM);
    if (item.isPresent()) {
      return new Query.IndexedItem(new ItemId(item.get()));
    }
    String words = fields.words(WORDS).orElse("");
    if (words.isBlank()) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST, "q must hold at least one word, but was empty");
    }
    Query.Text query = typed.orElseThrow().query(target(fields));
    return inWords(fields) ? query : query.byVectors();
  }

  private static boolean inWords(RequestFields fields) {
    String written = fields.words(IN_WORDS).orElse("on");
    return SearchNotation.onOrOff(written)
        .orElseThrow(
            () ->
                new DiptychException(
                    ErrorCode.INVALID_REQUEST,
                    "words must be on or off, but was \"%s\"".formatted(Shown.briefly(written))));
  }

  private static Modality target(RequestFields fields) {
    String target = fields.words(TARGET).orElse("image");
    return switch (target) {
      case "image" -> Modality.IMAGE;
      case "text" -> Modality.TEXT;
      default ->
          throw new DiptychException(
              ErrorCode.INVALID_REQUEST,
              "target must be image or text, but was \"%s\"".formatted(Shown.briefly(target)));
    };
  }

  private static Depth depth(RequestFields fields) {
    Optional<String> written = fields.words(RERANK);
    if (written.isEmpty()) {
      return SearchRequest.DEFAULT_DEPTH;
    }
    return SearchNotation.rerankDepth(written.get())
        .orElseThrow(
            () ->
                new DiptychException(
                    ErrorCode.INVALID_REQUEST,
                    "rerank must be a whole number, auto or off, but was \"%s\""
                        .formatted(Shown.briefly(written.get()))));
  }

  private static Threshold threshold(RequestFields fields) {
    Optional<String> written = fields.words(THRESHOLD);
    if (written.isEmpty()) {
      return Threshold.CALIBRATED;
    }
    return SearchNotation.threshold(written.get())
        .orElseThrow(
            () ->
                new DiptychException(
                    ErrorCode.INVALID_REQUEST,
                    "threshold must be a probability such as 0.4 or 40%%, auto or off, but was \"%s\""
                        .formatted(Shown.briefly(written.get()))));
  }

  /** The time that a request may take; empty where it says nothing. */
  static Optional<Duration> budget(RequestFields fields) {
    return fields.words(BUDGET).map(SearchFields::duration);
  }

  private static Duration duration(String text) {
    Optional<Duration> duration =
        SearchNotation.time(text)
            .filter(time -> time.compareTo(SHORTEST_BUDGET) >= 0)
            .filter(time -> time.compareTo(LONGEST_BUDGET) <= 0);
    if (duration.isPresent()) {
      return duration.get();
    }
    throw new DiptychException(
        ErrorCode.INVALID_REQUEST,
        "budget must be a time of 1ms to 600s, such as 300ms or 2s, but was \"%s\""
            .formatted(Shown.briefly(text)));
  }
}
