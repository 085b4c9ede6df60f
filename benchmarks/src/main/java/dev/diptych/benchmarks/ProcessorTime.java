package dev.diptych.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Optional;

/**
 * The time that this process has spent on all processors together. Java tells it in steps of 10 ms;
 * Linux to the nanosecond, by {@code clock_gettime(CLOCK_PROCESS_CPUTIME_ID)} through the foreign
 * function API. Thread-safe.
 */
final class ProcessorTime {

  private static final int PROCESS_CLOCK = 2;
  private static final long SECOND = 1_000_000_000;

  private static final Optional<MethodHandle> CLOCK = clock();

  private ProcessorTime() {}

  @SuppressWarnings("restricted") // what the function is given and gives is written here
  private static Optional<MethodHandle> clock() {
    if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
      return Optional.empty();
    }
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find("clock_gettime")
        .map(
            function ->
                linker.downcallHandle(
                    function,
                    FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS)));
  }

  /** {@return nanoseconds since the process began; 0 where nobody tells} */
  static long nanos() {
    if (CLOCK.isPresent()) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment time = arena.allocate(ValueLayout.JAVA_LONG, 2);
        int failed = (int) CLOCK.get().invokeExact(PROCESS_CLOCK, time);
        if (failed == 0) {
          return time.getAtIndex(ValueLayout.JAVA_LONG, 0) * SECOND
              + time.getAtIndex(ValueLayout.JAVA_LONG, 1);
        }
      } catch (Throwable e) {
        throw new LinkageError("clock_gettime cannot be called", e);
      }
    }
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? Math.max(0, system.getProcessCpuTime())
        : 0;
  }
}
