package dev.diptych.index.internal.generation;

import dev.diptych.core.ShortMemory;
import dev.diptych.index.internal.vectors.ItemCodec;
import dev.diptych.index.internal.vectors.SegmentMerges;
import java.io.IOException;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.IndexWriterConfig.OpenMode;
import org.apache.lucene.store.Directory;

/** Opens Lucene's writer with the settings of an index: codec, merges, memory. */
final class LuceneWriters {

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
