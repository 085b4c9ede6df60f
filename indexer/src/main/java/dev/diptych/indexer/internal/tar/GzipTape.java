package dev.diptych.indexer.internal.tar;

import dev.diptych.core.Gzip;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.zip.ZipException;

/**
 * An archive that gzip has packed, unpacked as it is read: costs all that lies before a place, and
 * no more memory for it. Of a file that was cut off all is read that can be.
 */
final class GzipTape implements Tape {

  /** Pictures shrink by next to nothing, texts to a fifth; a bomb to a thousandth. */
  private static final long MOST_TIMES = 200;

  private static final long SMALL = 64 << 20;

  /** What keeps an archive from being read on, in a clause without a full stop. */
  static final class DamagedException extends IOException {

    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
      super(message);
    }

    DamagedException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private final InputStream in;
  private final long most;
  private long position;

  /**
   * @param channel is closed with this
   * @throws DamagedException where it is not packed as it should be
   */
  GzipTape(FileChannel channel) throws IOException {
    this.most = SMALL + MOST_TIMES * channel.size();
    try {
      this.in = Gzip.unpacked(Channels.newInputStream(channel));
    } catch (ZipException | EOFException e) {
      throw damaged(e);
    }
  }

  private static DamagedException damaged(IOException cause) {
    return new DamagedException("what gzip packed in it is damaged", cause);
  }

  @Override
  public byte[] read(long at, int length) throws IOException {
    if (!reaches(at)) {
      return new byte[0];
    }
    byte[] bytes = new byte[length];
    int read = 0;
    while (read < length) {
      int more = readSome(bytes, read, length - read);
      if (more < 0) {
        return Arrays.copyOf(bytes, read);
      }
      read += more;
    }
    return bytes;
  }

  @Override
  public boolean reaches(long at) throws IOException {
    if (at < position) {
      throw new IllegalArgumentException(
          "a packed archive is read forwards, but %s is before %s".formatted(at, position));
    }
    byte[] passed = new byte[(int) Math.min(at - position, 64 << 10)];
    while (position < at) {
      if (readSome(passed, 0, (int) Math.min(at - position, passed.length)) < 0) {
        return false;
      }
    }
    return true;
  }

  /** {@return how many bytes came; -1 where it ends, be it in the middle} */
  private int readSome(byte[] target, int from, int length) throws IOException {
    try {
      int read = in.read(target, from, length);
      position += Math.max(0, read);
      if (position > most) {
        throw new DamagedException(
            "it unpacks to more than %s times its size".formatted(MOST_TIMES));
      }
      return read;
    } catch (EOFException e) {
      return -1;
    } catch (ZipException e) {
      throw damaged(e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
