package dev.diptych.indexer.internal.tar;

import dev.diptych.core.Gzip;
import dev.diptych.indexer.internal.crawl.FileFacts;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Reads members of one archive, best in their order: one that is packed is unpacked from its
 * beginning again where a member lies before the last one. Not thread-safe.
 */
public final class TarReader implements Closeable {

  private final Path file;
  private @Nullable Tape tape;
  private long position;

  /** A reader of an archive, which is opened when something is read. */
  public TarReader(Path file) {
    this.file = file;
  }

  /** Opens an archive, packed or not. */
  static Tape open(Path file) throws IOException {
    FileChannel channel = channel(file);
    try {
      return isPacked(channel) ? new GzipTape(channel) : new FileTape(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** {@return whether an archive has to be unpacked, and so to be read in order} */
  static boolean isPacked(Path file) throws IOException {
    try (FileChannel channel = channel(file)) {
      return isPacked(channel);
    }
  }

  private static boolean isPacked(FileChannel channel) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(2);
    return channel.read(head, 0) == 2 && Gzip.isPacked(head.array());
  }

  private static FileChannel channel(Path file) throws IOException {
    if (FileFacts.of(file).kind() != FileFacts.Kind.FILE) {
      throw new FileSystemException(file.toString(), null, "not a regular file");
    }
    return FileChannel.open(file, StandardOpenOption.READ);
  }

  /**
   * {@return the bytes of a member, at most so many}
   *
   * @throws IOException also where the archive has become shorter
   */
  public byte[] read(TarMember member, int most) throws IOException {
    Tape from = tape;
    if (from == null || (from instanceof GzipTape && member.offset() < position)) {
      close();
      from = open(file);
      tape = from;
    }
    int length = (int) Math.min(member.bytes(), most);
    position = member.offset() + length;
    byte[] bytes = from.read(member.offset(), length);
    if (bytes.length < length) {
      throw new IOException("the archive has become shorter");
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    Tape open = tape;
    tape = null;
    position = 0;
    if (open != null) {
      open.close();
    }
  }
}
