package dev.diptych.cli.internal.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;

/**
 * Where errors and notes go. The launcher puts a filter in the place of stderr, which takes out the
 * line on incubator modules that the JVM writes before this program begins, and hands over the
 * stderr that it was itself given as a descriptor of its own, whose number it tells in {@code
 * -Ddiptych.stderr}. What the program writes goes there, unfiltered and in order; what the JVM and
 * native libraries write goes through the filter.
 */
public final class StandardError {

  private static final FileDescriptor DESCRIPTOR = find();

  private StandardError() {}

  /** {@return the descriptor of the stderr that the caller of the launcher sees} */
  static FileDescriptor descriptor() {
    return DESCRIPTOR;
  }

  /** Has {@code System.err}, to which logs and stack traces go, write there as well. */
  public static void takeBack() {
    if (DESCRIPTOR != FileDescriptor.err) {
      System.setErr(
          new PrintStream(new FileOutputStream(DESCRIPTOR), true, StandardCharsets.UTF_8));
    }
  }

  private static FileDescriptor find() {
    String number = System.getProperty("diptych.stderr", "");
    if (!number.matches("[3-9]")) {
      return FileDescriptor.err;
    }
    try {
      // The JDK has no public way to a descriptor by its number; the launcher opens java.io for it.
      Constructor<FileDescriptor> byNumber = FileDescriptor.class.getDeclaredConstructor(int.class);
      byNumber.setAccessible(true);
      return byNumber.newInstance(Integer.parseInt(number));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return FileDescriptor.err; // through the filter, which passes everything else on
    }
  }
}
