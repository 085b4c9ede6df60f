package dev.diptych.cli.internal.presentation;

import dev.diptych.cli.internal.terminal.Progress;
import java.util.Locale;

/** Writes sizes as people do. */
public final class Bytes {

  private static final String PREFIXES = "KMGT";

  /** For progress in bytes. */
  public static final Progress.Unit UNIT =
      new Progress.Unit() {
        @Override
        public String amount(long count) {
          return text(count);
        }

        @Override
        public String rate(double count) {
          return text(Math.round(count));
        }
      };

  private Bytes() {}

  /**
   * {@return a size in the unit that suits it: {@code 512 B}, {@code 1.5 KiB}, {@code 20.0 GiB}}
   */
  public static String text(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double size = bytes;
    int prefix = -1;
    while (size >= 1024 && prefix < PREFIXES.length() - 1) {
      size /= 1024;
      prefix++;
    }
    return String.format(Locale.ROOT, "%.1f %ciB", size, PREFIXES.charAt(prefix));
  }
}
