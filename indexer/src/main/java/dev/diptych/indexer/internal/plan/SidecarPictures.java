package dev.diptych.indexer.internal.plan;

import dev.diptych.indexer.internal.crawl.SourceUri;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which picture each sidecar is beside. The picture may be named like the sidecar, or the sidecar
 * like it with {@code .txt} added. A sidecar that fits none by the letter takes pictures without
 * one whose names differ from it in letter case, or in how accents are composed, alone. Not
 * thread-safe.
 */
final class SidecarPictures {

  /** By the source of the sidecar without its extension. */
  private final Map<String, List<String>> byBase = new HashMap<>();

  /** {@return the pictures beside each of these sidecars} */
  static SidecarPictures of(Iterable<String> sidecars, Iterable<String> pictures) {
    SidecarPictures beside = new SidecarPictures();
    for (String sidecar : sidecars) {
      beside.byBase.put(withoutExtension(sidecar), new ArrayList<>());
    }
    List<String> others = new ArrayList<>();
    for (String picture : pictures) {
      if (!offer(beside.byBase, picture, picture, withoutExtension(picture))) {
        others.add(picture);
      }
    }
    beside.offerOtherwiseSpelled(others);
    return beside;
  }

  /** {@return the pictures beside a sidecar, the one whose whole name it has first} */
  List<String> of(String sidecar) {
    return byBase.getOrDefault(withoutExtension(sidecar), List.of());
  }

  private void offerOtherwiseSpelled(List<String> pictures) {
    Map<String, List<String>> byKey = new HashMap<>();
    Set<String> twice = new HashSet<>();
    byBase.forEach(
        (base, found) -> {
          if (found.isEmpty() && byKey.put(key(base), found) != null) {
            twice.add(key(base)); // nobody knows which of them is meant
          }
        });
    byKey.keySet().removeAll(twice);
    if (!byKey.isEmpty()) {
      pictures.forEach(
          picture -> offer(byKey, picture, key(picture), key(withoutExtension(picture))));
    }
  }

  private static boolean offer(
      Map<String, List<String>> sidecars, String picture, String name, String stem) {
    List<String> sameName = sidecars.get(name);
    if (sameName != null) {
      sameName.addFirst(picture);
    }
    List<String> sameStem = sidecars.get(stem);
    if (sameStem != null && !stem.equals(name)) {
      sameStem.add(picture);
    }
    return sameName != null || sameStem != null;
  }

  /** The folder by the letter, the name as it is read aloud. */
  private static String key(String source) {
    return SourceUri.parent(source) + "/" + NameKey.of(SourceUri.name(source));
  }

  static String withoutExtension(String source) {
    int dot = source.lastIndexOf('.');
    return dot > source.lastIndexOf('/') + 1 ? source.substring(0, dot) : source;
  }
}
