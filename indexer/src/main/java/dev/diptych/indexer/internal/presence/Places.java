package dev.diptych.indexer.internal.presence;

import static java.util.stream.Collectors.toSet;

import dev.diptych.indexer.internal.crawl.Crawl;
import dev.diptych.indexer.internal.crawl.FolderIdentity;
import dev.diptych.indexer.internal.crawl.IoReason;
import dev.diptych.indexer.internal.crawl.SourceUri;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The folders that a disk may be missing from, as earlier runs left them and as this run met them:
 * named folders, and mount points below them. Every question is answered by looking anew.
 * Thread-safe.
 */
public final class Places {

  /*
   * A file that does not exist was deleted, or its disk is not there. What speaks for the second: a
   * place above it is another folder now than it was at the last run or at the beginning of this
   * one; or it is gone, and what is left of its path lies on another device, so nobody deleted it
   * from its own; or it cannot be looked at. What speaks for the first: all places above are what
   * they were.
   *
   * Where the outermost place of a file is gone and this run was not asked about it, nothing says
   * that its disk is there. Then the file counts as moved only where that very folder stands above
   * the file that has its content now.
   */

  private final Map<String, FolderIdentity> remembered;
  private final Crawl crawl;
  private final Set<String> empty;

  /**
   * The places of a run.
   *
   * @param remembered what earlier runs found, by source
   * @param crawl what this run found
   */
  public Places(Map<String, FolderIdentity> remembered, Crawl crawl) {
    this.remembered = Map.copyOf(remembered);
    this.crawl = crawl;
    this.empty = crawl.places().keySet().stream().filter(crawl::isEmpty).collect(toSet());
  }

  /**
   * {@return why a missing file may exist all the same; empty where it was deleted or moved}
   *
   * @param source the missing file
   * @param target the file that has its content now, null where none has
   */
  public Optional<Doubt> doubt(String source, @Nullable String target) {
    boolean asked = crawl.scope().covers(source);
    boolean anyPlace = false;
    for (String folder : foldersAbove(source)) {
      FolderIdentity before = remembered.get(folder);
      FolderIdentity met = crawl.places().get(folder);
      if (before == null && met == null) {
        continue;
      }
      Optional<String> finding =
          compare(folder, before, met, asked ? null : target, asked || anyPlace);
      anyPlace = true;
      if (finding.isPresent()) {
        return Optional.of(new Doubt(folder, finding.get(), isAnswerable(folder, met)));
      }
    }
    return anyPlace || asked ? Optional.empty() : unremembered(source);
  }

  /** As {@link #doubt}, but an empty folder raises the question too. */
  public Optional<Doubt> doubtOfRemoval(String source) {
    Optional<Doubt> doubt = doubt(source, null);
    if (doubt.isPresent()) {
      return doubt;
    }
    for (String folder : foldersAbove(source)) {
      if (empty.contains(folder)) {
        return Optional.of(new Doubt(folder, "it holds no files", true));
      }
    }
    return Optional.empty();
  }

  /**
   * {@return what the index shall remember at the beginning of a run, so that it is there even when
   * the run is killed: what it remembers, and places that are new to it and hold files}
   */
  public Map<String, FolderIdentity> atBeginning() {
    Map<String, FolderIdentity> places = new HashMap<>(remembered);
    if (crawl.finished()) {
      crawl
          .places()
          .forEach(
              (folder, identity) -> {
                if (!empty.contains(folder)) {
                  places.putIfAbsent(folder, identity);
                }
              });
    }
    return places;
  }

  /**
   * {@return what the index shall remember at the end of a whole run: each place as it is, but as
   * it was where items below it were kept; nothing of places that are gone with all their items}
   *
   * @param kept sources of items that are kept though they are missing
   * @param held sources of all items below the named folders
   */
  public Map<String, FolderIdentity> atEnd(Collection<String> kept, Collection<String> held) {
    Set<String> questioned = above(kept);
    Set<String> inUse = above(held);
    Map<String, FolderIdentity> places = new HashMap<>(atBeginning());
    crawl
        .places()
        .forEach(
            (folder, identity) -> {
              if (!empty.contains(folder) && !questioned.contains(folder)) {
                places.put(folder, identity);
              }
            });
    places
        .keySet()
        .removeIf(
            folder ->
                !crawl.places().containsKey(folder)
                    && crawl.scope().covers(folder)
                    && !inUse.contains(folder));
    return places;
  }

  private static Set<String> above(Collection<String> sources) {
    Set<String> folders = new HashSet<>();
    for (String source : sources) {
      String folder = SourceUri.parent(source);
      while (folders.add(folder)) {
        folder = SourceUri.parent(folder);
      }
    }
    return folders;
  }

  private Optional<String> compare(
      String folder,
      @Nullable FolderIdentity before,
      @Nullable FolderIdentity met,
      @Nullable String target,
      boolean enclosed) {
    FolderIdentity now;
    try {
      now = FolderIdentity.of(SourceUri.file(folder));
    } catch (NoSuchFileException | NotDirectoryException e) {
      return missing(before, met, SourceUri.file(folder), target, enclosed);
    } catch (IOException e) {
      return Optional.of("it cannot be looked at: " + IoReason.of(e));
    }
    if (met != null && !now.equals(met)) {
      return Optional.of("it became another folder during this run");
    }
    if (before == null) {
      return empty.contains(folder) ? Optional.of("it holds no files") : Optional.empty();
    }
    if (!now.device().equals(before.device())) {
      return Optional.of("it lies on another device than at the last run");
    }
    return now.equals(before)
        ? Optional.empty()
        : Optional.of("it is another folder than at the last run");
  }

  private Optional<String> missing(
      @Nullable FolderIdentity before,
      @Nullable FolderIdentity met,
      Path folder,
      @Nullable String target,
      boolean enclosed) {
    if (met != null) {
      return Optional.of("it vanished during this run");
    }
    boolean moved = target != null && before != null && standsAbove(before, target);
    boolean deleted = enclosed && before != null && before.device().equals(deviceAround(folder));
    return moved || deleted
        ? Optional.empty()
        : Optional.of("it is gone, and may lie on a disk that is not there");
  }

  private static @Nullable String deviceAround(Path missing) {
    Path folder = missing.getParent();
    while (folder != null && Files.notExists(folder)) {
      folder = folder.getParent();
    }
    try {
      return folder == null ? null : FolderIdentity.of(folder).device();
    } catch (IOException e) {
      return null;
    }
  }

  private static boolean standsAbove(FolderIdentity identity, String target) {
    Path file = SourceUri.file(target);
    for (Path folder = file.getParent(); folder != null; folder = folder.getParent()) {
      try {
        if (FolderIdentity.of(folder).equals(identity)) {
          return true;
        }
      } catch (IOException e) {
        return false;
      }
    }
    return false;
  }

  private boolean isAnswerable(String folder, @Nullable FolderIdentity met) {
    try {
      return met == null || FolderIdentity.of(SourceUri.file(folder)).equals(met);
    } catch (IOException e) {
      return false;
    }
  }

  /** An index that remembers no places: the disk is there where the folder is, and holds files. */
  private static Optional<Doubt> unremembered(String source) {
    String folder = SourceUri.parent(source);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(SourceUri.file(folder))) {
      return entries.iterator().hasNext()
          ? Optional.empty()
          : Optional.of(new Doubt(folder, "it is empty", true));
    } catch (IOException e) {
      return Optional.of(new Doubt(folder, "it cannot be listed: " + IoReason.of(e), true));
    }
  }

  /** {@return the folders above a source, the outermost first} */
  private static List<String> foldersAbove(String source) {
    List<String> folders = new ArrayList<>();
    String file = SourceUri.fileUri(source);
    String folder = SourceUri.parent(file);
    while (!folder.equals(file)) {
      folders.addFirst(folder);
      file = folder;
      folder = SourceUri.parent(file);
    }
    return folders;
  }
}
