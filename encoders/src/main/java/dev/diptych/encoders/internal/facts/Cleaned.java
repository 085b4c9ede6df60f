package dev.diptych.encoders.internal.facts;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Strangers' metadata as they may be shown: short, on one line, without control characters. */
final class Cleaned {

  private static final int MOST_CAMERA = 100;
  private static final int MOST_TITLE = 500;
  private static final int MOST_DESCRIPTION = 4000;
  private static final int MOST_TAG = 200;
  private static final int MOST_TAGS = 200;

  /** What cameras write where a person would describe the picture. */
  private static final Set<String> NOTHING_SAID =
      Set.of(
          "olympus digital camera",
          "samsung digital camera",
          "sony dsc",
          "minolta digital camera",
          "konica minolta digital camera",
          "exif_jpeg_picture",
          "digital camera",
          "default",
          "untitled");

  private Cleaned() {}

  static String title(@Nullable String text) {
    return told(line(text, MOST_TITLE));
  }

  static String description(@Nullable String text) {
    return told(line(text, MOST_DESCRIPTION));
  }

  private static String told(String text) {
    return NOTHING_SAID.contains(text.toLowerCase(Locale.ROOT)) ? "" : text;
  }

  /** {@return key words, each once in whatever case, in their order} */
  static List<String> distinct(List<String> tags) {
    Set<String> seen = new HashSet<>();
    List<String> distinct = new ArrayList<>();
    for (String tag : tags) {
      String cleaned = line(tag, MOST_TAG);
      if (!cleaned.isEmpty()
          && distinct.size() < MOST_TAGS
          && seen.add(cleaned.toLowerCase(Locale.ROOT))) {
        distinct.add(cleaned);
      }
    }
    return distinct;
  }

  /** {@return maker and model; models often begin with their maker's name} */
  static String camera(@Nullable String maker, @Nullable String model) {
    String by = line(maker, MOST_CAMERA);
    String what = line(model, MOST_CAMERA);
    if (what.isEmpty() || by.isEmpty()) {
      return by + what;
    }
    return firstWord(what).equals(firstWord(by)) ? what : by + " " + what;
  }

  private static String firstWord(String name) {
    int end = name.indexOf(' ');
    return (end < 0 ? name : name.substring(0, end)).toLowerCase(Locale.ROOT);
  }

  static String line(@Nullable String text, int most) {
    if (text == null) {
      return "";
    }
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .limit(2L * most)
        .map(c -> Character.isISOControl(c) || Character.isWhitespace(c) ? ' ' : c)
        .filter(c -> c != 0xfffd && Character.getType(c) != Character.FORMAT)
        .filter(c -> c != ' ' || (!line.isEmpty() && line.charAt(line.length() - 1) != ' '))
        .forEachOrdered(line::appendCodePoint);
    int end = line.offsetByCodePoints(0, Math.min(most, line.codePointCount(0, line.length())));
    return line.substring(0, end).strip();
  }
}
