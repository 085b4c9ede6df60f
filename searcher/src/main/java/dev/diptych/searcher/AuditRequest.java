package dev.diptych.searcher;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * That the texts people gave are held against their pictures.
 *
 * @param threshold the match probability below which a text is said not to describe its picture, in
 *     (0, 1)
 * @param suggest whether a caption that would fit is looked for, which the model may have to write
 * @param limit how many rejected texts are wanted, at least 1
 * @param offset how many are left out before them, at least 0
 * @param budget how long it may take; empty for as long as it takes
 */
public record AuditRequest(
    double threshold, boolean suggest, int limit, int offset, Optional<Duration> budget) {

  /** Where the odds of a pair turn, with suggestions, all of them. */
  public static final AuditRequest DEFAULT = new AuditRequest(0.5, true);

  public AuditRequest {
    if (!(threshold > 0 && threshold < 1)) {
      throw invalid(
          String.format(
              Locale.ROOT,
              "the threshold of an audit must be above 0 and below 1 (100%%), but was %s",
              threshold));
    }
    if (limit < 1) {
      throw invalid("limit must be at least 1, but was %s".formatted(limit));
    }
    if (offset < 0) {
      throw invalid("offset must be at least 0, but was %s".formatted(offset));
    }
  }

  /** An audit that lists all rejected texts and takes its time. */
  public AuditRequest(double threshold, boolean suggest) {
    this(threshold, suggest, Integer.MAX_VALUE, 0, Optional.empty());
  }

  /** {@return this audit with another page} */
  public AuditRequest withPage(int newOffset, int newLimit) {
    return new AuditRequest(threshold, suggest, newLimit, newOffset, budget);
  }

  /** {@return this audit with a time budget of at most so much} */
  public AuditRequest within(Duration most) {
    Duration least = budget.filter(asked -> asked.compareTo(most) < 0).orElse(most);
    return new AuditRequest(threshold, suggest, limit, offset, Optional.of(least));
  }

  private static DiptychException invalid(String message) {
    return new DiptychException(ErrorCode.INVALID_REQUEST, message);
  }
}
