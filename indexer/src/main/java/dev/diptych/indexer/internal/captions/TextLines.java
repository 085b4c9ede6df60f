package dev.diptych.indexer.internal.captions;

import dev.diptych.indexer.internal.crawl.RegularFile;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a text file, one at a time, each of bounded length, read once and no further than
 * they are asked for. Lines end with LF, CRLF or CR. Memory does not grow with the file.
 */
final class TextLines implements Closeable {

  /**
   * Longest line kept, in bytes; of a longer one the beginning is kept and {@link Line#cut} set.
   */
  static final int LONGEST = 1 << 20;

  /** Longest line passed over, in bytes: what has a longer one was never written as lines. */
  static final int LONGEST_PASSED_OVER = 1 << 24;

  private final InputStream in;
  private final TextCharset charset;
  private final byte[] unit;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
  private int number;
  private boolean lineFeedMayFollow;
  private boolean insideCutLine;

  TextLines(Path file) throws IOException {
    this(RegularFile.open(file));
  }

  /** Lines of a stream, which is closed with them. */
  TextLines(InputStream content) throws IOException {
    this.in = new BufferedInputStream(content, 1 << 16);
    try {
      in.mark(TextCharset.HEAD_BYTES);
      this.charset = TextCharset.of(in.readNBytes(TextCharset.HEAD_BYTES));
      in.reset();
      in.skipNBytes(charset.markBytes());
    } catch (IOException e) {
      in.close();
      throw e;
    }
    this.unit = new byte[charset.unitBytes()];
  }

  /**
   * A line.
   *
   * @param number from 1
   * @param text without its end
   * @param cut whether it was longer than {@link #LONGEST}
   */
  record Line(int number, String text, boolean cut) {}

  /**
   * {@return the next line, null after the last}
   *
   * @throws IOException also when the line before is longer than {@link #LONGEST_PASSED_OVER}
   */
  @Nullable Line next() throws IOException {
    if (insideCutLine) {
      passOverRest();
    }
    line.reset();
    boolean any = false;
    while (true) {
      int c = read();
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
        return new Line(number, charset.decode(line.toByteArray(), false), false);
      }
      any = true;
      if (line.size() + unit.length > LONGEST) {
        number++;
        insideCutLine = true;
        return new Line(number, charset.decode(line.toByteArray(), true), true);
      }
      line.write(unit, 0, unit.length);
    }
  }

  private void passOverRest() throws IOException {
    for (long passed = LONGEST; passed <= LONGEST_PASSED_OVER; passed += unit.length) {
      int c = read();
      if (c < 0 || c == '\n' || c == '\r') {
        insideCutLine = false;
        lineFeedMayFollow = c == '\r';
        return;
      }
    }
    throw new IOException(
        "line %s is longer than %s MiB, so these are no lines of text; nothing behind it is read"
            .formatted(number, LONGEST_PASSED_OVER >> 20));
  }

  /** {@return the next code unit, -1 at the end} */
  private int read() throws IOException {
    int first = in.read();
    if (first < 0) {
      return -1;
    }
    unit[0] = (byte) first;
    if (unit.length == 2) {
      int second = in.read();
      if (second < 0) {
        return -1; // half a character
      }
      unit[1] = (byte) second;
    }
    return charset.unit(unit, 0);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
