package dev.diptych.encoders.internal.hub;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Refuses files of a checkpoint that are other ones now than when it was fetched.
 *
 * @param name which checkpoint
 * @param target where it lies
 */
record ChangeCheck(CheckpointName name, Path target) {

  /** Holds what was fetched against what a revision lists now. */
  void check(SourceRecord source, RepositoryListing listing) {
    for (SourceRecord.Entry entry : source.files()) {
      if (entry.revision().equals(listing.revision())) {
        Optional<RemoteFile> now = listing.file(entry.name());
        if (now.isPresent() && !entry.isStill(now.get())) {
          throw changed(entry, describe(now.get()), listing.commit());
        }
      }
    }
  }

  /** Holds what was fetched against what is to be fetched. */
  void check(SourceRecord source, CheckpointPlan plan) {
    for (RemoteFile file : plan.files()) {
      Optional<SourceRecord.Entry> entry = source.entry(file.name());
      if (entry.isPresent() && !entry.get().isStill(file)) {
        throw changed(entry.get(), describe(file), file.commit());
      }
    }
  }

  private static String describe(RemoteFile file) {
    return switch (file.proof()) {
      case SHA256 -> "SHA-256 " + file.sha256();
      case GIT_BLOB -> "git hash " + file.blob();
      case SIZE -> file.bytes() + " bytes";
    };
  }

  /** {@return the error that names both, and the command that takes the new one as well} */
  DiptychException changed(SourceRecord.Entry entry, String now, String commit) {
    String before =
        now.startsWith("git hash ")
            ? "git hash " + entry.gitBlob()
            : "SHA-256 %s (%s bytes)".formatted(entry.sha256(), entry.bytes());
    return new DiptychException(
        ErrorCode.INVALID_CHECKPOINT,
        "%s of %s changed on the hub: it had %s at commit %s when it was fetched, and has %s at commit %s. Nothing here was changed; to take the new one as well: diptych model pull %s@%s; to replace the old one, delete %s first"
            .formatted(
                entry.name(),
                name,
                before,
                entry.commit(),
                now,
                commit,
                name.id(),
                commit,
                target));
  }
}
