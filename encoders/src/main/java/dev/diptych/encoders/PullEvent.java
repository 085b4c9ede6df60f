package dev.diptych.encoders;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What a pull is doing. Told on the thread that pulls, in order. */
public sealed interface PullEvent {

  /** Another pull of the same checkpoint is at work; this one waits for it. */
  record Waiting(Path folder) implements PullEvent {}

  /**
   * What will be fetched is known.
   *
   * @param repository owner and name on the hub
   * @param commit what the revision stands for, 40 hexadecimal digits
   * @param files the names of the files
   * @param weightsRevision where the weights are taken from: the revision asked for, or a branch
   *     that holds them converted
   * @param bytes all files together
   */
  record Resolved(
      String repository, String commit, List<String> files, String weightsRevision, long bytes)
      implements PullEvent {
    public Resolved {
      files = List.copyOf(files);
    }
  }

  /**
   * More bytes are here.
   *
   * @param file which one is being fetched
   * @param done bytes of all files that are here, those of an earlier pull included
   * @param total bytes of all files
   */
  record Advanced(String file, long done, long total) implements PullEvent {}

  /**
   * Something failed in passing and will be tried again.
   *
   * @param what is being fetched
   * @param reason why it failed
   * @param pause until the next try
   */
  record Retrying(String what, String reason, Duration pause) implements PullEvent {}

  /**
   * The hub could not be asked whether the checkpoint changed; what is on this machine is used.
   *
   * @param reason why it could not be asked
   */
  record NotAsked(String reason) implements PullEvent {}

  /**
   * The hub does not take the token; it is asked without, which public repositories allow.
   *
   * @param origin where the token came from: a variable, or a file
   * @param reason the hub's words; may be empty
   */
  record TokenRefused(String origin, String reason) implements PullEvent {}

  /**
   * A file is taken from what another program fetched, once it is found to be as announced.
   *
   * @param file which one
   * @param copy where it lies
   */
  record Found(String file, Path copy) implements PullEvent {}

  /**
   * A copy that another program fetched is not as announced, so that the hub is asked.
   *
   * @param file which one
   * @param copy where it lies; left as it is
   */
  record CopyUnfit(String file, Path copy) implements PullEvent {}
}
