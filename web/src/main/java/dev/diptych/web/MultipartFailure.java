package dev.diptych.web;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.util.Locale;

/** What it means when Jetty cannot take a form apart. */
final class MultipartFailure {

  private MultipartFailure() {}

  /** {@return the error to answer with: a cap that was passed, or a form that is broken} */
  static DiptychException explain(Exception failure, int uploadLimit) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      if (message.contains("max") && (message.contains("size") || message.contains("length"))) {
        return RequestBody.tooLarge("a picture", uploadLimit);
      }
    }
    return new DiptychException(
        ErrorCode.INVALID_REQUEST,
        "the form could not be read; send multipart/form-data with a boundary, the picture as part"
            + " \"image\"",
        failure);
  }
}
