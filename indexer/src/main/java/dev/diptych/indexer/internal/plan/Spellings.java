package dev.diptych.indexer.internal.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds files whose path is spelled otherwise: in other letter case, or with accents composed
 * otherwise. Lists a folder once and keeps the last few lists. Not thread-safe.
 */
final class Spellings {

  private static final int FOLDERS_KEPT = 16;
  private static final int LONGEST_LIST = 500_000;
  private static final int MOST_SUBFOLDERS = 16;
  private static final int MOST_CANDIDATES = 8;

  private final Map<Path, Map<String, List<Path>>> lists =
      new LinkedHashMap<>(FOLDERS_KEPT * 2, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Map<String, List<Path>>> eldest) {
          return size() > FOLDERS_KEPT;
        }
      };

  /**
   * {@return the regular files whose path differs from this one in spelling at most; where some
   * differ in accents only, those}
   */
  List<Path> of(Path file) {
    Path existing = file.getParent();
    while (existing != null && !Files.isDirectory(existing)) {
      existing = existing.getParent();
    }
    if (existing == null) {
      return List.of();
    }
    List<Path> candidates = List.of(existing);
    for (Path name : existing.relativize(file)) {
      String key = NameKey.of(name.toString());
      candidates =
          candidates.stream()
              .flatMap(folder -> list(folder).getOrDefault(key, List.of()).stream())
              .limit(MOST_CANDIDATES)
              .toList();
    }
    List<Path> files = candidates.stream().filter(Files::isRegularFile).toList();
    String composed = NameKey.composed(file.toString());
    List<Path> alike =
        files.stream().filter(f -> NameKey.composed(f.toString()).equals(composed)).toList();
    return alike.isEmpty() ? files : alike;
  }

  /** {@return the folders in a folder, none where there are more than a few} */
  List<Path> subfolders(Path folder) {
    List<Path> subfolders =
        list(folder).values().stream()
            .flatMap(List::stream)
            .filter(Files::isDirectory)
            .limit(MOST_SUBFOLDERS + 1L)
            .sorted()
            .toList();
    return subfolders.size() > MOST_SUBFOLDERS ? List.of() : subfolders;
  }

  private Map<String, List<Path>> list(Path folder) {
    return lists.computeIfAbsent(folder, Spellings::read);
  }

  private static Map<String, List<Path>> read(Path folder) {
    Map<String, List<Path>> names = new HashMap<>();
    int entries = 0;
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      for (Path entry : stream) {
        if (++entries > LONGEST_LIST) {
          return Map.of();
        }
        names
            .computeIfAbsent(NameKey.of(entry.getFileName().toString()), key -> new ArrayList<>(1))
            .add(entry);
      }
    } catch (IOException | DirectoryIteratorException | UncheckedIOException e) {
      return Map.of(); // not a folder, or one that cannot be listed: it holds no candidates
    }
    names.values().forEach(paths -> paths.sort(null));
    return names;
  }
}
