package dev.diptych.indexer.internal.crawl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What files are really called. A file system that ignores case, or how accents are composed, finds
 * {@code Cat.jpg} also when it is asked for {@code cat.jpg}; only the listing of the folder tells.
 * Lists each folder once, keeps the last {@value #FOLDERS_KEPT} listings. Thread-safe.
 */
public final class RealNames {

  private static final int FOLDERS_KEPT = 64;

  private final FolderLister lister;
  private final Map<Path, Listing> listings =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Listing> eldest) {
          return size() > FOLDERS_KEPT;
        }
      };

  /** Names as this lister gives them. */
  public RealNames(FolderLister lister) {
    this.lister = lister;
  }

  private record Listing(Set<Path> names, Map<String, List<Path>> byFoldedName) {

    static final Listing UNKNOWN = new Listing(Set.of(), Map.of());

    static Listing of(List<Path> entries) {
      Set<Path> names = new HashSet<>();
      Map<String, List<Path>> byFoldedName = new HashMap<>();
      for (Path entry : entries) {
        Path name = entry.getFileName();
        if (name != null) {
          names.add(name);
          byFoldedName.computeIfAbsent(folded(name), same -> new ArrayList<>(1)).add(name);
        }
      }
      return new Listing(names, byFoldedName);
    }
  }

  /** {@return the path with each name as its folder lists it; a name that none lists stays} */
  public Path of(Path file) {
    Path path = file.toAbsolutePath().normalize();
    Path parent = path.getParent();
    Path name = path.getFileName();
    if (parent == null || name == null) {
      return path;
    }
    Path folder = of(parent);
    Path real = realName(folder, name);
    return folder.resolve(real == null ? name : real);
  }

  /** {@return whether a file that exists is called so, or merely found under this name} */
  public boolean isReal(Path file) {
    return of(file).equals(file.toAbsolutePath().normalize());
  }

  /** {@return another name of the same entry; null where this one is listed, or none is known} */
  private @Nullable Path realName(Path folder, Path name) {
    Listing listing = listing(folder);
    if (listing.names().contains(name)) {
      return null;
    }
    for (Path candidate : listing.byFoldedName().getOrDefault(folded(name), List.of())) {
      if (isSame(folder, candidate, name)) {
        return candidate;
      }
    }
    return null;
  }

  /**
   * Whether both names lead to one entry. Some file systems in user space give an entry another key
   * under each name; there it is one when nothing tells the two apart, and a new listing of the
   * folder still lacks the second.
   */
  private boolean isSame(Path folder, Path listed, Path name) {
    Path one = folder.resolve(listed);
    Path other = folder.resolve(name);
    try {
      return Files.isSameFile(one, other)
          || (isAlike(one, other) && !Listing.of(lister.list(folder)).names().contains(name));
    } catch (IOException e) {
      return false; // one is not there, or not to be looked at
    }
  }

  private static boolean isAlike(Path one, Path other) throws IOException {
    BasicFileAttributes first = attributes(one);
    BasicFileAttributes second = attributes(other);
    return first.isDirectory() == second.isDirectory()
        && first.isRegularFile() == second.isRegularFile()
        && first.size() == second.size()
        && first.lastModifiedTime().equals(second.lastModifiedTime());
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private synchronized Listing listing(Path folder) {
    Listing known = listings.get(folder);
    if (known == null) {
      try {
        known = Listing.of(lister.list(folder));
      } catch (IOException e) {
        known = Listing.UNKNOWN;
      }
      listings.put(folder, known);
    }
    return known;
  }

  /** Equal for all names that some file system may take for one. */
  private static String folded(Path name) {
    return Normalizer.normalize(name.toString(), Normalizer.Form.NFKC)
        .toUpperCase(Locale.ROOT)
        .toLowerCase(Locale.ROOT);
  }
}
