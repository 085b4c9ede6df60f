package dev.diptych.index.internal.vectors;

import dev.diptych.index.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/** One segment in {@link PackedVectorsFormat}; vectors are numbered as they were drawn. */
final class VectorSegment implements AutoCloseable {

  static final String FIELD = "vector";
  static final String NUMBER = "number";

  private final float[][] vectors;
  private final Directory directory;
  private final DirectoryReader reader;

  private VectorSegment(float[][] vectors, Directory directory, DirectoryReader reader) {
    this.vectors = vectors;
    this.directory = directory;
    this.reader = reader;
  }

  /**
   * Writes a segment.
   *
   * @param leastInGraph from how many vectors on it gets a graph
   * @param gap after how many vectors comes a document without one; 0 for never
   */
  static VectorSegment write(
      Path folder, int count, int dimension, long seed, int leastInGraph, int gap)
      throws IOException {
    Random random = new Random(seed);
    float[][] vectors = new float[count][];
    for (int number = 0; number < count; number++) {
      vectors[number] = Samples.unit(random, dimension).toArray();
    }
    return write(folder, vectors, leastInGraph, gap);
  }

  /** Writes a segment of these vectors, without a graph. */
  static VectorSegment write(Path folder, float[][] vectors) throws IOException {
    return write(folder, vectors, Integer.MAX_VALUE, 0);
  }

  private static VectorSegment write(Path folder, float[][] vectors, int leastInGraph, int gap)
      throws IOException {
    ExecutorService helper = Executors.newSingleThreadExecutor();
    KnnVectorsFormat format = new PackedVectorsFormat(2, helper, leastInGraph);
    Directory directory = FSDirectory.open(folder);
    IndexWriterConfig config =
        new IndexWriterConfig()
            .setMergePolicy(NoMergePolicy.INSTANCE)
            .setCodec(
                new Lucene104Codec() {
                  @Override
                  public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                    return format;
                  }
                });
    try (helper;
        IndexWriter writer = new IndexWriter(directory, config)) {
      for (int number = 0; number < vectors.length; number++) {
        Document document = new Document();
        document.add(new StringField(NUMBER, String.valueOf(number), Field.Store.YES));
        document.add(
            new KnnFloatVectorField(FIELD, vectors[number], VectorSimilarityFunction.DOT_PRODUCT));
        writer.addDocument(document);
        if (gap > 0 && number % gap == 0) {
          writer.addDocument(new Document());
        }
      }
    }
    return new VectorSegment(vectors, directory, DirectoryReader.open(directory));
  }

  float[] vector(int number) {
    return vectors[number];
  }

  LeafReader leaf() {
    return reader.leaves().getFirst().reader();
  }

  /** {@return the number of the vector of a document} */
  int number(int document) throws IOException {
    String number = leaf().storedFields().document(document).get(NUMBER);
    return number == null ? -1 : Integer.parseInt(number);
  }

  @Override
  public void close() throws IOException {
    reader.close();
    directory.close();
  }
}
