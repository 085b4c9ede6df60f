package dev.diptych.index.internal.vectors;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.jspecify.annotations.Nullable;

/**
 * Lucene's codec with vectors in {@link PackedVectorsFormat}, and the threads that build its
 * graphs. The names written to disk are Lucene's own, so any Lucene 10.4 or later opens the result.
 * For writing only; readers find their way by those names.
 */
public final class ItemCodec extends Lucene104Codec implements AutoCloseable {

  /** More would mostly wait for each other where a graph begins. */
  private static final int MOST_THREADS = 8;

  private final @Nullable ExecutorService helpers;
  private final KnnVectorsFormat vectors;

  public ItemCodec() {
    int threads = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_THREADS);
    this.helpers =
        threads == 1
            ? null
            : Executors.newFixedThreadPool( // the thread that merges is the one more
                threads - 1, Thread.ofPlatform().daemon().name("graph-", 1).factory());
    this.vectors = new PackedVectorsFormat(threads, helpers, PackedVectorsFormat.LEAST_IN_GRAPH);
  }

  @Override
  public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
    return vectors;
  }

  /** Ends the threads; the writer must be closed by then. */
  @Override
  public void close() {
    if (helpers != null) {
      helpers.shutdown();
    }
  }
}
