package dev.diptych.index;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The committed bytes of a chunk, mapped, counted: unmapped when the last lease ends. Thread-safe.
 */
final class MappedChunk {

  private final Arena arena;
  private final MemorySegment bytes;
  private final AtomicInteger leases = new AtomicInteger(1);

  private MappedChunk(Arena arena, MemorySegment bytes) {
    this.arena = arena;
    this.bytes = bytes;
  }

  /** Maps the first {@code length} bytes of a file; the caller has the first lease. */
  static MappedChunk map(Path file, long length) throws IOException {
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new MappedChunk(arena, channel.map(FileChannel.MapMode.READ_ONLY, 0, length, arena));
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  /** {@return whether the lease was given; false once it is unmapped} */
  boolean lease() {
    int count;
    do {
      count = leases.get();
      if (count == 0) {
        return false;
      }
    } while (!leases.compareAndSet(count, count + 1));
    return true;
  }

  /** Gives one lease back. */
  void release() {
    if (leases.decrementAndGet() == 0) {
      arena.close();
    }
  }

  long length() {
    return bytes.byteSize();
  }

  /** {@return a part of the chunk, to be used only while leased} */
  MemorySegment slice(long offset, long length) {
    return bytes.asSlice(offset, length);
  }
}
