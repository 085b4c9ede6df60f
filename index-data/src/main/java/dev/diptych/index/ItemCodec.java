package dev.diptych.index;

import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/**
 * Lucene's codec with HNSW graphs over 32-bit vectors of up to 4096 dimensions. The names written
 * to disk are Lucene's own, so any Lucene 10 opens the result.
 *
 * <p>HNSW paper to code: M is {@code maxConn}, efConstruction is {@code beamWidth}.
 */
final class ItemCodec extends Lucene104Codec {

  private static final int MAX_CONN = 16;
  private static final int BEAM_WIDTH = 100;

  private final KnnVectorsFormat vectors = new WideHnswVectorsFormat();

  @Override
  public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
    return vectors;
  }

  /** Lucene's HNSW format without its default bound of 1024 dimensions. */
  private static final class WideHnswVectorsFormat extends KnnVectorsFormat {

    private final KnnVectorsFormat hnsw = new Lucene99HnswVectorsFormat(MAX_CONN, BEAM_WIDTH);

    WideHnswVectorsFormat() {
      super("Lucene99HnswVectorsFormat");
    }

    @Override
    public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
      return hnsw.fieldsWriter(state);
    }

    @Override
    public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
      return hnsw.fieldsReader(state);
    }

    @Override
    public int getMaxDimensions(String field) {
      return IndexSpec.MOST_DIMENSIONS;
    }
  }
}
