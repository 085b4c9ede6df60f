package dev.diptych.index.internal.features;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An open feature chunk, counted: closed when the last lease ends. It stays readable when a rebuild
 * deletes the file. Thread-safe.
 *
 * <p>Bytes are read, not mapped: a bad sector or a file that was cut is then an exception in the
 * thread that reads, whereas checksums of mapped memory are computed by code whose faults end the
 * process. The channel is an asynchronous one, because an interrupt would close any other under all
 * its users.
 */
public final class ChunkFile {

  private final Path file;
  private final AsynchronousFileChannel channel;
  private final AtomicInteger leases = new AtomicInteger(1);

  private ChunkFile(Path file, AsynchronousFileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Opens a file; the caller has the first lease. */
  public static ChunkFile open(Path file) throws IOException {
    return new ChunkFile(file, AsynchronousFileChannel.open(file, StandardOpenOption.READ));
  }

  /** {@return whether the lease was given; false once it is closed} */
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
  public void release() throws IOException {
    if (leases.decrementAndGet() == 0) {
      channel.close();
    }
  }

  /**
   * Fills an array, whether interrupted meanwhile or not; the interrupt is kept for the caller to
   * see.
   *
   * @param offset where in the file its first byte lies
   * @throws EOFException when the file ends before
   * @throws IOException when the disk fails
   */
  public void read(byte[] target, long offset) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(target);
    while (rest.hasRemaining()) {
      long at = offset + rest.position();
      if (await(channel.read(rest, at)) < 0) {
        throw new EOFException("%s ends at byte %s".formatted(file, at));
      }
    }
  }

  private static int await(Future<Integer> reading) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return reading.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      @Nullable Throwable cause = e.getCause();
      throw cause instanceof IOException failure ? failure : new IOException(cause);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
