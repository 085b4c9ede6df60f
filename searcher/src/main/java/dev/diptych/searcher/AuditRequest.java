package dev.diptych.searcher;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.util.Locale;

/**
 * That the texts people gave are held against their pictures.
 *
 * @param threshold the match probability below which a text is said not to describe its picture, in
 *     (0, 1)
 * @param suggest whether a caption that would fit is looked for, which the model may have to write
 */
public record AuditRequest(double threshold, boolean suggest) {

  /** Where the odds of a pair turn, with suggestions. */
  public static final AuditRequest DEFAULT = new AuditRequest(0.5, true);

  public AuditRequest {
    if (!(threshold > 0 && threshold < 1)) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          String.format(
              Locale.ROOT,
              "the threshold of an audit must be above 0 and below 1 (100%%), but was %s",
              threshold));
    }
  }
}
