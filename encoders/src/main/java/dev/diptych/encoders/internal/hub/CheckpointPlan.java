package dev.diptych.encoders.internal.hub;

import java.util.List;

/**
 * What will be fetched, decided before the first byte.
 *
 * @param name which checkpoint
 * @param commit what its revision stands for
 * @param files all of them with sizes; the weights last
 */
record CheckpointPlan(CheckpointName name, String commit, List<RemoteFile> files) {

  CheckpointPlan {
    files = List.copyOf(files);
  }

  /** {@return the file with the weights} */
  RemoteFile weights() {
    return files.getLast();
  }

  /** {@return the size of all files together} */
  long bytes() {
    return files.stream().mapToLong(RemoteFile::bytes).sum();
  }
}
