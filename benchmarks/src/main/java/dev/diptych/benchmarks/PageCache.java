package dev.diptych.benchmarks;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The system's memory of files. Linux forgets the pages of a file when its owner says {@code
 * posix_fadvise(POSIX_FADV_DONTNEED)}, as long as they are on disk and nobody has them mapped: no
 * privilege is needed. Whether it did is seen from how much is then read from disk; a virtual
 * machine's host may still have them. Stateless.
 */
public final class PageCache {

  private static final int POSIX_FADV_DONTNEED = 4;

  private PageCache() {}

  /**
   * Has the system forget a file, or all files below a folder. Nothing may have them mapped.
   *
   * @throws UnsupportedOperationException on a system that is not Linux
   */
  public static void forget(Path path) throws IOException {
    if (!System.getProperty("os.name").equals("Linux")) {
      throw new UnsupportedOperationException("only Linux is told here to forget files");
    }
    List<Path> files;
    try (Stream<Path> tree = Files.walk(path)) {
      files = tree.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      forgetFile(file);
    }
  }

  private static void forgetFile(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true); // what is not on disk is not forgotten
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stream =
          (MemorySegment)
              Libc.FOPEN.invokeExact(arena.allocateFrom(file.toString()), arena.allocateFrom("r"));
      if (stream.address() == 0) {
        throw new IOException("cannot open " + file);
      }
      int descriptor = (int) Libc.FILENO.invokeExact(stream);
      int error = (int) Libc.FADVISE.invokeExact(descriptor, 0L, 0L, POSIX_FADV_DONTNEED);
      int closed = (int) Libc.FCLOSE.invokeExact(stream);
      if (error != 0 || closed != 0) {
        throw new IOException("cannot have %s forgotten: error %s".formatted(file, error));
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("the C library throws nothing", e);
    }
  }

  /**
   * {@return bytes this process has had read from disk so far; 0 where the system does not tell}
   */
  public static long bytesReadFromDisk() throws IOException {
    Path account = Path.of("/proc/self/io");
    if (!Files.isReadable(account)) {
      return 0;
    }
    return Files.readAllLines(account).stream()
        .filter(line -> line.startsWith("read_bytes:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
        .sum();
  }

  /** Functions of the C library. */
  private static final class Libc {

    private static final Linker LINKER = Linker.nativeLinker();

    static final MethodHandle FOPEN =
        function("fopen", ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS);
    static final MethodHandle FILENO =
        function("fileno", ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
    static final MethodHandle FADVISE =
        function(
            "posix_fadvise",
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT);
    static final MethodHandle FCLOSE =
        function("fclose", ValueLayout.JAVA_INT, ValueLayout.ADDRESS);

    private Libc() {}

    @SuppressWarnings("restricted") // that is what --enable-native-access is for
    private static MethodHandle function(
        String name, ValueLayout result, ValueLayout... parameters) {
      return LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, parameters));
    }
  }
}
