package dev.diptych.indexer.internal.presence;

import dev.diptych.indexer.internal.crawl.FolderIdentity;
import java.util.HashMap;
import java.util.Map;

/** Keeps {@link Places} among the notes of an index: {@code place:file:///pets} = device, key. */
public final class PlaceNotes {

  private static final String PREFIX = "place:";

  /** Bounds what rides in every commit. Further places are not remembered. */
  private static final int MOST = 1000;

  private PlaceNotes() {}

  /** {@return the places among the notes} */
  public static Map<String, FolderIdentity> read(Map<String, String> notes) {
    Map<String, FolderIdentity> places = new HashMap<>();
    notes.forEach(
        (name, text) -> {
          if (name.startsWith(PREFIX)) {
            FolderIdentity.parse(text)
                .ifPresent(identity -> places.put(name.substring(PREFIX.length()), identity));
          }
        });
    return places;
  }

  /** {@return the notes with these places instead of those in them} */
  public static Map<String, String> write(
      Map<String, String> notes, Map<String, FolderIdentity> places) {
    Map<String, String> written = new HashMap<>(notes);
    written.keySet().removeIf(name -> name.startsWith(PREFIX));
    places.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .limit(MOST)
        .forEach(place -> written.put(PREFIX + place.getKey(), place.getValue().toString()));
    return written;
  }
}
