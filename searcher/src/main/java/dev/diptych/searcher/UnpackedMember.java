package dev.diptych.searcher;

import dev.diptych.core.Gzip;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The bytes of one member of an archive that gzip has packed. Such an archive has no places to jump
 * to: all that lies before the member is unpacked and dropped, which costs a second for a few
 * hundred megabytes. The member itself goes into a file of its own, which leaves no name behind.
 */
final class UnpackedMember {

  private static final int BUFFER = 64 << 10;

  private UnpackedMember() {}

  /**
   * {@return the member, positioned at its beginning; shorter where the archive ends before}
   *
   * @param archive is closed
   * @param offset where the member begins, unpacked
   * @param bytes how long it is
   */
  static SeekableByteChannel of(SeekableByteChannel archive, long offset, long bytes)
      throws IOException {
    try (archive;
        InputStream in = Gzip.unpacked(Channels.newInputStream(archive))) {
      in.skipNBytes(offset);
      Path name = Files.createTempFile("diptych-member-", "");
      FileChannel member =
          FileChannel.open(
              name,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
      boolean whole = false;
      try {
        copy(Channels.newChannel(in), member, bytes);
        whole = true;
        return member.position(0);
      } finally {
        if (!whole) {
          member.close();
        }
      }
    }
  }

  private static void copy(ReadableByteChannel from, FileChannel to, long bytes)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    long left = bytes;
    while (left > 0) {
      buffer.clear().limit((int) Math.min(left, BUFFER));
      if (from.read(buffer) < 0) {
        return;
      }
      left -= buffer.position();
      buffer.flip();
      while (buffer.hasRemaining()) {
        to.write(buffer);
      }
    }
  }
}
