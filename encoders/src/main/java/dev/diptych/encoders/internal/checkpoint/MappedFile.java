package dev.diptych.encoders.internal.checkpoint;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A whole file mapped into memory for reading, by a reader that then owns the mapping. */
final class MappedFile {

  private MappedFile() {}

  /** Takes over a mapping, or throws. */
  interface Reader<T> {
    T read(String name, Arena arena, MemorySegment file);
  }

  /**
   * Maps a file of any size and hands it to a reader; where that throws, the mapping is undone.
   *
   * @throws DiptychException IO when the file cannot be read, or whatever the reader throws
   */
  static <T> T open(Path file, Reader<T> reader) {
    Arena arena = Arena.ofShared();
    boolean read = false;
    try (FileChannel channel = FileChannel.open(file)) {
      LfsPointer.refuse(file);
      MemorySegment mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      T result = reader.read(String.valueOf(file.getFileName()), arena, mapped);
      read = true;
      return result;
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.IO, "cannot read %s: %s".formatted(file, IoReason.of(e)), e);
    } finally {
      if (!read) {
        arena.close();
      }
    }
  }
}
