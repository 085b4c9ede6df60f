package dev.diptych.web;

import java.util.Map;

/** What browsers are told about every answer. */
final class SecurityHeaders {

  /** The page loads its own files and nothing else; {@code blob:} is the picture being asked by. */
  private static final String PAGE_POLICY =
      "default-src 'self'; img-src 'self' blob:; object-src 'none'; base-uri 'none';"
          + " form-action 'self'; frame-ancestors 'none'";

  /** Data is never a document, even where someone opens it as one. */
  private static final String DATA_POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none';" + " sandbox";

  private static final Map<String, String> PAGE = with(PAGE_POLICY);
  private static final Map<String, String> DATA = with(DATA_POLICY);

  private SecurityHeaders() {}

  static Map<String, String> forPath(String path) {
    return path.startsWith("/api/") || path.startsWith("/health/") ? DATA : PAGE;
  }

  static Map<String, String> forData() {
    return DATA;
  }

  private static Map<String, String> with(String policy) {
    return Map.of(
        "Content-Security-Policy", policy,
        "X-Content-Type-Options", "nosniff",
        "X-Frame-Options", "DENY",
        "Referrer-Policy", "no-referrer",
        "Cross-Origin-Resource-Policy", "same-origin",
        "Cross-Origin-Opener-Policy", "same-origin");
  }
}
