package dev.diptych.indexer.internal.crawl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** The files and folders that a crawl was told to walk, each by its one path. Not thread-safe. */
final class NamedPaths {

  private final RealNames names;
  private final Set<Path> all = new LinkedHashSet<>();

  NamedPaths(RealNames names) {
    this.names = names;
  }

  void add(Path named) {
    all.add(canonical(named));
  }

  Set<Path> all() {
    return all;
  }

  Set<String> sources() {
    return all.stream().map(SourceUri::of).collect(Collectors.toSet());
  }

  boolean contains(Path path) {
    return all.contains(path);
  }

  /** {@return whether a path is one of them or lies below one} */
  boolean hold(Path path) {
    return all.stream().anyMatch(path::startsWith);
  }

  /**
   * The one path of a file or folder: links on the way are resolved; for a file that is itself a
   * link, its own name stays. Of a missing path, the part that exists is resolved. Names are spelt
   * as their folders list them.
   */
  Path canonical(Path named) {
    Path path = named.toAbsolutePath().normalize();
    try {
      if (Files.isDirectory(path)) {
        return names.of(path.toRealPath());
      }
      Path parent = path.getParent();
      Path name = path.getFileName();
      return parent == null || name == null ? path : names.of(canonical(parent).resolve(name));
    } catch (IOException e) {
      return path;
    }
  }
}
