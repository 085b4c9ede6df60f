package dev.diptych.searcher;

import dev.diptych.core.Item;
import dev.diptych.core.MatchProbability;
import java.util.List;
import java.util.Optional;

/**
 * What came of holding texts against their pictures.
 *
 * @param images pictures of the index
 * @param looked how many of them were gone through so far; all of them unless time ended before
 * @param pictures those among them that people gave texts of, as far as they could be read
 * @param texts texts that were held against them
 * @param unread pictures with texts whose features cannot be read
 * @param outOfTime whether time ended before all was gone through and every suggestion looked for
 * @param found how many texts are rejected, also those beyond the page
 * @param rejected the texts that do not describe their picture, the least likely first; a page of
 *     them
 */
public record AuditReport(
    int images,
    int looked,
    long pictures,
    long texts,
    long unread,
    boolean outOfTime,
    int found,
    List<Rejected> rejected) {

  /**
   * A text that does not describe its picture.
   *
   * @param text the text
   * @param image the picture that it is given to
   * @param probability how likely it describes it, by the pair alone
   * @param better a caption that would, by a model; empty where none is known
   */
  public record Rejected(
      Item text, Item image, MatchProbability probability, Optional<GeneratedText> better) {}

  public AuditReport {
    rejected = List.copyOf(rejected);
  }
}
