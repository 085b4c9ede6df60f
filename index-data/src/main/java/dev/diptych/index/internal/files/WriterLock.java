package dev.diptych.index.internal.files;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The one writer's hold on an index: an operating system's lock on the file {@code LOCK}, which
 * ends with its process, however that ends. The file's text says who holds it.
 */
public final class WriterLock implements AutoCloseable {

  /* POSIX gives up a process's locks on a file as soon as that process closes any channel to it.
   * So a second attempt in the same process must be found out before the file is opened. */
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  /* Far behind the text: where locks are mandatory (Windows), the text stays readable. */
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  private static final String INTRODUCTION = "diptych-lock 1: ";
  private static final int MOST_TEXT = 200;

  private final Path file;
  private final FileChannel channel;

  private WriterLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lock without waiting.
   *
   * @throws DiptychException LOCKED when another writer holds it
   */
  public static WriterLock acquire(Path folder) throws IOException {
    Path file = folder.toRealPath().resolve("LOCK");
    if (!HELD_HERE.add(file)) {
      throw locked(folder, "this very process, pid " + ProcessHandle.current().pid());
    }
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (!lock(channel)) {
        throw locked(folder, holder(channel));
      }
      introduce(channel);
      return new WriterLock(file, channel);
    } catch (IOException | RuntimeException e) {
      if (channel != null) {
        channel.close();
      }
      HELD_HERE.remove(file);
      throw e;
    }
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock(LOCKED_BYTE, 1, false) != null;
    } catch (OverlappingFileLockException e) {
      return false; // held by this process through another class loader
    }
  }

  private static void introduce(FileChannel channel) throws IOException {
    String text =
        "%sprocess %s since %s\n"
            .formatted(
                INTRODUCTION,
                ProcessHandle.current().pid(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS));
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(MOST_TEXT);
    channel.read(buffer, 0);
    String text =
        new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII).strip();
    return text.startsWith(INTRODUCTION)
        ? text.substring(INTRODUCTION.length()).replaceAll("[^ -~]", "?")
        : "another process";
  }

  private static DiptychException locked(Path folder, String holder) {
    return new DiptychException(
        ErrorCode.LOCKED,
        "the index at %s is being written by %s; wait for it to finish or stop it, then try again"
            .formatted(folder, holder));
  }

  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      try {
        channel.close();
      } finally {
        HELD_HERE.remove(file);
      }
    }
  }
}
