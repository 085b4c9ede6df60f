package dev.diptych.web;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Modality;
import dev.diptych.searcher.Depth;
import dev.diptych.searcher.MixParts;
import dev.diptych.searcher.ParsedQuery;
import dev.diptych.searcher.Query;
import dev.diptych.searcher.QueryParser;
import dev.diptych.searcher.SearchNotation;
import dev.diptych.searcher.SearchRequest;
import dev.diptych.searcher.Threshold;
import java.time.Duration;
import java.util.Collections;
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
  static final String WORDS_WEIGHT = "qweight";
  static final String IMAGE_WEIGHTS = "imageweights";

  /** Every field but pictures, which only a form can carry. */
  static final Set<String> NAMES =
      Stream.concat(
              Stream.of(
                  WORDS,
                  WORDS_WEIGHT,
                  ITEM,
                  IMAGE_WEIGHTS,
                  TARGET,
                  LIMIT,
                  OFFSET,
                  RERANK,
                  BUDGET,
                  THRESHOLD,
                  IN_WORDS),
              SelectionFields.NAMES.stream())
          .collect(Collectors.toUnmodifiableSet());

  /** Those that hold whole numbers. */
  static final Set<String> NUMBERS = Set.of(LIMIT, OFFSET);

  /** Those that may hold other numbers. */
  static final Set<String> DECIMALS = Set.of(THRESHOLD, WORDS_WEIGHT);

  private static final Duration SHORTEST_BUDGET = Duration.ofMillis(1);
  private static final Duration LONGEST_BUDGET = Duration.ofMinutes(10);

  private SearchFields() {}

  /**
   * Reads a search.
   *
   * @param fields what came
   * @param images the uploaded pictures, in their order
   */
  static SearchRequest read(RequestFields fields, List<byte[]> images) {
    Optional<ParsedQuery> typed = fields.words(WORDS).map(QueryParser::parse);
    return new SearchRequest(
        query(fields, images, typed),
        target(fields),
        fields.number(LIMIT, SearchRequest.DEFAULT_LIMIT),
        fields.number(OFFSET, 0),
        depth(fields),
        budget(fields),
        threshold(fields),
        SelectionFields.read(fields, typed));
  }

  private static Query query(
      RequestFields fields, List<byte[]> images, Optional<ParsedQuery> typed) {
    MixParts parts = new MixParts();
    List<Double> weights = imageWeights(fields, images.size());
    for (int i = 0; i < images.size(); i++) {
      parts.add(Query.Image.of(images.get(i)), weights.get(i));
    }
    fields.words(ITEM).ifPresent(parts::items);
    Optional<Double> wordsWeight = fields.words(WORDS_WEIGHT).map(MixParts::weight);
    if (typed.isPresent()) {
      requireWords(fields, parts);
      parts.typed(typed.get(), target(fields), inWords(fields), wordsWeight.orElse(1.0));
    } else if (wordsWeight.isPresent()) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "qweight weighs the words of q, but there is no q; leave it out");
    } else if (parts.isEmpty()) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "a search needs q (words), item (ids) or image (an upload), or several of them, but had none");
    }
    return parts.query();
  }

  private static void requireWords(RequestFields fields, MixParts others) {
    if (others.isEmpty() && fields.words(WORDS).orElse("").isBlank()) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST, "q must hold at least one word, but was empty");
    }
  }

  private static List<Double> imageWeights(RequestFields fields, int images) {
    Optional<List<Double>> given = fields.words(IMAGE_WEIGHTS).map(MixParts::weights);
    if (given.isPresent() && given.get().size() != images) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "imageweights must hold one weight for each picture, %s, but held %s"
              .formatted(images, given.get().size()));
    }
    return given.orElse(Collections.nCopies(images, 1.0));
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
