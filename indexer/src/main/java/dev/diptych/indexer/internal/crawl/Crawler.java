package dev.diptych.indexer.internal.crawl;

import dev.diptych.indexer.SkipGroup;
import dev.diptych.indexer.internal.crawl.FileFacts.Kind;
import dev.diptych.indexer.internal.crawl.LeftOut.Cause;
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

  /**
   * What a crawl looks at.
   *
   * @param includeHidden whether hidden files and folders below named folders count
   * @param followLinks whether symbolic links are followed that lead out of the named folders
   * @param own files and folders of this program, left out without a word
   * @param patterns what else to leave out, each as {@link
   *     dev.diptych.indexer.internal.patterns.PathPattern#ofRequest} takes it
   */
  public record Choices(
      boolean includeHidden, boolean followLinks, List<Path> own, List<String> patterns) {

    public Choices {
      own = List.copyOf(own);
      patterns = List.copyOf(patterns);
    }
  }

  private static final String INDEX_IS_NO_SOURCE = "the folder of a Diptych index is not a source";

  private final boolean followLinks;
  private final List<Path> own;
  private final LeavingOut leaving;
  private final FolderLister lister;
  private final BooleanSupplier stopped;

  private final List<FoundFile> files = new ArrayList<>();
  private final Set<String> fileSources = new HashSet<>();
  private final Map<Object, String> linkedFiles = new HashMap<>();
  private final CrawlNotes notes = new CrawlNotes();
  private final Map<Object, String> entered = new HashMap<>();
  private final Deque<Place> links = new ArrayDeque<>();
  private final Map<String, FolderIdentity> places = new HashMap<>();
  private final Set<String> unlisted = new HashSet<>();
  private final PseudoFileSystems pseudo = new PseudoFileSystems();
  private final RealNames names;
  private final NamedPaths roots;

  /**
   * A crawl to come.
   *
   * @param lister lists folders
   * @param stopped asked now and then whether to stop early
   */
  public Crawler(Choices choices, FolderLister lister, BooleanSupplier stopped) {
    this.followLinks = choices.followLinks();
    this.lister = lister;
    this.names = new RealNames(lister);
    this.roots = new NamedPaths(names);
    this.own = choices.own().stream().map(roots::canonical).toList();
    this.leaving = new LeavingOut(choices.includeHidden(), choices.patterns());
    this.stopped = stopped;
  }

  /** {@return the source under which a crawl finds a named file or folder} */
  public static String sourceOf(Path named, RealNames names) {
    return SourceUri.of(new NamedPaths(names).canonical(named));
  }

  /** Walks these folders and files. */
  public Crawl walk(List<Path> named) {
    named.forEach(roots::add);
    List<String> folders = new ArrayList<>();
    List<String> single = new ArrayList<>();
    for (Path path : roots.all()) {
      String source = SourceUri.of(path);
      try {
        FileFacts facts = FileFacts.of(path);
        if (facts.kind() == Kind.FOLDER) {
          FolderIdentity identity = FolderIdentity.of(path);
          if (!isPseudo(path, source, identity)) {
            folders.add(source);
            places.put(source, identity);
            Way way = Way.root(leaving.rulesFor(path));
            enter(new Place(path, source, identity.device(), way), facts);
          }
        } else if (!isPseudo(path, source, FolderIdentity.of(path))) {
          single.add(source);
          take(new Place(path, source, "", Way.root(List.of())), facts);
        }
      } catch (NoSuchFileException e) {
        notes.trouble(
            source,
            "no such file or folder; what the index holds of it is kept: name the folder that held"
                + " it to have it removed",
            SkipGroup.DAMAGED);
      } catch (IOException e) {
        notes.unreadable(source, e);
      }
    }
    while (!links.isEmpty() && !stopped.getAsBoolean()) {
      follow(links.remove());
    }
    return new Crawl(
        files,
        notes.troubles(),
        notes.leftOut(),
        leaving.unused(),
        new Scope(folders, single),
        places,
        unlisted,
        !stopped.getAsBoolean());
  }

  /**
   * Where the walk goes on.
   *
   * @param path a file, folder or link
   * @param source its URI
   * @param device the device of the folder, or of the folder that holds the link
   * @param way how the walk came here
   */
  private record Place(Path path, String source, String device, Way way) {}

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
      notes.trouble(
          folder.source(),
          "folder cannot be listed: %s; what the index holds of it is kept"
              .formatted(IoReason.of(e)),
          SkipGroup.DAMAGED);
      return List.of();
    }
    if (!folder.way().isRoot() && LeavingOut.holdsNoMedia(entries)) {
      notes.leaveOut(LeavingOut.noMedia(folder.source()));
      return List.of();
    }
    Way way =
        folder.way().with(IgnoreFile.rulesAmong(entries, folder.path(), folder.source(), notes));
    List<Place> subfolders = new ArrayList<>();
    for (Path entry : entries) {
      if (isOwn(entry) || roots.contains(entry)) {
        continue; // what is named is walked by itself
      }
      Path name = entry.getFileName();
      Place place =
          new Place(
              entry,
              SourceUri.child(folder.source(), entry),
              folder.device(),
              way.to(String.valueOf(name)));
      try {
        meet(place, subfolders);
      } catch (IOException e) {
        notes.unreadable(place.source(), e);
      }
    }
    return subfolders;
  }

  private void meet(Place place, List<Place> subfolders) throws IOException {
    FileFacts facts = FileFacts.of(place.path(), LinkOption.NOFOLLOW_LINKS);
    boolean isFolder = facts.kind() == Kind.FOLDER;
    if (IgnoreFile.is(place.path()) || isLeftOut(place, isFolder)) {
      return;
    }
    if (facts.kind() == Kind.LINK) {
      links.add(place);
    } else if (!isFolder) {
      take(place, facts);
    } else if (isIndex(place.path())) {
      notes.trouble(place.source(), INDEX_IS_NO_SOURCE, SkipGroup.OTHER);
    } else {
      Place subfolder = onItsDevice(place);
      if (subfolder != null && isFirstVisit(subfolder, facts)) {
        subfolders.add(subfolder);
      }
    }
  }

  private boolean isLeftOut(Place place, boolean folder) {
    Optional<LeftOut> found = leaving.judge(place.path(), place.source(), place.way(), folder);
    found.ifPresent(notes::leaveOut);
    return found.isPresent();
  }

  private void follow(Place link) {
    try {
      Path target = names.of(link.path().toRealPath());
      FileFacts facts = FileFacts.of(target);
      boolean isFolder = facts.kind() == Kind.FOLDER;
      if (isFolder && isLeftOut(link, true)) {
        return;
      }
      if (roots.hold(target)) {
        followInside(link, target, facts);
      } else if (!followLinks) {
        notes.leaveOut(
            new LeftOut(
                link.source(),
                Cause.LINK_OUT,
                "link",
                "left out: a symbolic link that leads out of the named folders, to " + target,
                isFolder));
      } else if (isOwn(target) || leaving.isAside(target, isFolder)) {
        notes.trouble(
            link.source(), "symbolic link to something hidden or excluded", SkipGroup.OTHER);
      } else {
        go(link, target, facts);
      }
    } catch (NoSuchFileException e) {
      notes.trouble(link.source(), "symbolic link to nothing", SkipGroup.OTHER);
    } catch (IOException e) {
      notes.trouble(
          link.source(), "symbolic link cannot be followed: " + IoReason.of(e), SkipGroup.OTHER);
    }
  }

  /** What lies in the named folders is met by itself, or left out there. */
  private void followInside(Place link, Path target, FileFacts facts) throws IOException {
    String targetSource = SourceUri.of(target);
    if (fileSources.contains(targetSource)) {
      notes.repeated(link.source(), "symbolic link to", targetSource);
    } else if (isOwn(target) || notes.isLeftOut(targetSource, roots.sources())) {
      notes.trouble(
          link.source(), "symbolic link to something hidden or excluded", SkipGroup.OTHER);
    } else {
      go(link, target, facts);
    }
  }

  private void go(Place link, Path target, FileFacts facts) throws IOException {
    Place linked = new Place(link.path(), link.source(), link.device(), link.way().overLink());
    if (facts.kind() != Kind.FOLDER) {
      if (!isPseudo(target, link.source(), FolderIdentity.of(target))) {
        take(linked, facts);
      }
    } else if (isIndex(target)) {
      notes.trouble(link.source(), INDEX_IS_NO_SOURCE, SkipGroup.OTHER);
    } else {
      Place folder = onItsDevice(linked);
      if (folder != null) {
        enter(folder, facts);
      }
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
    return new Place(place.path(), place.source(), identity.device(), place.way());
  }

  private boolean isPseudo(Path path, String source, FolderIdentity identity) {
    Optional<String> type = pseudo.type(path, identity.device());
    type.ifPresent(
        name ->
            notes.trouble(
                source,
                "it lies on a file system of type %s, which holds no files but shows the system"
                    .formatted(name),
                SkipGroup.OTHER));
    return type.isPresent();
  }

  private void take(Place place, FileFacts facts) {
    String source = place.source();
    if (facts.kind() != Kind.FILE) {
      notes.trouble(source, "not a regular file", SkipGroup.OTHER);
    } else if (isOnlyVisit(place, facts) && fileSources.add(source)) {
      files.add(FoundFile.of(source, facts));
    }
  }

  /** Of several links that lead to one file, and of folders that links lead to, one is taken. */
  private boolean isOnlyVisit(Place place, FileFacts facts) {
    if (!place.way().linked() || facts.key() == null) {
      return true;
    }
    String earlier = linkedFiles.putIfAbsent(facts.key(), place.source());
    if (earlier != null && !earlier.equals(place.source())) {
      notes.repeated(place.source(), "the same file as", earlier);
    }
    return earlier == null;
  }

  /** Notes a visit; the same folder on another path, through links or mounts, is not entered. */
  private boolean isFirstVisit(Place folder, FileFacts facts) {
    Object key = facts.key() == null ? roots.canonical(folder.path()) : facts.key();
    String earlier = entered.putIfAbsent(key, folder.source());
    if (earlier != null && !earlier.equals(folder.source())) {
      notes.repeated(folder.source(), "the same folder as", earlier);
    }
    return earlier == null;
  }

  private boolean isOwn(Path entry) {
    return own.stream().anyMatch(entry::startsWith);
  }

  /** An index holds thumbnails, which are pictures, but nobody's. */
  private static boolean isIndex(Path folder) {
    return Files.isRegularFile(folder.resolve("index.json"))
        && Files.isDirectory(folder.resolve("generations"));
  }
}
