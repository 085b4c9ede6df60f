package dev.diptych.searcher;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Opens files on threads that can be spared. Opening a pipe waits for a writer and opening a file
 * of a hung disk for the disk; Java has no opening without waiting. Whoever asks waits two seconds
 * at most; the thread is given up, and what it opens later is closed.
 */
final class FileOpening {

  private static final int MOST_AT_ONCE = 16;
  private static final int LONGEST_SECONDS = 2;
  private static final int IDLE_SECONDS = 10;

  private static final ExecutorService THREADS =
      new ThreadPoolExecutor(
          0,
          MOST_AT_ONCE,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().daemon().name("open-file-", 1).factory());

  private FileOpening() {}

  /**
   * Opens a file.
   *
   * @param opening opens it, and may take for ever
   * @throws IOException what the opening threw; also when it takes too long, or too many do
   */
  static SeekableByteChannel open(Callable<SeekableByteChannel> opening) throws IOException {
    CompletableFuture<SeekableByteChannel> opened = new CompletableFuture<>();
    try {
      THREADS.execute(() -> perform(opening, opened));
      return opened.get(LONGEST_SECONDS, TimeUnit.SECONDS);
    } catch (RejectedExecutionException e) {
      throw new IOException("too many files are being opened", e);
    } catch (TimeoutException e) {
      throw givenUp(opened, new IOException("opening the file takes too long", e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw givenUp(opened, new IOException("interrupted while opening a file", e));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException known) {
        throw known;
      }
      throw new IOException("the file could not be opened", e.getCause());
    }
  }

  private static void perform(
      Callable<SeekableByteChannel> opening, CompletableFuture<SeekableByteChannel> opened) {
    try {
      SeekableByteChannel content = opening.call();
      if (!opened.complete(content)) {
        content.close(); // nobody waits any more
      }
    } catch (Throwable e) { // whoever waits has to hear of it, whatever it is
      opened.completeExceptionally(e);
    }
  }

  /** What was opened just now is closed; what opens later finds nobody and closes itself. */
  private static IOException givenUp(
      CompletableFuture<SeekableByteChannel> opened, IOException reason) {
    if (!opened.completeExceptionally(reason) && !opened.isCompletedExceptionally()) {
      try {
        opened.join().close();
      } catch (IOException e) {
        reason.addSuppressed(e);
      }
    }
    return reason;
  }
}
