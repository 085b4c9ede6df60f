package dev.diptych.indexer.internal.crawl;

import dev.diptych.indexer.internal.crawl.FileFacts.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Walks the named paths once. Entries are taken by name, files before folders; symbolic links come
 * last of all, so that a file met on its own path is never known by a link instead. Not
 * thread-safe, for one use.
 */
public final class Crawler {

  private final boolean includeHidden;
  private final boolean followLinks;
  private final List<Path> excluded;
  private final FolderLister lister;
  private final BooleanSupplier stopped;

  private final List<FoundFile> files = new ArrayList<>();
  private final Set<String> fileSources = new HashSet<>();
  private final List<Trouble> troubles = new ArrayList<>();
  private final Map<Object, String> entered = new HashMap<>();
  private final Deque<Place> links = new ArrayDeque<>();
  private final Map<String, FolderIdentity> places = new HashMap<>();
  private final Set<String> unlisted = new HashSet<>();
  private final PseudoFileSystems pseudo = new PseudoFileSystems();
  private final RealNames names;

  /**
   * A crawl to come.
   *
   * @param includeHidden whether hidden files and folders below named folders count
   * @param followLinks whether symbolic links below named folders are followed
   * @param excluded files and folders to leave out
   * @param lister lists folders
   * @param stopped asked now and then whether to stop early
   */
  public Crawler(
      boolean includeHidden,
      boolean followLinks,
      List<Path> excluded,
      FolderLister lister,
      BooleanSupplier stopped) {
    this.includeHidden = includeHidden;
    this.followLinks = followLinks;
    this.lister = lister;
    this.names = new RealNames(lister);
    this.excluded = excluded.stream().map(path -> canonical(path, names)).toList();
    this.stopped = stopped;
  }

  /** {@return the source under which a crawl finds a named file or folder} */
  public static String sourceOf(Path named, RealNames names) {
    return SourceUri.of(canonical(named, names));
  }

  /** Walks these folders and files. */
  public Crawl walk(List<Path> roots) {
    List<String> folders = new ArrayList<>();
    List<String> single = new ArrayList<>();
    for (Path root : roots) {
      Path path = canonical(root, names);
      String source = SourceUri.of(path);
      try {
        FileFacts facts = FileFacts.of(path);
        if (facts.kind() == Kind.FOLDER) {
          FolderIdentity identity = FolderIdentity.of(path);
          if (!isPseudo(path, source, identity)) {
            folders.add(source);
            places.put(source, identity);
            enter(new Place(path, source, identity.device()), facts);
          }
        } else if (!isPseudo(path, source, FolderIdentity.of(path))) {
          single.add(source);
          take(source, facts);
        }
      } catch (NoSuchFileException e) {
        trouble(
            source,
            "no such file or folder; what the index holds of it is kept: name the folder that held"
                + " it to have it removed");
      } catch (IOException e) {
        trouble(source, "cannot be read: " + IoReason.of(e));
      }
    }
    while (!links.isEmpty() && !stopped.getAsBoolean()) {
      follow(links.remove());
    }
    return new Crawl(
        files, troubles, new Scope(folders, single), places, unlisted, !stopped.getAsBoolean());
  }

  /**
   * Where the walk goes on.
   *
   * @param path a folder or link
   * @param source its URI
   * @param device the device of the folder, or of the folder that holds the link
   */
  private record Place(Path path, String source, String device) {}

  /** Walks a folder, with a stack of its own: paths may be deeper than a thread's stack. */
  private void enter(Place root, FileFacts facts) {
    if (!isFirstVisit(root, facts)) {
      return;
    }
    Deque<Place> stack = new ArrayDeque<>();
    stack.push(root);
    while (!stack.isEmpty() && !stopped.getAsBoolean()) {
      List<Place> subfolders = list(stack.pop());
      subfolders.reversed().forEach(stack::push);
    }
  }

  private List<Place> list(Place folder) {
    List<Path> entries;
    try {
      entries = lister.list(folder.path());
    } catch (IOException e) {
      unlisted.add(folder.source());
      trouble(
          folder.source(),
          "folder cannot be listed: %s; what the index holds of it is kept"
              .formatted(IoReason.of(e)));
      return List.of();
    }
    List<Place> subfolders = new ArrayList<>();
    for (Path entry : entries) {
      if (isLeftOut(entry)) {
        continue;
      }
      Place place = new Place(entry, SourceUri.child(folder.source(), entry), folder.device());
      try {
        FileFacts facts = FileFacts.of(entry, LinkOption.NOFOLLOW_LINKS);
        if (facts.kind() == Kind.LINK) {
          links.add(place);
        } else if (facts.kind() != Kind.FOLDER) {
          take(place.source(), facts);
        } else if (isIndex(entry)) {
          trouble(place.source(), "the folder of a Diptych index is not a source");
        } else {
          Place subfolder = onItsDevice(place);
          if (subfolder != null && isFirstVisit(subfolder, facts)) {
            subfolders.add(subfolder);
          }
        }
      } catch (IOException e) {
        trouble(place.source(), "cannot be read: " + IoReason.of(e));
      }
    }
    return subfolders;
  }

  private void follow(Place link) {
    if (!followLinks) {
      trouble(link.source(), "symbolic links are not followed in this run");
      return;
    }
    try {
      Path target = names.of(link.path().toRealPath());
      FileFacts facts = FileFacts.of(target);
      String targetSource = SourceUri.of(target);
      if (isLeftOut(target)) {
        trouble(link.source(), "symbolic link to something hidden or excluded");
      } else if (facts.kind() == Kind.FOLDER) {
        if (isIndex(target)) {
          trouble(link.source(), "the folder of a Diptych index is not a source");
        } else {
          Place folder = onItsDevice(link);
          if (folder != null) {
            enter(folder, facts);
          }
        }
      } else if (fileSources.contains(targetSource)) {
        repeated(link.source(), "symbolic link to", targetSource);
      } else if (!isPseudo(target, link.source(), FolderIdentity.of(target))) {
        take(link.source(), facts);
      }
    } catch (NoSuchFileException e) {
      trouble(link.source(), "symbolic link to nothing");
    } catch (IOException e) {
      trouble(link.source(), "symbolic link cannot be followed: " + IoReason.of(e));
    }
  }

  /** {@return the folder with its own device; null where it shows the kernel and no files} */
  private @Nullable Place onItsDevice(Place place) throws IOException {
    FolderIdentity identity = FolderIdentity.of(place.path());
    if (identity.device().equals(place.device())) {
      return place;
    }
    if (isPseudo(place.path(), place.source(), identity)) {
      return null;
    }
    places.put(place.source(), identity);
    return new Place(place.path(), place.source(), identity.device());
  }

  private boolean isPseudo(Path path, String source, FolderIdentity identity) {
    Optional<String> type = pseudo.type(path, identity.device());
    type.ifPresent(
        name ->
            trouble(
                source,
                "it lies on a file system of type %s, which holds no files but shows the system"
                    .formatted(name)));
    return type.isPresent();
  }

  private void take(String source, FileFacts facts) {
    if (facts.kind() != Kind.FILE) {
      trouble(source, "not a regular file");
    } else if (fileSources.add(source)) {
      files.add(FoundFile.of(source, facts));
    }
  }

  /** Notes a visit; the same folder on another path, through links or mounts, is not entered. */
  private boolean isFirstVisit(Place folder, FileFacts facts) {
    Object key = facts.key() == null ? canonical(folder.path(), names) : facts.key();
    String earlier = entered.putIfAbsent(key, folder.source());
    if (earlier != null && !earlier.equals(folder.source())) {
      repeated(folder.source(), "the same folder as", earlier);
    }
    return earlier == null;
  }

  private boolean isLeftOut(Path entry) {
    return (!includeHidden && isHidden(entry)) || excluded.stream().anyMatch(entry::startsWith);
  }

  private static boolean isHidden(Path entry) {
    try {
      return Files.isHidden(entry);
    } catch (IOException e) {
      return false;
    }
  }

  /** An index holds thumbnails, which are pictures, but nobody's. */
  private static boolean isIndex(Path folder) {
    return Files.isRegularFile(folder.resolve("index.json"))
        && Files.isDirectory(folder.resolve("generations"));
  }

  private void trouble(String source, String reason) {
    troubles.add(new Trouble(source, reason, false));
  }

  private void repeated(String source, String what, String other) {
    troubles.add(
        new Trouble(
            source,
            "%s %s, which is met on its own".formatted(what, SourceUri.display(other)),
            true));
  }

  /**
   * The one path of a file or folder: links on the way are resolved; for a file that is itself a
   * link, its own name stays. Of a missing path, the part that exists is resolved. Names are spelt
   * as their folders list them.
   */
  private static Path canonical(Path named, RealNames names) {
    Path path = named.toAbsolutePath().normalize();
    try {
      if (Files.isDirectory(path)) {
        return names.of(path.toRealPath());
      }
      Path parent = path.getParent();
      Path name = path.getFileName();
      return parent == null || name == null
          ? path
          : names.of(canonical(parent, names).resolve(name));
    } catch (IOException e) {
      return path;
    }
  }
}
