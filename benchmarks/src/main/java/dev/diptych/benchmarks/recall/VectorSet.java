package dev.diptych.benchmarks.recall;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.lucene.util.VectorUtil;

/**
 * Vectors around Gaussian centres, fifty a centre, with noise of 0.7 a component, of unit length;
 * and queries drawn alike. Half of a query's hundred nearest are of its own centre, the rest have
 * hardly anything in common with it, which makes them hard to find. They lie in files of 32-bit
 * little-endian numbers, row by row, which other programs can read. The same on every machine.
 */
final class VectorSet {

  static final int DIMENSION = 256;

  private static final int A_CENTRE = 50;
  private static final float NOISE = 0.7f;
  private static final long ROW_BYTES = 4L * DIMENSION;
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path folder;
  private final int size;
  private final int queries;
  private final MemorySegment vectorRows;
  private final MemorySegment queryRows;

  private VectorSet(
      Path folder, int size, int queries, MemorySegment vectorRows, MemorySegment queryRows) {
    this.folder = folder;
    this.size = size;
    this.queries = queries;
    this.vectorRows = vectorRows;
    this.queryRows = queryRows;
  }

  /** Draws a set and writes its files to a folder. Uses all cores. */
  static VectorSet draw(Path folder, int size, int queries) throws IOException {
    SplittableRandom random = new SplittableRandom(size);
    float[][] centres = new float[Math.max(1, size / A_CENTRE)][DIMENSION];
    for (float[] centre : centres) {
      for (int i = 0; i < DIMENSION; i++) {
        centre[i] = (float) random.nextGaussian();
      }
    }
    return new VectorSet(
        folder,
        size,
        queries,
        write(folder.resolve("vectors.f32"), size, row -> near(centres, row)),
        write(folder.resolve("queries.f32"), queries, row -> near(centres, (long) size + row)));
  }

  private static float[] near(float[][] centres, long seed) {
    SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + 1);
    float[] vector = centres[random.nextInt(centres.length)].clone();
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] += NOISE * (float) random.nextGaussian();
    }
    return VectorUtil.l2normalize(vector);
  }

  private static MemorySegment write(Path file, int rows, IntFunction<float[]> row)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      MemorySegment segment =
          channel.map(FileChannel.MapMode.READ_WRITE, 0, rows * ROW_BYTES, Arena.ofAuto());
      IntStream.range(0, rows)
          .parallel()
          .forEach(
              i -> MemorySegment.copy(row.apply(i), 0, segment, FLOAT, i * ROW_BYTES, DIMENSION));
      segment.force();
      return segment;
    }
  }

  Path folder() {
    return folder;
  }

  int size() {
    return size;
  }

  int queries() {
    return queries;
  }

  /** {@return a vector, {@code f32 [256]}} */
  float[] vector(int number) {
    return row(vectorRows, number);
  }

  /** {@return a query, {@code f32 [256]}} */
  float[] query(int number) {
    return row(queryRows, number);
  }

  private static float[] row(MemorySegment rows, int number) {
    float[] row = new float[DIMENSION];
    MemorySegment.copy(rows, FLOAT, number * ROW_BYTES, row, 0, DIMENSION);
    return row;
  }
}
