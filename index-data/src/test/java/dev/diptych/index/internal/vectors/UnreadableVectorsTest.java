package dev.diptych.index.internal.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.index.Samples;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsReader;
import org.apache.lucene.codecs.perfield.PerFieldKnnVectorsFormat;
import org.apache.lucene.index.SegmentReader;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.hnsw.RandomVectorScorer;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors whose pages cannot be read any more: comparing them fails, and the process lives. */
final class UnreadableVectorsTest {

  private static final int COUNT = 3000;
  private static final int DIMENSION = 256;

  @TempDir Path folder;

  /** From code that is interpreted to code that is compiled as well as can be. */
  @ParameterizedTest
  @ValueSource(ints = {0, 2, 20, 1000})
  void bulkScore_ofPagesThatWereCutOff_throwsAndTheProcessLives(int roundsBefore)
      throws IOException {
    try (VectorSegment segment = VectorSegment.write(folder, COUNT, DIMENSION, 3, 1_000_000, 0)) {
      RandomVectorScorer scorer =
          VectorScorers.INSTANCE.getRandomVectorScorer(
              VectorSimilarityFunction.DOT_PRODUCT,
              values(segment),
              Samples.unit(new Random(4), DIMENSION).toArray());
      int[] inOrder = IntStream.range(0, COUNT).toArray();
      int[] anyhow = IntStream.range(0, COUNT).map(i -> (i * 31 + 5) % COUNT).toArray();
      float[] scores = new float[COUNT];
      for (int round = 0; round < roundsBefore; round++) {
        scorer.bulkScore(round % 2 == 0 ? inOrder : anyhow, scores, COUNT);
      }
      cutVectors();

      int failures = 0;
      for (int round = 0; round < 300; round++) {
        try {
          scorer.bulkScore(round % 2 == 0 ? inOrder : anyhow, scores, COUNT);
          scorer.score(COUNT - 1 - round);
        } catch (InternalError e) {
          failures++;
        }
      }
      assertThat(failures).isPositive();
    }
  }

  private void cutVectors() throws IOException {
    for (Path file : Samples.files(folder, "*.{cfs,veq}")) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(Math.min(8192, Files.size(file)));
      }
    }
  }

  private static QuantizedByteVectorValues values(VectorSegment segment) throws IOException {
    PerFieldKnnVectorsFormat.FieldsReader fields =
        (PerFieldKnnVectorsFormat.FieldsReader) ((SegmentReader) segment.leaf()).getVectorReader();
    Lucene99HnswVectorsReader reader =
        (Lucene99HnswVectorsReader) fields.getFieldReader(VectorSegment.FIELD);
    return (QuantizedByteVectorValues) reader.getQuantizedVectorValues(VectorSegment.FIELD);
  }
}
