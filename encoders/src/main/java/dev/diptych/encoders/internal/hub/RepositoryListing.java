package dev.diptych.encoders.internal.hub;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The files of a repository at one commit.
 *
 * @param revision what was asked for
 * @param commit what it stands for, 40 hexadecimal digits
 * @param files by name
 */
record RepositoryListing(String revision, String commit, Map<String, RemoteFile> files) {

  RepositoryListing {
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
  }

  /** {@return a file, where there is one of this name} */
  Optional<RemoteFile> file(String name) {
    return Optional.ofNullable(files.get(name));
  }
}
