package dev.diptych.encoders.internal.checkpoint;

import tools.jackson.core.JacksonException;

/** What is wrong with a JSON file, for people. */
public final class JsonProblem {

  private JsonProblem() {}

  /**
   * The parser's message with the place, less what only its programmers understand: references to
   * its own objects and settings.
   */
  public static String describe(JacksonException problem) {
    String message =
        String.valueOf(problem.getOriginalMessage())
            .replaceAll("\\s*\\([^()]*\\[Source:.*", "")
            .replaceAll(", from `[^`]*`", "")
            .replaceAll("[:,;]?\\s*(enable|use) `?\\w+\\.\\w+.*", "")
            .lines()
            .findFirst()
            .orElse("it cannot be parsed");
    return problem.getLocation() == null || problem.getLocation().getLineNr() < 1
        ? message
        : "%s (line %s, column %s)"
            .formatted(
                message, problem.getLocation().getLineNr(), problem.getLocation().getColumnNr());
  }
}
