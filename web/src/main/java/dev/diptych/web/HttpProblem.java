package dev.diptych.web;

/**
 * A request that HTTP itself refuses, before any search: an unknown route, a foreign origin, a
 * content type nobody reads.
 */
final class HttpProblem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  HttpProblem(int status, String code, String detail) {
    super(detail);
    this.status = status;
    this.code = code;
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }
}
