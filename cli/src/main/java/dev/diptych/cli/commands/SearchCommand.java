package dev.diptych.cli.commands;

import dev.diptych.cli.internal.invocation.Action;
import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.cli.internal.options.ImageOptions;
import dev.diptych.cli.internal.options.IndexOption;
import dev.diptych.cli.internal.options.MatchThreshold;
import dev.diptych.cli.internal.options.OnOrOff;
import dev.diptych.cli.internal.options.RerankDepth;
import dev.diptych.cli.internal.options.SelectionOptions;
import dev.diptych.cli.internal.presentation.Durations;
import dev.diptych.cli.internal.presentation.JsonText;
import dev.diptych.cli.internal.presentation.ListingText;
import dev.diptych.cli.internal.presentation.SearchPresentation;
import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Modality;
import dev.diptych.encoders.ImageLimits;
import dev.diptych.library.Diptych;
import dev.diptych.library.DiptychIndex;
import dev.diptych.library.OpenOptions;
import dev.diptych.library.SearchAnswer;
import dev.diptych.searcher.Depth;
import dev.diptych.searcher.EngineStatus;
import dev.diptych.searcher.MixParts;
import dev.diptych.searcher.ParsedQuery;
import dev.diptych.searcher.Query;
import dev.diptych.searcher.QueryParser;
import dev.diptych.searcher.SearchEngine;
import dev.diptych.searcher.SearchOptions;
import dev.diptych.searcher.SearchRequest;
import dev.diptych.searcher.SearchResponse;
import dev.diptych.searcher.Threshold;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Finds pictures or texts. */
@Command(
    name = "search",
    header = "Find pictures or texts by words or by a picture.",
    description = {
      "",
      "Prints rank, match (the second stage's probability), ITC (the first stage's"
          + " cosine) and what was found. Where nothing is a good match it says so and shows the"
          + " nearest.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  diptych search \"a red circle above a blue square\"",
      "  diptych search --image cat.jpg --target text --limit 5",
      "  diptych search \"on grass\" --image cat.jpg --image dog.jpg^-0.5",
      "  diptych search \"sunset taken:2024-06 -tag:blurry\" --sort newest",
      "  diptych search sunset -0 | xargs -0 cp -t best/",
      "  diptych search sunset --json | jq '.hits[0].path'"
    })
final class SearchCommand implements Action {

  private final Invocation invocation;

  @ParentCommand private @Nullable DiptychCommand program;

  @Mixin private final IndexOption index = new IndexOption();

  @Parameters(paramLabel = "WORDS", arity = "0..*", description = "What to look for.")
  private List<String> words = List.of();

  @Option(
      names = "--words-weight",
      paramLabel = "W",
      description = "How much the words count beside pictures and items (default: 1).")
  private @Nullable String wordsWeight;

  @Option(
      names = "--image",
      paramLabel = "FILE[^W]",
      description =
          "Look for what fits this picture; several are combined, also with words. W is its weight,"
              + " below 0 for what is not wanted (default: 1).")
  private List<String> images = List.of();

  @Option(
      names = "--item",
      paramLabel = "ID[^W]",
      description = "Look for what fits this item, as --image does; the id is in --json.")
  private List<String> items = List.of();

  @Option(
      names = "--target",
      paramLabel = "image|text",
      description = "What may be found (default: image).")
  private Modality target = Modality.IMAGE;

  @Option(names = "--limit", paramLabel = "N", description = "Results, 1 to 1000 (default: 12).")
  private int limit = SearchRequest.DEFAULT_LIMIT;

  @Option(
      names = "--offset",
      paramLabel = "N",
      description = "Results to leave out before them (default: 0).")
  private int offset;

  @Option(
      names = "--rerank",
      paramLabel = "auto|DEPTH|off",
      converter = RerankDepth.class,
      description =
          "Candidates for the second stage, 0 to 1000; auto scores as many as may hold a match"
              + " (default: 32).")
  private Depth rerank = SearchRequest.DEFAULT_DEPTH;

  @Option(
      names = "--threshold",
      paramLabel = "auto|P|off",
      converter = MatchThreshold.class,
      description =
          "Match probability from which on a result is a good match, such as 0.4; auto is the"
              + " model's own (default: auto).")
  private Threshold threshold = Threshold.CALIBRATED;

  @Option(
      names = "--budget",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "Most time for the second stage, for example 300ms or 2s (default: no limit).")
  private @Nullable Duration budget;

  @Option(
      names = "--words",
      paramLabel = "on|off",
      description =
          "Whether words are also looked for in captions, tags, titles and names of files and"
              + " folders (default: on).")
  private OnOrOff inWords = OnOrOff.ON;

  @Mixin private final SelectionOptions selection = new SelectionOptions();

  @Mixin private final ImageOptions thumbnails = new ImageOptions();

  @Option(names = "--json", description = "Print everything as JSON, described in docs/api.md.")
  private boolean json;

  @Option(names = "--paths", description = "Print file names only, one per line.")
  private boolean paths;

  @Option(names = "-0", description = "Print file names only, each ended by NUL, for xargs -0.")
  private boolean nulPaths;

  SearchCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public int perform() {
    if (Stream.of(json, paths, nulPaths).filter(chosen -> chosen).count() > 1) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST, "choose one of --json, --paths and -0, not several");
    }
    Optional<ParsedQuery> typed =
        words.isEmpty() ? Optional.empty() : Optional.of(QueryParser.parse(text()));
    SearchRequest request =
        new SearchRequest(
            query(typed),
            target,
            limit,
            offset,
            rerank,
            Optional.ofNullable(budget),
            threshold,
            selection.of(typed));
    // One search: caches and a look-out for newer commits would come to nothing.
    SearchOptions once =
        new SearchOptions(0, 0, SearchOptions.defaults().rerankChunk(), Duration.ZERO);
    try (Diptych diptych = invocation.diptych()) {
      DiptychIndex open =
          diptych.index(index.folder(invocation), OpenOptions.DEFAULT.withSearching(once));
      show(request, open.search(request), open.engine());
    }
    return ExitStatus.OK;
  }

  private void show(SearchRequest request, SearchResponse response, SearchEngine engine) {
    EngineStatus status = engine.status();
    Console console = invocation.console();
    SearchPresentation presentation = new SearchPresentation(console, Path.of(""));
    if (json) {
      console.line(
          JsonText.of(SearchAnswer.of(request, response, status, SearchAnswer.Links.NONE)));
    } else if (paths || nulPaths) {
      presentation.showPaths(response, nulPaths ? "\0" : System.lineSeparator());
    } else {
      boolean verbose = program != null && program.isVerbose();
      thumbnails
          .protocol(invocation)
          .ifPresent(
              protocol -> presentation.showThumbnails(response, protocol, engine::thumbnail));
      presentation.showTable(request, response, status, verbose);
      ListingText.print(console, response.listing());
    }
  }

  private Query query(Optional<ParsedQuery> typed) {
    MixParts parts = new MixParts();
    for (String image : images) {
      MixParts.Weighted file =
          Files.exists(Path.of(image)) ? new MixParts.Weighted(image, 1) : MixParts.weighted(image);
      parts.add(Query.Image.named(file.name(), bytesOf(Path.of(file.name()))), file.weight());
    }
    items.forEach(parts::items);
    if (typed.isPresent()) {
      double weight = wordsWeight == null ? 1 : MixParts.weight(wordsWeight);
      parts.typed(typed.get(), target, inWords == OnOrOff.ON, weight);
    } else if (wordsWeight != null) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "--words-weight weighs words, but there are none; leave it out");
    } else if (parts.isEmpty()) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "name something to look for: words, --image FILE, --item ID, or several of them (see diptych search --help)");
    }
    return parts.query();
  }

  private String text() {
    return String.join(" ", words);
  }

  private static byte[] bytesOf(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new DiptychException(
          ErrorCode.NOT_FOUND,
          Files.exists(file)
              ? "--image must be a file, but %s is none".formatted(file)
              : "there is no file %s; check the name after --image".formatted(file));
    }
    try {
      long size = Files.size(file);
      if (size > ImageLimits.DEFAULT.maxBytes()) {
        throw new DiptychException(
            ErrorCode.TOO_LARGE,
            String.format(
                Locale.ROOT,
                "a picture may have %,d bytes, but %s has %,d; make it smaller",
                ImageLimits.DEFAULT.maxBytes(),
                file,
                size));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
