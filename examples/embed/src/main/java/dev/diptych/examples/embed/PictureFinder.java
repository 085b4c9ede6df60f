package dev.diptych.examples.embed;

import dev.diptych.core.Condition;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ItemId;
import dev.diptych.indexer.IndexingProgress;
import dev.diptych.indexer.IndexingReport;
import dev.diptych.library.Diptych;
import dev.diptych.library.DiptychIndex;
import dev.diptych.library.IndexingJob;
import dev.diptych.library.ReadingChoice;
import dev.diptych.library.UpdateRequest;
import dev.diptych.searcher.AuditReport;
import dev.diptych.searcher.AuditRequest;
import dev.diptych.searcher.SearchHit;
import dev.diptych.searcher.SearchRequest;
import dev.diptych.searcher.SearchResponse;
import dev.diptych.searcher.SortOrder;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Indexes a folder and searches it, as a program does that has Diptych inside: with progress, with
 * conditions, by a picture that was found, and with errors that say what to do.
 */
public final class PictureFinder implements AutoCloseable {

  private final Diptych diptych;
  private final DiptychIndex index;
  private final PrintWriter out;

  /**
   * @param home where models are kept; the one that ships inside is unpacked there
   * @param folder where the index is, or shall be
   */
  public PictureFinder(Path home, Path folder, PrintWriter out) {
    this.diptych = Diptych.open(home);
    this.index = diptych.index(folder);
    this.out = out;
  }

  /** Names a home, an index, a folder of pictures, and words with conditions among them. */
  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    if (arguments.length != 4) {
      out.println("usage: HOME INDEX PICTURES \"a red circle width:100..\"");
      return;
    }
    try (PictureFinder finder =
        new PictureFinder(Path.of(arguments[0]), Path.of(arguments[1]), out)) {
      finder.index(Path.of(arguments[2]));
      finder.find(arguments[3]);
    } catch (DiptychException e) {
      out.println(e.code() + ": " + e.getMessage()); // says what is wrong, and how to mend it
    }
  }

  /** Brings the index in step with a folder; run again, it encodes only what is new. */
  public IndexingReport index(Path pictures) {
    UpdateRequest request =
        UpdateRequest.of(List.of(pictures)).withReading(ReadingChoice.STANDARD); // signs, too
    IndexingJob job = index.jobs().start(request); // searches go on beside it
    job.progress().map(IndexingProgress::stage).ifPresent(out::println);
    IndexingReport report = job.await();
    out.println(
        "seen %s, new %s, skipped %s"
            .formatted(report.total().seen(), report.total().indexed(), report.total().skipped()));
    report.skips().forEach(skip -> out.println(skip.path() + ": " + skip.reason()));
    return report;
  }

  /** Finds what was typed: words, and conditions such as {@code format:png -folder:old}. */
  public SearchResponse find(String typed) {
    return show(SearchRequest.typed(typed).withPage(0, 5));
  }

  /** Finds what words fit among pictures that are so many pixels wide, the newest first. */
  public SearchResponse findWide(String words, int pixels) {
    Condition wide = new Condition.Pixels(Condition.Pixels.Side.WIDTH, pixels, Integer.MAX_VALUE);
    return show(SearchRequest.words(words).where(wide).sortedBy(SortOrder.NEWEST));
  }

  /** Says how well words fit a picture that was found. */
  public double fits(ItemId picture, String words) {
    return index.explain(picture, words).explanation().itm().match();
  }

  /** Lists captions that do not describe their picture. */
  public AuditReport wrongCaptions() {
    return index.audit(new AuditRequest(0.1, false), _ -> {});
  }

  private SearchResponse show(SearchRequest request) {
    SearchResponse response = index.search(request);
    if (response.confidence().noGoodMatch()) {
      out.println("no good match; the nearest:");
    }
    for (SearchHit hit : response.hits()) {
      out.println(
          hit.probability()
                  .map(p -> String.format(Locale.ROOT, "%2d  %3.0f%%", hit.rank(), 100 * p.value()))
                  .orElse("%s".formatted(hit.rank()))
              + "  "
              + hit.item().source().shownName());
    }
    response.warnings().forEach(out::println);
    return response;
  }

  @Override
  public void close() {
    diptych.close(); // ends an update under way, commits what is done
  }
}
