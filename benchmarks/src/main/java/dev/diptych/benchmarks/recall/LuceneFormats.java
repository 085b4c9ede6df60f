package dev.diptych.benchmarks.recall;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104HnswScalarQuantizedVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues.ScalarEncoding;
import org.jspecify.annotations.Nullable;

/** Lucene's own formats, with graphs like hnswlib's, built on as many threads. */
enum LuceneFormats {
  FLOAT("Lucene, 32 bits", null),
  BYTE("Lucene, 8 bits", ScalarEncoding.UNSIGNED_BYTE),
  NIBBLE("Lucene, 4 bits", ScalarEncoding.PACKED_NIBBLE),
  BIT("Lucene, 1 bit", ScalarEncoding.SINGLE_BIT_QUERY_NIBBLE);

  private static final int MAX_CONN = 16;
  private static final int BEAM_WIDTH = 100;

  private final String title;
  private final @Nullable ScalarEncoding encoding;

  LuceneFormats(String title, @Nullable ScalarEncoding encoding) {
    this.title = title;
    this.encoding = encoding;
  }

  /** {@return what tables call it} */
  String title() {
    return title;
  }

  KnnVectorsFormat format() {
    int threads = Runtime.getRuntime().availableProcessors();
    ExecutorService helpers =
        threads == 1
            ? null
            : Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().factory());
    return encoding == null
        ? new Lucene99HnswVectorsFormat(MAX_CONN, BEAM_WIDTH, threads, helpers)
        : new Lucene104HnswScalarQuantizedVectorsFormat(
            encoding, MAX_CONN, BEAM_WIDTH, threads, helpers);
  }
}
