package dev.diptych.encoders;

import dev.diptych.encoders.internal.image.FormatTable;
import java.util.List;

/**
 * Whether this machine reads a picture format.
 *
 * @param format what people call it
 * @param isRead whether it is
 * @param by what reads it, or what is missing
 * @param advice how to install what is missing, empty when nothing is
 */
public record FormatSupport(String format, boolean isRead, String by, String advice) {

  /** {@return all formats that can be read, given the libraries} */
  public static List<FormatSupport> all() {
    return FormatTable.all();
  }
}
