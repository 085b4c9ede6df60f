package dev.diptych.library;

import dev.diptych.searcher.AuditReport;
import dev.diptych.searcher.AuditRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of an audit as scripts read it. Fields are added, never renamed or removed.
 *
 * @param threshold the match probability below which a text was rejected
 * @param pictures pictures that people gave texts of, as far as they could be read
 * @param texts texts that were held against them
 * @param unread pictures whose features cannot be read
 * @param rejected the texts that do not describe their picture, the least likely first; a page of
 *     them
 * @param images pictures of the index
 * @param looked how many of them were gone through so far
 * @param outOfTime whether time ended before all was gone through and every suggestion looked for
 * @param found how many texts are rejected, also those beyond the page
 * @param offset how many of these come before the page
 */
public record AuditAnswer(
    double threshold,
    long pictures,
    long texts,
    long unread,
    List<Rejected> rejected,
    int images,
    int looked,
    boolean outOfTime,
    int found,
    int offset) {

  /**
   * A text that does not describe its picture.
   *
   * @param path the picture's file
   * @param source the picture's URI
   * @param item the picture's id
   * @param text the words
   * @param textSource where the words come from
   * @param matchProbability how likely they describe the picture, by the pair alone
   * @param calibrated whether that was fitted to answers that were counted
   * @param better a caption that would describe it; null where none is known
   */
  public record Rejected(
      String path,
      String source,
      String item,
      String text,
      String textSource,
      double matchProbability,
      boolean calibrated,
      @Nullable GeneratedAnswer better) {

    static Rejected of(AuditReport.Rejected finding) {
      return new Rejected(
          finding.image().source().whereabouts(),
          finding.image().source().uri(),
          finding.image().id().value(),
          String.valueOf(finding.text().text()),
          finding.text().source().uri(),
          finding.probability().value(),
          finding.probability().calibrated(),
          finding.better().map(GeneratedAnswer::of).orElse(null));
    }
  }

  /** A report in this form. */
  public static AuditAnswer of(AuditRequest request, AuditReport report) {
    return new AuditAnswer(
        request.threshold(),
        report.pictures(),
        report.texts(),
        report.unread(),
        report.rejected().stream().map(Rejected::of).toList(),
        report.images(),
        report.looked(),
        report.outOfTime(),
        report.found(),
        request.offset());
  }
}
