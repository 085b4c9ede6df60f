package dev.diptych.encoders.internal.hub;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes of a file an answer holds, both ends included.
 *
 * @param start the first
 * @param end the last, not before the first
 * @param total size of the file, or -1 where the server does not say
 */
record ContentRange(long start, long end, long total) {

  private static final Pattern FORM =
      Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\\*)");

  /** {@return what a {@code Content-Range} says, or null when that is no single range} */
  static @Nullable ContentRange parse(String header) {
    Matcher matcher = FORM.matcher(header);
    if (!matcher.matches()) {
      return null;
    }
    long start = Long.parseLong(matcher.group(1));
    long end = Long.parseLong(matcher.group(2));
    long total = matcher.group(3).equals("*") ? -1 : Long.parseLong(matcher.group(3));
    return end < start || (total >= 0 && end >= total) ? null : new ContentRange(start, end, total);
  }

  /** {@return whether these bytes follow that many} */
  boolean continues(long length) {
    return start == length;
  }
}
