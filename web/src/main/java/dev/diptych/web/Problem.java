package dev.diptych.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The body of every error: RFC 9457 problem details.
 *
 * @param type a name for this kind of error, stable
 * @param title the same in words
 * @param status the HTTP status
 * @param detail what happened this time and what to do about it
 * @param code the error code, for programs
 * @param reference finds the log entry of an internal error; null otherwise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Problem(
    String type, String title, int status, String detail, String code, @Nullable String reference) {

  static final String MEDIA_TYPE = "application/problem+json";

  /** The one table from error codes to HTTP. */
  static int statusOf(ErrorCode code) {
    return switch (code.kind()) {
      case USER ->
          switch (code) {
            case NOT_FOUND -> 404;
            case TOO_LARGE -> 413;
            default -> 400;
          };
      case DATA -> 422;
      case RESOURCE -> 503;
      case INTERNAL -> 500;
    };
  }

  /** An error that people may read as it is. */
  static Problem of(DiptychException error) {
    String detail = error.getMessage() == null ? error.code().name() : error.getMessage();
    return of(statusOf(error.code()), error.code().name(), detail);
  }

  static Problem of(int status, String code, String detail) {
    return new Problem(typeOf(code), titleOf(code), status, detail, code, null);
  }

  /** A defect: says where to look, and nothing of what it is. */
  static Problem internal(String reference) {
    return new Problem(
        typeOf("INTERNAL"),
        titleOf("INTERNAL"),
        500,
        "Diptych ran into a defect of its own; its log tells more under reference " + reference,
        "INTERNAL",
        reference);
  }

  private static String typeOf(String code) {
    return "urn:diptych:problem:" + code.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String titleOf(String code) {
    String words = code.toLowerCase(Locale.ROOT).replace('_', ' ');
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
