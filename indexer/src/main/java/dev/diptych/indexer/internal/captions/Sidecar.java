package dev.diptych.indexer.internal.captions;

import dev.diptych.indexer.internal.captions.TextLines.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@code .txt} beside a picture. Every line that is not blank is one text; lines of the form
 * {@code de.utf8=…} are translations of the text above them, for other programs, and are left out.
 */
public final class Sidecar {

  /** Largest sidecar read: captions are short, a larger file is something else. */
  public static final int LARGEST_BYTES = 1 << 20;

  private static final String TRANSLATED = ".utf8";

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
    try (TextLines lines = new TextLines(file)) {
      return read(lines);
    }
  }

  /** As {@link #read(Path)}, of lines that are open. */
  static List<String> read(TextLines lines) throws IOException, NotCaptionsException {
    List<String> texts = new ArrayList<>();
    for (Line line = lines.next(); line != null; line = lines.next()) {
      if (line.text().indexOf('\0') >= 0) {
        throw new NotCaptionsException("not a text file: it holds zero bytes");
      }
      String text = line.text().strip();
      if (!text.isEmpty() && !isTranslation(text)) {
        texts.add(text);
      }
    }
    if (texts.isEmpty()) {
      throw new NotCaptionsException("it holds no text");
    }
    return List.copyOf(texts);
  }

  /**
   * Whether a line is {@code LOCALE.utf8=WORDS}, the locale two or three letters and perhaps parts
   * behind {@code _ @ . -}. One pass, since a line may be as long as the file.
   */
  private static boolean isTranslation(String line) {
    int equals = line.indexOf('=');
    int end = equals - TRANSLATED.length();
    if (end < 2 || !line.startsWith(TRANSLATED, end)) {
      return false;
    }
    int letters = 0;
    while (letters < end && isAsciiLetter(line.charAt(letters))) {
      letters++;
    }
    if (letters < 2 || letters > 3) {
      return false;
    }
    boolean partIsEmpty = false;
    for (int i = letters; i < end; i++) {
      char c = line.charAt(i);
      boolean separator = "_@.-".indexOf(c) >= 0;
      if (separator ? partIsEmpty : !isAsciiLetter(c) && !(c >= '0' && c <= '9')) {
        return false;
      }
      partIsEmpty = separator;
    }
    return !partIsEmpty;
  }

  private static boolean isAsciiLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
