package dev.diptych.library;

import dev.diptych.core.DiptychException;
import dev.diptych.encoders.TextReader;
import java.nio.file.Path;
import java.util.Optional;

/**
 * That an update reads the text in pictures that its reader has not looked at.
 *
 * @param models the folder of models for other languages, as {@link TextReader#of} takes it; empty
 *     for those that ship inside, which read Chinese and English
 */
public record ReadingChoice(Optional<Path> models) {

  /** By the models that ship inside. */
  public static final ReadingChoice STANDARD = new ReadingChoice(Optional.empty());

  /** {@return a choice of the models in a folder} */
  public static ReadingChoice of(Path models) {
    return new ReadingChoice(Optional.of(models));
  }

  /**
   * {@return the reader, the caller's to close}
   *
   * @throws DiptychException as {@link TextReader#of} does
   */
  TextReader open() {
    return models.map(TextReader::of).orElseGet(TextReader::standard);
  }
}
