package dev.diptych.indexer;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.time.Duration;

/**
 * What writing captions may take in one run. What is left when it is used up is for the next run.
 *
 * @param pictures pictures that captions are written of at most, at least 1
 * @param time how long it may take, above 0; what is under way is finished
 */
public record CaptionBudget(long pictures, Duration time) {

  /** No bound. */
  public static final CaptionBudget UNBOUNDED =
      new CaptionBudget(Long.MAX_VALUE, Duration.ofDays(36_500));

  public CaptionBudget {
    if (pictures < 1 || !time.isPositive()) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "a budget of captions must be at least one picture and some time, but was %s pictures and %s"
              .formatted(pictures, time));
    }
  }

  /** {@return a bound of the number of pictures} */
  public static CaptionBudget ofPictures(long most) {
    return new CaptionBudget(most, UNBOUNDED.time);
  }

  /** {@return a bound of the time} */
  public static CaptionBudget ofTime(Duration most) {
    return new CaptionBudget(Long.MAX_VALUE, most);
  }
}
