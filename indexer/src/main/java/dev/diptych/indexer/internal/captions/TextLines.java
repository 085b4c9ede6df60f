package dev.diptych.indexer.internal.captions;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a text file, one at a time, each of bounded length. Lines end with LF, CRLF or CR.
 */
final class TextLines implements Closeable {

  /** Longest line kept; of a longer one the beginning is kept and {@link Line#cut} set. */
  static final int LONGEST = 1 << 20;

  private final Reader reader;
  private int number;
  private boolean lineFeedMayFollow;

  TextLines(Path file) throws IOException {
    this.reader = new BufferedReader(TextCharset.of(file).open(file), 1 << 16);
  }

  /**
   * A line.
   *
   * @param number from 1
   * @param text without its end
   * @param cut whether it was longer than {@link #LONGEST}
   */
  record Line(int number, String text, boolean cut) {}

  /** {@return the next line, null after the last} */
  @Nullable Line next() throws IOException {
    StringBuilder text = new StringBuilder();
    boolean cut = false;
    boolean any = false;
    while (true) {
      int c = reader.read();
      if (c == '\n' && lineFeedMayFollow) {
        lineFeedMayFollow = false;
        continue;
      }
      lineFeedMayFollow = c == '\r';
      if (c < 0 && !any) {
        return null;
      }
      if (c < 0 || c == '\n' || c == '\r') {
        number++;
        return new Line(number, text.toString(), cut);
      }
      any = true;
      if (text.length() < LONGEST) {
        text.append((char) c);
      } else {
        cut = true;
      }
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
