package dev.diptych.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file system mounted for a test, as only root on Linux can. Closing unmounts it; lazily, so also
 * while its files are open.
 */
public final class Mount implements AutoCloseable {

  /** What to say when a test is skipped. */
  public static final String NEEDED = "this test mounts file systems, as only root on Linux can";

  private final Path point;

  private Mount(Path point) {
    this.point = point;
  }

  /** {@return an empty file system in memory; empty where it cannot be mounted} */
  public static Optional<Mount> inMemory(Path point) {
    return of(point, "-t", "tmpfs", "-o", "size=16m", "tmpfs");
  }

  /** {@return a second view of a folder, not to be written through; empty where impossible} */
  public static Optional<Mount> readOnly(Path folder, Path point) {
    Optional<Mount> mount = of(point, "--bind", folder.toString());
    if (mount.isPresent() && !succeeds("mount", "-o", "remount,ro,bind", point.toString())) {
      mount.get().close();
      return Optional.empty();
    }
    return mount;
  }

  /** {@return what {@code mount options point} makes; empty where it is refused} */
  public static Optional<Mount> of(Path point, String... options) {
    List<String> command = new ArrayList<>(List.of("mount"));
    command.addAll(List.of(options));
    command.add(point.toString());
    return succeeds(command.toArray(String[]::new))
        ? Optional.of(new Mount(point))
        : Optional.empty();
  }

  /** {@return whether this command of the system is there and ends well} */
  public static boolean succeeds(String... command) {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // there is no such command
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Unmounts; without effect when that has been done. */
  public void unmount() {
    succeeds("umount", "-l", point.toString());
  }

  @Override
  public void close() {
    unmount();
  }
}
