package dev.diptych.testkit.odd;

import java.nio.file.Path;
import java.util.List;

/**
 * A file of the library.
 *
 * @param path where it lies
 * @param expectation what is right to make of it
 * @param captions the texts that belong to it
 */
public record OddFile(Path path, Expectation expectation, List<String> captions) {

  public OddFile {
    captions = List.copyOf(captions);
  }
}
