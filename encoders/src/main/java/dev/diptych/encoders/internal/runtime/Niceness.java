package dev.diptych.encoders.internal.runtime;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much a thread leaves the processors to others, as Unix counts it: 0 is usual, 19 the most.
 * Threads that a thread starts begin with its own, also those of native libraries.
 */
final class Niceness {

  /*
   * Java's own Thread.setPriority does nothing on Linux. There a niceness belongs to a thread and
   * nobody needs a right to add to it. On other systems nice() is about the whole process, so
   * nothing is done.
   *
   * Only threads that are in native code for most of their time may have some: a collection of
   * garbage waits until each thread that runs Java has been given a processor once more.
   */

  /**
   * What the command {@code nice} adds: a tenth of the share of a usual thread on a contended core.
   */
  private static final int STEP = 10;

  private static final Logger LOG = LoggerFactory.getLogger(Niceness.class);

  private Niceness() {}

  /** Adds to the calling thread's niceness; costs a tenth of a second the first time. */
  static void add() {
    if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).equals("linux")) {
      return;
    }
    try {
      int _ = (int) nice().invokeExact(STEP);
    } catch (Throwable e) { // the threads work all the same
      LOG.debug("The system's priorities cannot be set", e);
    }
  }

  @SuppressWarnings("restricted") // a function of the C library
  private static MethodHandle nice() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("nice"),
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  }
}
