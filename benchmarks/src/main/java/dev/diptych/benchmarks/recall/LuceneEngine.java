package dev.diptych.benchmarks.recall;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.NumericUtils;
import org.apache.lucene.util.VectorUtil;

/**
 * Lucene as it comes, one segment: what another format, or Diptych's own without its own
 * comparison, would give. Quantised formats are rescored like Diptych's: thrice as many as wanted.
 */
final class LuceneEngine implements Engine {

  private static final String FIELD = "vector";
  private static final double BUFFER_MEGABYTES = 256;
  private static final int RESCORED = 3 * Truth.DEPTH;

  private final String name;
  private final Path folder;
  private final VectorSet vectors;
  private final double buildSeconds;
  private final FSDirectory directory;
  private final DirectoryReader reader;

  private LuceneEngine(
      String name, Path folder, VectorSet vectors, double buildSeconds, FSDirectory directory)
      throws IOException {
    this.name = name;
    this.folder = folder;
    this.vectors = vectors;
    this.buildSeconds = buildSeconds;
    this.directory = directory;
    this.reader = DirectoryReader.open(directory);
  }

  /** Writes all vectors and merges them into one segment. */
  static LuceneEngine build(String name, KnnVectorsFormat format, Path folder, VectorSet vectors)
      throws IOException {
    IndexWriterConfig config =
        new IndexWriterConfig()
            .setRAMBufferSizeMB(BUFFER_MEGABYTES)
            // Neighbours only, so that the number of a document stays that of its vector.
            .setMergePolicy(new LogDocMergePolicy())
            .setCodec(
                new Lucene104Codec() {
                  @Override
                  public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                    return format;
                  }
                });
    FSDirectory directory = FSDirectory.open(folder);
    long start = System.nanoTime();
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      for (int number = 0; number < vectors.size(); number++) {
        Document document = new Document();
        document.add(
            new KnnFloatVectorField(
                FIELD, vectors.vector(number), VectorSimilarityFunction.DOT_PRODUCT));
        writer.addDocument(document);
      }
      writer.forceMerge(1);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new LuceneEngine(name, folder, vectors, seconds, directory);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public double buildSeconds() {
    return buildSeconds;
  }

  @Override
  public long bytes() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      throw new IllegalStateException("cannot list " + folder, e);
    }
  }

  @Override
  public Answers answer(int effort) throws IOException {
    int[][] found = new int[vectors.queries()][];
    float[][] queries = new float[found.length][];
    Arrays.setAll(queries, vectors::query);
    long start = System.nanoTime();
    for (int query = 0; query < found.length; query++) {
      found[query] = nearest(queries[query], Math.max(Truth.DEPTH, effort));
    }
    return new Answers(found, (System.nanoTime() - start) / 1e6 / found.length);
  }

  private int[] nearest(float[] query, int beam) throws IOException {
    LeafReader leaf = reader.leaves().getFirst().reader();
    TopKnnCollector kept = new TopKnnCollector(beam, Integer.MAX_VALUE);
    leaf.searchNearestVectors(FIELD, query, kept, AcceptDocs.fromLiveDocs(null, leaf.maxDoc()));
    int[] documents =
        Stream.of(kept.topDocs().scoreDocs)
            .limit(RESCORED)
            .mapToInt((ScoreDoc hit) -> hit.doc)
            .sorted()
            .toArray();
    FloatVectorValues full = leaf.getFloatVectorValues(FIELD);
    long[] byCosine = new long[documents.length];
    for (int i = 0; i < documents.length; i++) {
      float cosine = VectorUtil.dotProduct(query, full.vectorValue(documents[i]));
      byCosine[i] = (long) -NumericUtils.floatToSortableInt(cosine) << 32 | documents[i];
    }
    return Arrays.stream(byCosine)
        .sorted()
        .limit(Truth.DEPTH)
        .mapToInt(packed -> (int) packed)
        .toArray();
  }

  @Override
  public void close() throws IOException {
    reader.close();
    directory.close();
  }
}
