package dev.diptych.encoders.internal.family;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The files of a checkpoint folder that its bundle takes along, in the order of their digest. That
 * one is missing is part of what the model is, too. Not thread-safe.
 */
public final class Companions {

  private final Path folder;
  private final SequencedMap<String, Optional<byte[]>> files = new LinkedHashMap<>();

  /**
   * @param folder the checkpoint
   */
  public Companions(Path folder) {
    this.folder = folder;
  }

  /** Takes a file along as it is, if it is there. */
  public void add(String name) throws IOException {
    Path file = folder.resolve(name);
    add(name, Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty());
  }

  /** Takes along what a file of this name is to hold; nothing where it is missing. */
  public void add(String name, Optional<byte[]> contents) {
    files.put(name, contents);
  }

  /** {@return all by name, in order} */
  public SequencedMap<String, Optional<byte[]>> files() {
    return Collections.unmodifiableSequencedMap(files);
  }
}
