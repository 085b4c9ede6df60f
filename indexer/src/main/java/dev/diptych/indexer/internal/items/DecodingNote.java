package dev.diptych.indexer.internal.items;

import dev.diptych.core.Item;
import java.util.HashMap;
import java.util.Map;

/**
 * The note of an index that says by which rules all its pictures have been read, or would be read
 * alike; see {@link Item#decoding}.
 */
public final class DecodingNote {

  private static final String NAME = "decoding";

  private DecodingNote() {}

  /** {@return the rules, 0 in an index from before they were counted} */
  public static int read(Map<String, String> notes) {
    try {
      return Integer.parseInt(notes.getOrDefault(NAME, "0"));
    } catch (NumberFormatException e) {
      return 0; // then pictures are looked at once more
    }
  }

  /** {@return the notes with these rules} */
  public static Map<String, String> write(Map<String, String> notes, int decoding) {
    Map<String, String> all = new HashMap<>(notes);
    all.put(NAME, Integer.toString(decoding));
    return all;
  }
}
