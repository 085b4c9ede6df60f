package dev.diptych.cli.internal.presentation;

import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.cli.internal.terminal.DisplayText;
import dev.diptych.cli.internal.terminal.Table;
import dev.diptych.cli.internal.terminal.Table.Column;
import dev.diptych.cli.internal.thumbnails.ImageProtocol;
import dev.diptych.cli.internal.thumbnails.ThumbnailStrips;
import dev.diptych.cli.internal.thumbnails.ThumbnailStrips.Thumbnail;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.MatchProbability;
import dev.diptych.core.Modality;
import dev.diptych.searcher.Confidence;
import dev.diptych.searcher.EngineStatus;
import dev.diptych.searcher.FoundBy;
import dev.diptych.searcher.GeneratedText;
import dev.diptych.searcher.Narrowing;
import dev.diptych.searcher.SearchHit;
import dev.diptych.searcher.SearchRequest;
import dev.diptych.searcher.SearchResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Shows results to people: a table as wide as the terminal, and around it what they should know.
 */
public final class SearchPresentation {

  private static final int MOST_THUMBNAILS = 24;

  private final Console console;
  private final Path workingFolder;

  public SearchPresentation(Console console, Path workingFolder) {
    this.console = console;
    this.workingFolder = workingFolder.toAbsolutePath();
  }

  /**
   * Prints one row per result; warnings and the account of both stages go beside.
   *
   * @param verbose whether to list copies, look-alikes and text in pictures below the table
   */
  public void showTable(
      SearchRequest request, SearchResponse response, EngineStatus status, boolean verbose) {
    if (response.hits().isEmpty()) {
      console.note(nothingFound(request.target(), status));
    } else {
      showHits(request, response, verbose);
    }
    tellWarnings(response);
    response.recall().narrowing().ifPresent(this::tellNarrowing);
    if (!response.hits().isEmpty()) {
      console.note(account(request, response));
    }
  }

  /**
   * Shows thumbnails of the pictures that the table will list, the first two dozen.
   *
   * @param thumbnail of an item, a small picture file
   */
  public void showThumbnails(
      SearchResponse response,
      ImageProtocol protocol,
      Function<ItemId, Optional<byte[]>> thumbnail) {
    List<Thumbnail> thumbnails =
        listed(response).stream()
            .filter(hit -> hit.item().modality() == Modality.IMAGE)
            .limit(MOST_THUMBNAILS)
            .map(
                hit ->
                    new Thumbnail(
                        Integer.toString(hit.rank()),
                        thumbnail.apply(hit.item().id()).orElse(new byte[0])))
            .toList();
    new ThumbnailStrips(console, protocol).show(thumbnails);
  }

  private static List<SearchHit> listed(SearchResponse response) {
    return response.confidence().noGoodMatch()
        ? response.hits().stream().limit(Confidence.NEAREST).toList()
        : response.hits();
  }

  /** Good matches, then behind a line the others; where none is good, that and the nearest few. */
  private void showHits(SearchRequest request, SearchResponse response, boolean verbose) {
    Confidence confidence = response.confidence();
    List<SearchHit> shown = listed(response);
    if (confidence.noGoodMatch()) {
      console.line("No good match. The nearest:");
    }
    List<String> lines = table(request.target(), shown).lines(console.width());
    int good = (int) shown.stream().filter(confidence::isGood).count();
    for (int i = 0; i < lines.size(); i++) {
      if (i == good + 1 && good < shown.size() && !confidence.noGoodMatch()) {
        console.line(line(confidence));
      }
      console.line(lines.get(i));
    }
    if (verbose) {
      shown.forEach(this::showCopies);
    }
  }

  /** What stands between good matches and the others. */
  private static String line(Confidence confidence) {
    return String.format(
        Locale.ROOT,
        "--- under %.0f%%: no good matches ---",
        100 * confidence.threshold().orElse(0));
  }

  private void showCopies(SearchHit hit) {
    hit.item()
        .facts()
        .readText()
        .filter(read -> !read.text().isEmpty())
        .ifPresent(
            read ->
                console.line(
                    DisplayText.oneLine(
                        "text in %s: %s".formatted(hit.rank(), read.text().replace('\n', ' ')))));
    for (Item copy : hit.copies()) {
      console.line(
          DisplayText.oneLine(
              "copy of %s: %s"
                  .formatted(hit.rank(), SourcePath.shortest(copy.source().uri(), workingFolder))));
    }
    for (Item alike : hit.lookalikes()) {
      console.line(
          DisplayText.oneLine(
              "looks like %s: %s"
                  .formatted(
                      hit.rank(), SourcePath.shortest(alike.source().uri(), workingFolder))));
    }
  }

  /**
   * Prints the files of the results and nothing else: exactly, or on a terminal without what could
   * steer it.
   *
   * @param separator what ends a path
   */
  public void showPaths(SearchResponse response, String separator) {
    for (SearchHit hit : response.hits()) {
      if (response.confidence().isGood(hit)) {
        console.name(SourcePath.bytes(hit.item().source().uri()), separator);
      }
    }
    if (response.confidence().noGoodMatch() && !response.hits().isEmpty()) {
      console.note("No good match. --threshold off prints the nearest all the same.");
    }
    tellWarnings(response);
  }

  private void tellNarrowing(Narrowing narrowing) {
    console.note(
        DisplayText.oneLine(
            "Conditions: %s of %s items pass; %s"
                .formatted(
                    narrowing.passing(),
                    narrowing.items(),
                    narrowing.conditions().stream()
                        .map(each -> "%s leaves out %s".formatted(each.condition(), each.items()))
                        .collect(Collectors.joining(", ")))));
  }

  private void tellWarnings(SearchResponse response) {
    response
        .warnings()
        .forEach(warning -> console.note(DisplayText.oneLine("warning: " + warning)));
    response
        .rerank()
        .degraded()
        .ifPresent(reason -> console.note("warning: first stage only: " + reason));
  }

  private Table table(Modality target, List<SearchHit> shown) {
    Column found = target == Modality.IMAGE ? Column.PATH : Column.WORDS;
    boolean scored =
        shown.stream().anyMatch(hit -> hit.itm().isPresent() || hit.probability().isPresent());
    boolean copied =
        shown.stream().anyMatch(hit -> !hit.copies().isEmpty() || !hit.lookalikes().isEmpty());
    List<String> headings = new ArrayList<>(List.of("#", "ITC", "found"));
    List<Column> columns = new ArrayList<>(List.of(Column.NUMBER, Column.NUMBER, found));
    if (scored) {
      headings.add(1, "match*");
      columns.add(1, Column.NUMBER);
    }
    boolean byWords = shown.stream().anyMatch(hit -> hit.foundBy() != FoundBy.VECTOR);
    if (byWords) {
      headings.add(headings.size() - 1, "by");
      columns.add(columns.size() - 1, Column.WORDS);
    }
    if (copied) {
      headings.add("");
      columns.add(Column.NUMBER);
    }
    Table table = new Table(headings, columns);
    for (SearchHit hit : shown) {
      List<String> cells =
          new ArrayList<>(
              List.of(
                  Integer.toString(hit.rank()),
                  String.format(Locale.ROOT, "%.3f", hit.itc().value()),
                  name(hit.item())));
      if (scored) {
        cells.add(1, percent(hit));
      }
      if (byWords) {
        cells.add(cells.size() - 1, by(hit));
      }
      if (copied) {
        cells.add(behind(hit));
      }
      table.row(cells);
    }
    return table;
  }

  private static String by(SearchHit hit) {
    return hit.exact() ? "exact" : hit.foundBy().name().toLowerCase(Locale.ROOT);
  }

  /** What else stands at this place. */
  private static String behind(SearchHit hit) {
    String copies = copies(hit.copies().size());
    int alike = hit.lookalikes().size();
    return alike == 0 ? copies : "%s +%s alike".formatted(copies, alike).strip();
  }

  private static String copies(int count) {
    return switch (count) {
      case 0 -> "";
      case 1 -> "+1 copy";
      default -> "+%s copies".formatted(count);
    };
  }

  private String name(Item item) {
    String text = item.text();
    if (GeneratedText.of(item).isPresent()) {
      return "[generated] " + text; // in front: a long caption is cut at its end
    }
    return text != null ? text : SourcePath.shortest(item.source().uri(), workingFolder);
  }

  private static String probability(SearchResponse response) {
    boolean calibrated =
        response.hits().stream()
            .flatMap(hit -> hit.probability().stream())
            .anyMatch(MatchProbability::calibrated);
    return calibrated ? "calibrated probability" : "uncalibrated probability";
  }

  private static String percent(SearchHit hit) {
    return hit.probability()
        .map(p -> String.format(Locale.ROOT, "%.1f%%", 100 * p.value()))
        .orElse("-");
  }

  private static String nothingFound(Modality target, EngineStatus status) {
    boolean images = target == Modality.IMAGE;
    if (status.index().images() + status.index().texts() == 0) {
      return "Nothing found: the index in %s is empty. Fill it with: diptych index FOLDER"
          .formatted(status.index().folder());
    }
    if ((images ? status.index().images() : status.index().texts()) == 0) {
      return "Nothing found: the index in %s holds %s only. Search them with --target %s"
          .formatted(
              status.index().folder(), images ? "texts" : "pictures", images ? "text" : "image");
    }
    return "Nothing found.";
  }

  private static String account(SearchRequest request, SearchResponse response) {
    StringBuilder text = new StringBuilder();
    if (response.rerank().depthReached() > 0) {
      text.append(
              "* match: %s from the second stage, which scored ".formatted(probability(response)))
          .append(response.rerank().depthReached())
          .append(" of ")
          .append(response.recall().candidates())
          .append(" candidates");
      if (response.rerank().outOfTime()) {
        text.append(" until the budget of ")
            .append(request.budget().map(Durations::text).orElse("nothing"))
            .append(" was used up");
      }
      text.append(". ");
    } else if (response.words().alone()) {
      text.append("By words alone. ");
    } else if (response.confidence().calibrated()) {
      text.append("* match: calibrated probability from the cosine. First stage only. ");
    } else if (response.hits().stream().anyMatch(hit -> hit.probability().isPresent())) {
      text.append("* match: the model's own probability from the cosine, uncalibrated. ")
          .append("First stage only. ");
    } else {
      text.append("First stage only. ");
    }
    if (response.confidence().noGoodMatch()) {
      text.append(
          String.format(
              Locale.ROOT,
              "None reaches %.0f%%; --threshold off lists them all. ",
              100 * response.confidence().threshold().orElse(0)));
    }
    return text.append("Took ").append(Durations.text(response.timings().total())).toString();
  }
}
