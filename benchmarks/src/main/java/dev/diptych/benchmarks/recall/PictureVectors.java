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
import java.util.stream.IntStream;
import org.apache.lucene.util.VectorUtil;

/**
 * Pictures of 32 vectors each. A vector is the sum of what the picture has in common with its
 * neighbours (fifty around a Gaussian centre), what is the picture's (0.7 a component), a direction
 * of its number, the same in all pictures (0.7), and what is its own; of unit length. A query is a
 * vector of some picture with noise of half its length, as words tell of one thing in a picture.
 * They lie in a file of 32-bit numbers. The same on every machine.
 */
final class PictureVectors {

  static final int VECTORS = 32;
  static final int DIMENSION = 256;

  private static final int A_CENTRE = 50;
  private static final float PICTURE = 0.7f;
  private static final float DIRECTION = 0.7f;
  private static final float NOISE = 0.5f;
  private static final long VECTOR_BYTES = 4L * DIMENSION;
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final int size;
  private final int queries;
  private final MemorySegment rows;

  private PictureVectors(int size, int queries, MemorySegment rows) {
    this.size = size;
    this.queries = queries;
    this.rows = rows;
  }

  /**
   * Draws a set and writes it to a file. Uses all cores.
   *
   * @param own deviation of what is a vector's own, a component; that of a centre is 1
   */
  static PictureVectors draw(Path file, int size, int queries, float own) throws IOException {
    float[][] centres = new float[Math.max(1, size / A_CENTRE)][];
    for (int i = 0; i < centres.length; i++) {
      centres[i] = noise(new SplittableRandom(7919L * i + size), new float[DIMENSION], 1);
    }
    float[][] directions = new float[VECTORS][];
    for (int number = 0; number < VECTORS; number++) {
      directions[number] =
          noise(new SplittableRandom(-1 - number), new float[DIMENSION], DIRECTION);
    }
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      MemorySegment rows =
          channel.map(FileChannel.MapMode.READ_WRITE, 0, offset(size, 0), Arena.ofAuto());
      IntStream.range(0, size)
          .parallel()
          .forEach(
              picture -> {
                SplittableRandom random =
                    new SplittableRandom(picture * 0x9E3779B97F4A7C15L + size);
                float[] common = centres[random.nextInt(centres.length)].clone();
                noise(random, common, PICTURE);
                for (int number = 0; number < VECTORS; number++) {
                  float[] vector = noise(random, common.clone(), own);
                  VectorUtil.add(vector, directions[number]);
                  VectorUtil.l2normalize(vector);
                  MemorySegment.copy(vector, 0, rows, FLOAT, offset(picture, number), DIMENSION);
                }
              });
      rows.force();
      return new PictureVectors(size, queries, rows);
    }
  }

  private static float[] noise(SplittableRandom random, float[] vector, float deviation) {
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] += deviation * (float) random.nextGaussian();
    }
    return vector;
  }

  private static long offset(int picture, int number) {
    return ((long) picture * VECTORS + number) * VECTOR_BYTES;
  }

  int size() {
    return size;
  }

  int queries() {
    return queries;
  }

  /** {@return bytes of the file} */
  long bytes() {
    return rows.byteSize();
  }

  /** {@return all vectors of a picture, {@code f32 [32,256]}} */
  float[] picture(int picture) {
    float[] all = new float[VECTORS * DIMENSION];
    MemorySegment.copy(rows, FLOAT, offset(picture, 0), all, 0, all.length);
    return all;
  }

  /** {@return the unit vector in the direction of their mean, {@code f32 [256]}} */
  float[] pooled(int picture) {
    float[] sum = new float[DIMENSION];
    for (int number = 0; number < VECTORS; number++) {
      VectorUtil.add(sum, vector(picture, number));
    }
    return VectorUtil.l2normalize(sum);
  }

  /** {@return the largest cosine of a query and a picture's vectors} */
  float cosine(float[] query, int picture) {
    float best = -1;
    for (int number = 0; number < VECTORS; number++) {
      best = Math.max(best, VectorUtil.dotProduct(query, vector(picture, number)));
    }
    return best;
  }

  private float[] vector(int picture, int number) {
    float[] vector = new float[DIMENSION];
    MemorySegment.copy(rows, FLOAT, offset(picture, number), vector, 0, DIMENSION);
    return vector;
  }

  /** {@return a query, {@code f32 [256]}} */
  float[] query(int query) {
    SplittableRandom random = new SplittableRandom(31L * query + 5);
    float[] vector = vector(random.nextInt(size), random.nextInt(VECTORS));
    return VectorUtil.l2normalize(noise(random, vector, NOISE / (float) Math.sqrt(DIMENSION)));
  }
}
