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
   * Threads that are in native code for most of their time may have much. Those that run Java may
   * have little: a collection of garbage waits until each of them has been given a processor once
   * more.
   */

  /**
   * What the command {@code nice} adds: a tenth of the share of a usual thread on a contended core.
   */
  private static final int STEP = 10;

  /** A third of that share: soon enough where a collection of garbage waits. */
  private static final int SMALL_STEP = 5;

  private static final Logger LOG = LoggerFactory.getLogger(Niceness.class);

  private Niceness() {}

  /** Adds to the niceness of the calling thread, which is in native code for most of its time. */
  static void add() {
    add(STEP);
  }

  /** Adds less, to that of a calling thread that runs Java. */
  static void addLittle() {
    add(SMALL_STEP);
  }

  /** Costs a tenth of a second the first time. */
  private static void add(int step) {
    if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).equals("linux")) {
      return;
    }
    try {
      int _ = (int) nice().invokeExact(step);
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
