package dev.diptych.indexer.internal.plan;

/** Why reading a text file failed in a way that no reader foresaw, in words. */
final class UnreadableText {

  private UnreadableText() {}

  static String reason(Throwable failure) {
    return switch (failure) {
      case OutOfMemoryError memory ->
          "reading it needs more memory than Java may use; split it or raise -Xmx";
      case StackOverflowError deep -> "it is nested too deep";
      default -> String.valueOf(failure.getMessage());
    };
  }
}
