package dev.diptych.indexer.internal.tar;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/** An archive as it lies in its file: every place is as near as any other. */
final class FileTape implements Tape {

  private final FileChannel channel;

  /**
   * @param channel is closed with this
   */
  FileTape(FileChannel channel) {
    this.channel = channel;
  }

  @Override
  public byte[] read(long at, int most) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.clamp(channel.size() - at, 0, most));
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, at + bytes.position()) < 0) {
        return Arrays.copyOf(bytes.array(), bytes.position());
      }
    }
    return bytes.array();
  }

  @Override
  public boolean reaches(long at) throws IOException {
    return at <= channel.size();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
