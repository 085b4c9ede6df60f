package dev.diptych.indexer.internal.plan;

import dev.diptych.indexer.internal.patterns.SideFiles;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Which files are called like a picture beside them: {@code a.jpg.json}, {@code a.json}, and the
 * names of Google Takeout, which cuts {@code a.jpg.supplemental-metadata} after 46 signs and puts a
 * number behind. About 150 bytes a picture. Not thread-safe.
 */
final class PictureNames {

  /** A name that was cut this short says too little. */
  private static final int SHORTEST_CUT = 40;

  private final Set<String> names = new HashSet<>();

  /** Notes a picture by its source. */
  void add(String source) {
    if (SideFiles.isNamedLikePicture(source.substring(source.lastIndexOf('/') + 1))) {
      String lower = source.toLowerCase(Locale.ROOT);
      names.add(lower);
      names.add(lower.substring(0, lower.lastIndexOf('.')));
    }
  }

  /** {@return whether a file belongs beside a picture by its name, whatever is in it} */
  boolean hasPictureOf(String source) {
    String lower = source.toLowerCase(Locale.ROOT);
    int dot = lower.lastIndexOf('.');
    int name = lower.lastIndexOf('/') + 1;
    if (dot <= name) {
      return false;
    }
    String stem = lower.substring(0, dot);
    while (stem.length() > name) {
      if (names.contains(stem) || names.contains(numberInside(stem))) {
        return true;
      }
      int shorter = stem.lastIndexOf('.');
      if (shorter <= name) {
        break;
      }
      stem = stem.substring(0, shorter);
    }
    return dot - name >= SHORTEST_CUT
        && names.stream().anyMatch(picture -> picture.startsWith(lower.substring(0, dot)));
  }

  /** {@code a.jpg(1)} is of {@code a(1).jpg}. */
  private static String numberInside(String stem) {
    int open = stem.lastIndexOf('(');
    int dot = open < 0 ? -1 : stem.lastIndexOf('.', open);
    return dot < 0
        ? stem
        : stem.substring(0, dot) + stem.substring(open) + stem.substring(dot, open);
  }
}
