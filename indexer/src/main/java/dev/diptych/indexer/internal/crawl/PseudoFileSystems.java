package dev.diptych.indexer.internal.crawl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * File systems that hold no files but show the kernel: reading what looks like a file there may
 * never end, change the machine, or give another content each time. Asks once a device. Not
 * thread-safe.
 */
public final class PseudoFileSystems {

  /** Types as Linux names them in {@code /proc/mounts}. Memory file systems hold files. */
  private static final Set<String> TYPES =
      Set.of(
          "proc",
          "sysfs",
          "devtmpfs",
          "devpts",
          "devfs", // macOS, BSD
          "fdescfs",
          "procfs",
          "linprocfs",
          "cgroup",
          "cgroup2",
          "cpuset",
          "debugfs",
          "tracefs",
          "securityfs",
          "selinuxfs",
          "smackfs",
          "apparmorfs",
          "configfs",
          "fusectl",
          "pstore",
          "bpf",
          "mqueue",
          "hugetlbfs",
          "binfmt_misc",
          "efivarfs",
          "rpc_pipefs",
          "nfsd",
          "nsfs",
          "pipefs",
          "sockfs",
          "resctrl",
          "functionfs",
          "openpromfs");

  private final Map<String, Optional<String>> typeByDevice = new HashMap<>();

  /** {@return the type of the pseudo file system that holds a path, empty for any other} */
  public Optional<String> type(Path path, String device) {
    return typeByDevice.computeIfAbsent(device, unknown -> type(path));
  }

  private static Optional<String> type(Path path) {
    try {
      return Optional.of(Files.getFileStore(path).type()).filter(TYPES::contains);
    } catch (IOException e) {
      return Optional.empty(); // whatever it is, listing it will tell
    }
  }
}
