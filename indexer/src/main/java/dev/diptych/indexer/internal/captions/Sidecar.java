package dev.diptych.indexer.internal.captions;

import dev.diptych.indexer.internal.captions.TextLines.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A {@code .txt} beside a picture. Every line that is not blank is one text; lines of the form
 * {@code de.utf8=…} are translations of the text above them, for other programs, and are left out.
 */
public final class Sidecar {

  /** Largest sidecar read: captions are short, a larger file is something else. */
  public static final int LARGEST_BYTES = 1 << 20;

  private static final Pattern TRANSLATION =
      Pattern.compile("[A-Za-z]{2,3}([_@.-][A-Za-z0-9]+)*\\.utf8=.*");

  private Sidecar() {}

  /**
   * {@return the texts of a sidecar, at least one}
   *
   * @throws NotCaptionsException when the file holds no text
   */
  public static List<String> read(Path file) throws IOException, NotCaptionsException {
    long bytes = Files.size(file);
    if (bytes > LARGEST_BYTES) {
      throw new NotCaptionsException(
          "too large for a caption: %s bytes, at most %s".formatted(bytes, LARGEST_BYTES));
    }
    List<String> texts = new ArrayList<>();
    try (TextLines lines = new TextLines(file)) {
      for (Line line = lines.next(); line != null; line = lines.next()) {
        if (line.text().indexOf('\0') >= 0) {
          throw new NotCaptionsException("not a text file: it holds zero bytes");
        }
        String text = line.text().strip();
        if (!text.isEmpty() && !TRANSLATION.matcher(text).matches()) {
          texts.add(text);
        }
      }
    }
    if (texts.isEmpty()) {
      throw new NotCaptionsException("it holds no text");
    }
    return List.copyOf(texts);
  }
}
