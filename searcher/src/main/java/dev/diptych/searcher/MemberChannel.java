package dev.diptych.searcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** The bytes of one member of an archive, as if they were a file. Not thread-safe. */
final class MemberChannel implements SeekableByteChannel {

  private final SeekableByteChannel archive;
  private final long offset;
  private final long bytes;
  private long position;

  /**
   * @param archive is closed with this
   * @param offset where the member begins
   * @param bytes how long it is
   */
  MemberChannel(SeekableByteChannel archive, long offset, long bytes) {
    this.archive = archive;
    this.offset = offset;
    this.bytes = bytes;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    long left = bytes - position;
    if (left <= 0) {
      return -1;
    }
    int limit = target.limit();
    target.limit((int) Math.min(limit, target.position() + left));
    try {
      archive.position(offset + position);
      int read = archive.read(target);
      position += Math.max(0, read);
      return read;
    } finally {
      target.limit(limit);
    }
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long to) {
    if (to < 0) {
      throw new IllegalArgumentException("a position is at least 0, but was " + to);
    }
    position = to;
    return this;
  }

  @Override
  public long size() throws IOException {
    return Math.clamp(archive.size() - offset, 0, bytes);
  }

  @Override
  public SeekableByteChannel truncate(long to) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return archive.isOpen();
  }

  @Override
  public void close() throws IOException {
    archive.close();
  }
}
