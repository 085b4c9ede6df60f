package dev.diptych.index.internal.generation;

import dev.diptych.core.ShortMemory;
import dev.diptych.index.internal.vectors.ItemCodec;
import dev.diptych.index.internal.vectors.SegmentMerges;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.IndexWriterConfig.OpenMode;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.NoLockFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens Lucene's writer with the settings of an index: codec, merges, memory. */
final class LuceneWriters {

  private static final Logger log = LoggerFactory.getLogger(LuceneWriters.class);

  /** Documents that Lucene buffers before it writes a segment: a share of small heaps. */
  private static final double BUFFER_MEGABYTES =
      Math.clamp(Runtime.getRuntime().maxMemory() / 32e6, 8, 64);

  /** What it buffers after memory has been too short. */
  private static final double SMALL_BUFFER_MEGABYTES = Math.min(BUFFER_MEGABYTES, 8);

  private LuceneWriters() {}

  static IndexWriter open(Directory directory, ItemCodec codec, OpenMode mode) throws IOException {
    return new IndexWriter(directory, config(codec, mode, BUFFER_MEGABYTES));
  }

  /** Opens a writer at the last commit that buffers as little as is reasonable. */
  static IndexWriter openInShortMemory(Directory directory, ItemCodec codec) throws IOException {
    return new IndexWriter(directory, config(codec, OpenMode.APPEND, SMALL_BUFFER_MEGABYTES));
  }

  /**
   * Opens the folder of a writer without Lucene's lock: the index has one of its own, and a writer
   * that does not end must not keep another from opening.
   */
  static Directory directory(Path folder) throws IOException {
    return FSDirectory.open(folder, NoLockFactory.INSTANCE);
  }

  /**
   * Ends a writer and drops what it has not committed. Where memory ran out once more while Lucene
   * cleaned up behind the first time, Lucene waits without end for an end that is not to come. Such
   * a writer is left, as soon as none of its merges runs: it writes nothing more.
   *
   * @param most how long to wait for it at least
   */
  static void end(IndexWriter writer, Duration most) throws IOException {
    FutureTask<Void> end =
        new FutureTask<>(
            () -> {
              writer.rollback();
              return null;
            });
    Thread.ofPlatform().daemon().name("lucene-end").start(end);
    do {
      if (isDone(end, most)) {
        return;
      }
    } while (isMerging(writer));
    log.warn("Lucene's writer did not end for want of memory; another one takes its place");
  }

  private static boolean isMerging(IndexWriter writer) {
    return writer.getConfig().getMergeScheduler() instanceof ConcurrentMergeScheduler merges
        && merges.mergeThreadCount() > 0;
  }

  private static boolean isDone(FutureTask<Void> end, Duration most) throws IOException {
    try {
      end.get(most.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException failure -> throw failure;
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new IOException(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while Lucene's writer ended");
    }
  }

  private static IndexWriterConfig config(ItemCodec codec, OpenMode mode, double bufferMegabytes) {
    ConcurrentMergeScheduler merges = new QuietMerges();
    merges.setMaxMergesAndThreads(6, 1);
    return new IndexWriterConfig()
        .setCodec(codec)
        .setOpenMode(mode)
        .setMergeScheduler(merges)
        .setMergePolicy(new SegmentMerges())
        .setRAMBufferSizeMB(bufferMegabytes);
  }

  /** Leaves it to the writer to tell of a merge for which memory was too short. */
  private static final class QuietMerges extends ConcurrentMergeScheduler {
    @Override
    protected void handleMergeException(Throwable failure) {
      if (!ShortMemory.isBehind(failure)) {
        super.handleMergeException(failure);
      }
    }
  }
}
