package dev.diptych.cli.internal.mcp;

import dev.diptych.cli.internal.mcp.Tool.Argument;
import dev.diptych.cli.internal.mcp.ToolResult.Part;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Facts;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.MatchProbability;
import dev.diptych.core.Modality;
import dev.diptych.library.DiptychIndex;
import dev.diptych.library.ExplainAnswer;
import dev.diptych.library.FactsAnswer;
import dev.diptych.library.GeneratedAnswer;
import dev.diptych.searcher.EngineStatus;
import dev.diptych.searcher.ItemExplanation;
import dev.diptych.searcher.MixParts;
import dev.diptych.searcher.Query;
import dev.diptych.searcher.QueryParser;
import dev.diptych.searcher.SearchEngine;
import dev.diptych.searcher.SearchHit;
import dev.diptych.searcher.SearchRequest;
import dev.diptych.searcher.SearchResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What a client may ask of an index: five tools that read and change nothing. */
public final class IndexTools {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int MOST = 50;
  private static final int USUAL = 8;

  private static final Argument QUERY =
      new Argument(
          "query",
          "string",
          true,
          "English words for what is in the picture, such as: a dog on a beach. Conditions may stand"
              + " among them: taken:2024-06 folder:holiday -tag:blurry.");
  private static final Argument LIMIT =
      new Argument("limit", "integer", false, "Most results, 1 to 50; usually 8.");
  private static final Argument ID =
      new Argument("id", "string", true, "The id of a picture, from search_pictures.");

  private final DiptychIndex index;

  /**
   * @param index opened by the first tool that needs it; stays the caller's
   */
  public IndexTools(DiptychIndex index) {
    this.index = index;
  }

  List<Tool> all() {
    return List.of(
        new Tool(
            "search_pictures",
            "Search pictures",
            "Finds pictures that show what the words say, best first, with small pictures of them."
                + " matchProbability says how likely a picture shows it; goodMatch is false for those"
                + " that are only the nearest.",
            List.of(
                QUERY,
                new Argument(
                    "like",
                    "string",
                    false,
                    "Ids of pictures that results are also to be like, commas between; a minus"
                        + " before one for unlike."),
                LIMIT,
                new Argument(
                    "thumbnails", "boolean", false, "Whether small pictures come along; usually.")),
            this::searchPictures),
        new Tool(
            "find_words",
            "Find words for a picture",
            "Finds the texts of the index that fit a picture, also those of other pictures.",
            List.of(ID, LIMIT),
            this::findWords),
        new Tool(
            "describe",
            "Describe a picture",
            "Tells what is known of a picture: file, size, date, camera, place, its captions, and those"
                + " that a model wrote; with a small picture.",
            List.of(ID),
            this::describe),
        new Tool(
            "explain",
            "Explain a match",
            "Says for each word of a query whether it was found in a picture, and how likely.",
            List.of(QUERY, ID),
            this::explain),
        new Tool(
            "status",
            "Status of the index",
            "Tells how many pictures and texts there are, and which model searches them.",
            List.of(),
            _ -> status()));
  }

  /** One picture or text that was found. */
  private record Found(
      int rank,
      String id,
      String path,
      @Nullable Double matchProbability,
      boolean calibrated,
      boolean goodMatch,
      @Nullable String text,
      @Nullable GeneratedAnswer generatedBy,
      List<String> captions,
      List<GeneratedAnswer> generatedCaptions,
      @Nullable String takenAt,
      @Nullable String textInPicture) {

    static Found of(SearchHit hit, boolean good) {
      return new Found(
          hit.rank(),
          hit.item().id().value(),
          fileOf(hit.item()),
          hit.probability().map(MatchProbability::value).orElse(null),
          hit.probability().map(MatchProbability::calibrated).orElse(false),
          good,
          hit.item().text(),
          GeneratedAnswer.of(hit.item()),
          hit.texts(),
          hit.generated().stream().map(GeneratedAnswer::of).toList(),
          hit.item().facts().takenAt().map(Object::toString).orElse(null),
          hit.item().facts().readText().map(Facts.ReadText::text).orElse(null));
    }
  }

  /** What a search found. */
  private record Answer(boolean noGoodMatch, List<String> warnings, List<Found> results) {

    static Answer of(SearchResponse response) {
      return new Answer(
          response.confidence().noGoodMatch(),
          response.warnings(),
          response.hits().stream()
              .map(hit -> Found.of(hit, response.confidence().isGood(hit)))
              .toList());
    }
  }

  private ToolResult searchPictures(Arguments arguments) {
    MixParts others = new MixParts();
    if (!arguments.text("like").isBlank()) {
      others.items(arguments.text("like"));
    }
    SearchResponse response =
        index.search(
            SearchRequest.typed(arguments.text("query"), others)
                .withPage(0, arguments.number("limit", USUAL, MOST)));
    ToolResult result = words(Answer.of(response));
    if (!arguments.flag("thumbnails", true)) {
      return result;
    }
    List<Part> pictures = new ArrayList<>();
    for (SearchHit hit : response.hits()) {
      index
          .engine()
          .thumbnail(hit.item().id())
          .ifPresent(
              jpeg -> {
                pictures.add(new Part.Words("%s: %s".formatted(hit.rank(), fileOf(hit.item()))));
                pictures.add(Part.Thumbnail.of(jpeg));
              });
    }
    return result.and(pictures);
  }

  private ToolResult findWords(Arguments arguments) {
    Item image = image(arguments);
    SearchRequest request =
        SearchRequest.of(new Query.IndexedItem(image.id()), Modality.TEXT)
            .withPage(0, arguments.number("limit", USUAL, MOST));
    return words(Answer.of(index.search(request)));
  }

  /** What is known of a picture. */
  private record Described(
      String id,
      String path,
      int width,
      int height,
      List<String> copies,
      List<String> captions,
      List<GeneratedAnswer> generatedCaptions,
      FactsAnswer facts) {}

  private ToolResult describe(Arguments arguments) {
    Item image = image(arguments);
    SearchEngine engine = index.engine();
    ToolResult result =
        words(
            new Described(
                image.id().value(),
                fileOf(image),
                image.width(),
                image.height(),
                engine.copiesOf(image).stream().map(IndexTools::fileOf).toList(),
                engine.textsOf(image),
                engine.generatedTextsOf(image).stream().map(GeneratedAnswer::of).toList(),
                FactsAnswer.of(image.facts())));
    return result.and(engine.thumbnail(image.id()).map(Part.Thumbnail::of).stream().toList());
  }

  /** What was found of the words of a query. */
  private record Explained(
      String query,
      String path,
      @Nullable Double matchProbability,
      boolean calibrated,
      List<ExplainedWord> words,
      List<ExplainedWord> phrases) {}

  /** One word or phrase. */
  private record ExplainedWord(String words, String finding, @Nullable Double presence) {
    static ExplainedWord of(ExplainAnswer.Place place) {
      return new ExplainedWord(place.words(), place.finding(), place.presence());
    }
  }

  private ToolResult explain(Arguments arguments) {
    ItemExplanation explanation =
        index.explain(image(arguments).id(), QueryParser.parse(arguments.text("query")).words());
    ExplainAnswer answer = ExplainAnswer.of(explanation, ExplainAnswer.Overlays.NONE);
    return words(
        new Explained(
            answer.text(),
            answer.path(),
            answer.matchProbability(),
            answer.calibrated(),
            answer.words().stream().map(ExplainedWord::of).toList(),
            answer.phrases().stream().map(ExplainedWord::of).toList()));
  }

  /** What is searched, and by what. */
  private record Status(
      String folder, int pictures, int texts, String model, boolean understandsShapesOnly) {}

  private ToolResult status() {
    EngineStatus status = index.engine().status();
    return words(
        new Status(
            status.index().folder(),
            status.index().images(),
            status.index().texts(),
            status.model().name(),
            status.model().embedded()));
  }

  private Item image(Arguments arguments) {
    String id = arguments.text("id");
    return index
        .engine()
        .item(new ItemId(id))
        .filter(item -> item.modality() == Modality.IMAGE)
        .orElseThrow(
            () ->
                new DiptychException(
                    ErrorCode.NOT_FOUND,
                    "the index has no picture with the id \"%s\"; ids come from search_pictures"
                        .formatted(id)));
  }

  private static String fileOf(Item item) {
    return item.source().whereabouts();
  }

  private static ToolResult words(Record answer) {
    return ToolResult.of(new Part.Words(JSON.writeValueAsString(answer)));
  }
}
