package dev.diptych.cli.internal.terminal;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * What the operating system calls an error in the language of the user: Java hands on these words
 * and keeps the number to itself.
 */
final class SystemMessage {

  /** {@code EPIPE} of Linux and macOS. */
  private static final int BROKEN_PIPE = 32;

  private SystemMessage() {}

  /** {@return the words for a pipe that nobody reads; empty where the system does not tell} */
  static String brokenPipe() {
    return of(BROKEN_PIPE);
  }

  @SuppressWarnings("restricted") // the flags of the launcher allow native access
  private static String of(int error) {
    try {
      Linker linker = Linker.nativeLinker();
      MethodHandle words =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("strerror"),
              FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
      MemorySegment text = (MemorySegment) words.invokeExact(error);
      return text.reinterpret(Byte.MAX_VALUE << 3).getString(0);
    } catch (Throwable e) {
      return ""; // then only English words are known
    }
  }
}
