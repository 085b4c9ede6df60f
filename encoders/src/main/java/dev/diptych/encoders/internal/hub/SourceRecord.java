package dev.diptych.encoders.internal.hub;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.internal.json.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where a checkpoint on this machine came from, in {@code source.json} beside its files.
 *
 * @param format version of this file
 * @param hub the hub's address
 * @param repository owner and name there
 * @param revision what was asked for
 * @param commit what that stood for
 * @param files what was fetched
 */
record SourceRecord(
    int format, String hub, String repository, String revision, String commit, List<Entry> files) {

  static final String FILE = "source.json";
  static final int FORMAT = 1;

  private static final long LARGEST = 1 << 20;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  SourceRecord {
    files = List.copyOf(files);
  }

  /**
   * One file.
   *
   * @param name its name here and there
   * @param revision the branch it was found at
   * @param commit what that stood for
   * @param bytes its size
   * @param sha256 of its bytes, worked out here
   * @param gitBlob the SHA-1 that git gives it, worked out here
   * @param checkedBy what the hub announced to check it by
   */
  record Entry(
      String name,
      String revision,
      String commit,
      long bytes,
      String sha256,
      String gitBlob,
      RemoteFile.Proof checkedBy) {

    Entry {
      if (!HubJson.isSafe(name)
          || name.contains("/")
          || bytes < 0
          || !sha256.matches("[0-9a-f]{64}")
          || !gitBlob.matches("[0-9a-f]{40}")) {
        throw new IllegalArgumentException("\"%s\" is not described in full".formatted(name));
      }
    }

    /** {@return whether the hub still announces these bytes, as far as it tells} */
    boolean isStill(RemoteFile announced) {
      return (announced.bytes() < 0 || announced.bytes() == bytes)
          && switch (announced.proof()) {
            case SHA256 -> sha256.equals(announced.sha256());
            case GIT_BLOB ->
                checkedBy == RemoteFile.Proof.SHA256 || gitBlob.equals(announced.blob());
            case SIZE -> true;
          };
    }
  }

  byte[] toJson() {
    return JSON.writeValueAsBytes(this);
  }

  /**
   * {@return what a folder says of its source; empty without such a file}
   *
   * @throws DiptychException INVALID_CHECKPOINT when it cannot be read
   */
  static Optional<SourceRecord> read(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      if (Files.size(file) > LARGEST) {
        throw new IOException("it is larger than %s bytes".formatted(LARGEST));
      }
      SourceRecord source = JsonFile.read(JSON, Files.readAllBytes(file), SourceRecord.class);
      if (source.format() != FORMAT) {
        throw new IOException("it is of format " + source.format());
      }
      return Optional.of(source);
    } catch (IOException | JacksonException e) {
      throw new DiptychException(
          ErrorCode.INVALID_CHECKPOINT,
          "cannot read %s, which says what was fetched: %s; delete the folder %s and pull again"
              .formatted(file, e.getMessage(), folder),
          e);
    }
  }

  /** {@return the entry of a file, where there is one} */
  Optional<Entry> entry(String name) {
    return files.stream().filter(entry -> entry.name().equals(name)).findFirst();
  }

  /** {@return the entry of the weights} */
  Entry weights() {
    return files.getLast();
  }
}
