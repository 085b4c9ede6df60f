package dev.diptych.cli.internal.terminal;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The two output streams of a command. Results go to {@code out}, all else to {@code err}; both are
 * UTF-8. Thread-safe: a line is written as a whole.
 */
public final class Console {

  /** Columns where nothing tells the width. */
  static final int DEFAULT_WIDTH = 80;

  private static final int LEAST_WIDTH = 20;
  private static final int MOST_WIDTH = 500;

  private final OutputStream out;
  private final OutputStream err;
  private final int width;
  private final boolean outIsTerminal;
  private final boolean errIsTerminal;

  /**
   * Wraps two streams, the first of which is no terminal.
   *
   * @param out where results go
   * @param err where everything else goes
   * @param width columns that a line may take, clamped to 20 to 500
   * @param errIsTerminal whether {@code err} understands a carriage return
   */
  public Console(OutputStream out, OutputStream err, int width, boolean errIsTerminal) {
    this(out, err, width, false, errIsTerminal);
  }

  /**
   * Wraps two streams.
   *
   * @param out where results go
   * @param err where everything else goes
   * @param width columns that a line may take, clamped to 20 to 500
   * @param outIsTerminal whether what {@code out} takes is shown by a terminal
   * @param errIsTerminal whether {@code err} understands a carriage return
   */
  public Console(
      OutputStream out, OutputStream err, int width, boolean outIsTerminal, boolean errIsTerminal) {
    this.out = out;
    this.err = err;
    this.width = Math.clamp(width, LEAST_WIDTH, MOST_WIDTH);
    this.outIsTerminal = outIsTerminal;
    this.errIsTerminal = errIsTerminal;
  }

  /**
   * The streams of this process. The launcher tells in {@code -Ddiptych.terminal=out,err} which of
   * them are terminals.
   *
   * @param environment the process environment; {@code COLUMNS} is the width
   */
  public static Console ofProcess(Map<String, String> environment) {
    List<String> terminals =
        Arrays.asList(System.getProperty("diptych.terminal", "").split(",", -1));
    return new Console(
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(StandardError.descriptor()),
        columns(environment),
        terminals.contains("out"),
        terminals.contains("err"));
  }

  /** {@return what this process is given to read, the caller's to close} */
  public static InputStream input() {
    return new FileInputStream(FileDescriptor.in);
  }

  /** {@return the width that {@code COLUMNS} names, or 80} */
  static int columns(Map<String, String> environment) {
    String columns = Objects.requireNonNullElse(environment.get("COLUMNS"), "").strip();
    return columns.matches("[1-9][0-9]{0,5}") ? Integer.parseInt(columns) : DEFAULT_WIDTH;
  }

  /** {@return columns that a line may take} */
  public int width() {
    return width;
  }

  /** {@return whether what {@code out} takes is shown by a terminal} */
  public boolean outIsTerminal() {
    return outIsTerminal;
  }

  /** {@return whether {@code err} is a terminal, where a line may be drawn over} */
  public boolean errIsTerminal() {
    return errIsTerminal;
  }

  /**
   * Writes one line of results for people, or several; what could steer a terminal becomes U+FFFD.
   *
   * @throws OutputClosed when the reader has gone
   */
  public void line(String text) {
    raw(DisplayText.harmless(text) + System.lineSeparator());
  }

  /**
   * Writes results as they are: the program's own text. Names go through {@link #name}.
   *
   * @throws OutputClosed when the reader has gone
   */
  public void raw(String text) {
    raw(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes a name: its bytes for another program, on a terminal as text without what could steer
   * it.
   *
   * @param bytes the name as the file system has it, which need not be UTF-8
   * @param end what ends it
   * @throws OutputClosed when the reader has gone
   */
  public void name(byte[] bytes, String end) {
    if (outIsTerminal) {
      raw(DisplayText.harmless(new String(bytes, StandardCharsets.UTF_8)) + end);
    } else {
      byte[] ending = end.getBytes(StandardCharsets.UTF_8);
      byte[] whole = Arrays.copyOf(bytes, bytes.length + ending.length);
      System.arraycopy(ending, 0, whole, bytes.length, ending.length);
      raw(whole);
    }
  }

  private void raw(byte[] bytes) {
    try {
      write(out, bytes);
    } catch (IOException e) {
      if (isClosedPipe(e)) {
        throw new OutputClosed(e);
      }
      throw new DiptychException(
          ErrorCode.IO, "cannot write the output (%s)".formatted(IoReason.of(e)), e);
    }
  }

  /** {@return a writer of results, for libraries that want one; closing it has no effect} */
  public PrintWriter resultWriter() {
    return new PrintWriter(
        new Writer() {
          @Override
          public void write(char[] characters, int offset, int length) {
            raw(new String(characters, offset, length));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        });
  }

  /**
   * Writes one line beside the results, or several; lost when nobody reads it. What could steer a
   * terminal becomes U+FFFD.
   */
  public void note(String text) {
    noteRaw(DisplayText.harmless(text) + System.lineSeparator());
  }

  /** Writes the program's own text beside the results as it is; lost when nobody reads it. */
  public void noteRaw(String text) {
    try {
      write(err, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // Nothing is left to tell it to.
      return;
    }
  }

  private static boolean isClosedPipe(IOException e) {
    String message = Objects.requireNonNullElse(e.getMessage(), "");
    return message.contains("Broken pipe")
        || message.contains("pipe is being closed")
        || message.equals(SystemMessage.brokenPipe());
  }

  private static void write(OutputStream stream, byte[] bytes) throws IOException {
    synchronized (stream) {
      stream.write(bytes);
      stream.flush();
    }
  }
}
