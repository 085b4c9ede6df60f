package dev.diptych.indexer;

import dev.diptych.core.IoReason;
import dev.diptych.indexer.internal.crawl.FolderIdentity;
import dev.diptych.indexer.internal.crawl.PseudoFileSystems;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Waits for changes in folders and in all folders below them. It only tells that something may have
 * changed, and another run finds out what: the events of file systems are hints, which networks do
 * not send, full queues lose and moved folders garble. So it also looks, every few seconds, whether
 * a folder is still the same one, and after a while it sends its caller to look for itself.
 *
 * <p>{@link #refresh} and {@link #await} belong to one thread; {@link #close} is for any.
 */
public final class FolderWatch implements AutoCloseable {

  /** How often the named folders themselves are looked at: a disk mounted there sends no event. */
  private static final Duration LOOK = Duration.ofSeconds(3);

  /** A folder that never comes to rest is looked at all the same, after so many quiet times. */
  private static final int LONGEST_UNREST = 15;

  private final List<Path> paths;
  private final List<Path> excluded;
  private final WatchService events;
  private volatile @Nullable String blindness;
  private List<String> identities = List.of();

  private FolderWatch(List<Path> paths, List<Path> excluded, WatchService events) {
    this.paths = paths;
    this.excluded = excluded;
    this.events = events;
  }

  /**
   * Begins; call {@link #refresh} before each run.
   *
   * @param paths folders, and files whose folders are watched; they need not exist yet
   * @param excluded folders whose changes do not count, such as that of the index
   * @throws IOException where the system has no more watches at all
   */
  public static FolderWatch of(List<Path> paths, List<Path> excluded) throws IOException {
    return new FolderWatch(
        paths.stream().map(FolderWatch::folder).distinct().toList(),
        excluded.stream().map(FolderWatch::absolute).toList(),
        FileSystems.getDefault().newWatchService());
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private static Path folder(Path path) {
    Path absolute = absolute(path);
    Path parent = absolute.getParent();
    return Files.isRegularFile(absolute) && parent != null ? parent : absolute;
  }

  /**
   * Watches every folder that is there now. What happens from here on is told by the next {@link
   * #await}.
   */
  public void refresh() {
    identities = identities();
    blindness = null;
    for (Path path : paths) {
      try {
        Files.walkFileTree(path, new Registration());
      } catch (IOException e) {
        blindness = IoReason.of(e);
        return;
      }
    }
  }

  /** {@return why not all folders are watched, so that only the regular look finds changes} */
  public Optional<String> blindness() {
    return Optional.ofNullable(blindness);
  }

  /** Registers each folder; a folder that is watched already is left as it is. */
  private final class Registration extends SimpleFileVisitor<Path> {

    private final PseudoFileSystems pseudo = new PseudoFileSystems();

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      if (excluded.contains(folder) || isPseudo(folder)) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      try {
        folder.register(
            events,
            StandardWatchEventKinds.ENTRY_CREATE,
            StandardWatchEventKinds.ENTRY_MODIFY,
            StandardWatchEventKinds.ENTRY_DELETE);
      } catch (ClosedWatchServiceException e) {
        return FileVisitResult.TERMINATE;
      } catch (IOException e) {
        if (Files.isReadable(folder)) {
          throw e; // the system has no more watches
        }
      }
      return FileVisitResult.CONTINUE;
    }

    /** A run reads nothing there, and the kernel makes such folders without end. */
    private boolean isPseudo(Path folder) {
      try {
        return pseudo.type(folder, FolderIdentity.of(folder).device()).isPresent();
      } catch (IOException e) {
        return false; // registering it tells what is wrong
      }
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE; // the run tells what could not be read
    }
  }

  /**
   * Waits until something has changed and then nothing has for a while.
   *
   * @param quiet how long nothing must have changed
   * @param most how long to wait for a change
   * @return whether something changed; false after {@code most}, and once this is closed
   */
  public boolean await(Duration quiet, Duration most) throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    try {
      while (true) {
        long left = end - System.nanoTime();
        @Nullable WatchKey key =
            events.poll(Math.clamp(left, 0, LOOK.toNanos()), TimeUnit.NANOSECONDS);
        if (key != null ? isChange(key) : !identities.equals(identities())) {
          rest(quiet);
          return true;
        }
        if (left <= 0) {
          return false;
        }
      }
    } catch (ClosedWatchServiceException e) {
      return false;
    }
  }

  /** Waits until no event has come for a while. */
  private void rest(Duration quiet) throws InterruptedException {
    long end = System.nanoTime() + LONGEST_UNREST * quiet.toNanos();
    @Nullable WatchKey key = events.poll(quiet.toNanos(), TimeUnit.NANOSECONDS);
    while (key != null && System.nanoTime() < end) {
      isChange(key);
      key = events.poll(quiet.toNanos(), TimeUnit.NANOSECONDS);
    }
    if (key != null) {
      key.reset();
    }
  }

  /** Takes the events of a folder; {@return whether any of them counts} */
  private boolean isChange(WatchKey key) {
    boolean changed = false;
    for (WatchEvent<?> event : key.pollEvents()) {
      changed |=
          !(event.context() instanceof Path name && key.watchable() instanceof Path folder)
              || !excluded.contains(folder.resolve(name));
    }
    return !key.reset() || changed; // a key that cannot be reset is that of a folder that is gone
  }

  private List<String> identities() {
    return paths.stream().map(FolderWatch::identity).toList();
  }

  private static String identity(Path path) {
    // A mounted disk that is empty is another folder, too; an unmounted one leaves an empty folder.
    try (Stream<Path> content = Files.list(path)) {
      return FolderIdentity.of(path) + (content.findAny().isPresent() ? "" : " empty");
    } catch (IOException e) {
      return "missing";
    }
  }

  /** Ends a wait. */
  @Override
  public void close() throws IOException {
    events.close();
  }
}
