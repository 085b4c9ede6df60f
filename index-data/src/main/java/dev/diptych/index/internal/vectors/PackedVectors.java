package dev.diptych.index.internal.vectors;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.MemorySegmentAccessInput;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues.ScalarEncoding;

/*
 * Where the time of a walk goes
 *
 * A walk through a graph of a million vectors compares tens of thousands of them. With 32-bit
 * numbers each comparison waits for a kilobyte from memory; with 4-bit numbers for two or three
 * cache lines, and the multiplications cost a few nanoseconds. Then everything around them counts:
 * Lucene's own scorer copies each vector into an array first and reads its four corrections one by
 * one, which takes longer than all the rest together. So vectors are compared here, where they lie
 * in the mapped file.
 *
 * A vector is P bytes, two numbers each: byte i holds number i in its upper and number P + i in its
 * lower half, as Lucene 10.4 and later write it [1]. Read as 16-bit lanes, a lane holds four
 * numbers, and four shifts with a mask give them. A query is spread once into the same order, 16
 * bits a number. A product is at most 15 * 15 and a block adds four of them to a lane, so lanes
 * hold the sums of BLOCKS_A_SUM blocks before they must be widened.
 *
 * Pages that cannot be read
 *
 * Where a file was cut or the disk fails, touching a mapped page raises a signal. The JVM makes an
 * InternalError of it in compiled code that is known to touch such memory, and ends the process in
 * any other. Vector loads do not make code known for that, plain ones do; so each method that loads
 * a vector from the file also reads a byte there. The compiler drops that read and keeps the mark.
 *
 * What the numbers stand for: number n of a vector is lower + n * step above the centre of all
 * vectors; from the sum of products s, with the sums of both vectors' numbers,
 *
 *   x . y  =  lx ly D + ly sx Sx + lx sy Sy + sx sy s  +  x . c  +  y . c  -  c . c
 *
 * where the first four terms are (x - c) . (y - c) and "correction" is the dot product with the
 * centre c.
 *
 * [1] Optimized scalar quantization, after Gao et al., RaBitQ (SIGMOD 2024, 2025):
 * org.apache.lucene.util.quantization.OptimizedScalarQuantizer.
 */
/**
 * The 4-bit vectors of one field in one segment, compared where they lie in the mapped file.
 * Immutable and thread-safe; usable while the segment's reader is open. Needs module
 * jdk.incubator.vector: ask {@link VectorScorers} first.
 */
final class PackedVectors {

  private static final VectorSpecies<Short> LANES = ShortVector.SPECIES_PREFERRED;

  /** Bytes compared at a time, 2 numbers each. */
  static final int BLOCK = LANES.vectorByteSize();

  /** Blocks whose products a 16-bit lane can add up: {@code 4 * 15 * 15 * 64 < 2^16}. */
  private static final int BLOCKS_A_SUM = 64;

  /** Behind the numbers: lower, upper, correction, sum. */
  private static final int CORRECTION_BYTES = 16;

  private static final int CACHE_LINE = 64;

  private static final float STEPS = 15f;

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment data;
  private final int size;
  private final int dimension;
  private final int packed;
  private final int stride;
  private final float centreSquared;

  private PackedVectors(
      MemorySegment data, QuantizedByteVectorValues values, int packed, float centreSquared) {
    this.data = data;
    this.size = values.size();
    this.dimension = values.dimension();
    this.packed = packed;
    this.stride = packed + CORRECTION_BYTES;
    this.centreSquared = centreSquared;
  }

  /** {@return whether this processor compares vectors here faster than Lucene does} */
  static boolean supported() {
    return LANES.vectorBitSize() >= 128;
  }

  /** {@return these vectors; empty when they are not 4-bit ones in one piece of mapped memory} */
  static Optional<PackedVectors> of(QuantizedByteVectorValues values) throws IOException {
    if (values.size() == 0 || values.getScalarEncoding() != ScalarEncoding.PACKED_NIBBLE) {
      return Optional.empty();
    }
    int packed = values.getScalarEncoding().getDocPackedLength(values.dimension());
    long bytes = (long) values.size() * (packed + CORRECTION_BYTES);
    IndexInput slice = values.getSlice();
    if (slice instanceof MemorySegmentAccessInput mapped && slice.length() == bytes) {
      MemorySegment data = mapped.segmentSliceOrNull(0, bytes);
      if (data != null) {
        return Optional.of(new PackedVectors(data, values, packed, values.getCentroidDP()));
      }
    }
    return Optional.empty();
  }

  int size() {
    return size;
  }

  /** {@return bytes of a vector's numbers} */
  int packed() {
    return packed;
  }

  /** Makes a vector of this segment the query. */
  void load(int ordinal, PackedQuery query) {
    long at = (long) ordinal * stride;
    short[] spread = query.spread;
    int lanes = LANES.length();
    int to = 0;
    int block = 0;
    for (; block + BLOCK <= packed; block += BLOCK) {
      ShortVector four = block(at + block);
      four.and((short) 15).intoArray(spread, to);
      four.lanewise(VectorOperators.LSHR, 4).and((short) 15).intoArray(spread, to + lanes);
      four.lanewise(VectorOperators.LSHR, 8).and((short) 15).intoArray(spread, to + 2 * lanes);
      four.lanewise(VectorOperators.LSHR, 12).intoArray(spread, to + 3 * lanes);
      to += 4 * lanes;
    }
    for (; block < packed; block++) {
      int two = data.get(ValueLayout.JAVA_BYTE, at + block);
      spread[to++] = (short) (two & 15);
      spread[to++] = (short) (two >> 4 & 15);
    }
    query.correct(
        data.get(FLOAT, at + packed),
        data.get(FLOAT, at + packed + 4),
        data.get(FLOAT, at + packed + 8),
        data.get(INT, at + packed + 12));
  }

  /** {@return Lucene's score of a vector, {@code (1 + cosine) / 2}, as far as 4 bits tell} */
  float score(PackedQuery query, int ordinal) {
    long at = (long) ordinal * stride;
    return score(query, at + packed, products(query.spread, at));
  }

  /**
   * Scores several.
   *
   * @return the best of them
   */
  float scores(PackedQuery query, int[] ordinals, float[] scores, int count) {
    if (count > 0 && ordinals[count - 1] - ordinals[0] != count - 1) {
      query.touched += touch(ordinals, count); // those in a row come by themselves
    }
    float best = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      float score = score(query, ordinals[i]);
      scores[i] = score;
      best = Math.max(best, score);
    }
    return best;
  }

  /**
   * Reads something of each vector's cache lines. The processor asks memory for all of them at
   * once; comparing would ask for one after the other.
   */
  private long touch(int[] ordinals, int count) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      long at = (long) ordinals[i] * stride;
      for (int line = 0; line + CACHE_LINE < stride; line += CACHE_LINE) {
        sum += data.get(ValueLayout.JAVA_BYTE, at + line);
      }
      sum += data.get(ValueLayout.JAVA_BYTE, at + stride - 1);
    }
    return sum;
  }

  private float score(PackedQuery query, long corrections, int products) {
    float lower = data.get(FLOAT, corrections);
    float step = (data.get(FLOAT, corrections + 4) - lower) * (1 / STEPS);
    float correction = data.get(FLOAT, corrections + 8);
    int sum = data.get(INT, corrections + 12);
    float cosine =
        lower * (query.lower * dimension + query.step * query.sum)
            + step * (query.lower * sum + query.step * products)
            + correction
            + query.correction
            - centreSquared;
    return Math.min(1, Math.max(0, (1 + cosine) * 0.5f));
  }

  private int products(short[] query, long at) {
    int lanes = LANES.length();
    int blocks = packed / BLOCK;
    int sum = 0;
    int from = 0;
    for (int block = 0; block < blocks; ) {
      int end = Math.min(blocks, block + BLOCKS_A_SUM);
      ShortVector upper = ShortVector.zero(LANES);
      ShortVector lower = upper;
      for (; block < end; block++) {
        ShortVector four = block(at + (long) block * BLOCK);
        lower = lower.add(four.and((short) 15).mul(ShortVector.fromArray(LANES, query, from)));
        upper =
            upper.add(
                four.lanewise(VectorOperators.LSHR, 4)
                    .and((short) 15)
                    .mul(ShortVector.fromArray(LANES, query, from + lanes)));
        lower =
            lower.add(
                four.lanewise(VectorOperators.LSHR, 8)
                    .and((short) 15)
                    .mul(ShortVector.fromArray(LANES, query, from + 2 * lanes)));
        upper =
            upper.add(
                four.lanewise(VectorOperators.LSHR, 12)
                    .mul(ShortVector.fromArray(LANES, query, from + 3 * lanes)));
        from += 4 * lanes;
      }
      sum += sum(lower.add(upper));
    }
    for (int i = blocks * BLOCK; i < packed; i++) {
      int two = data.get(ValueLayout.JAVA_BYTE, at + i);
      sum += (two & 15) * query[from++] + (two >> 4 & 15) * query[from++];
    }
    return sum;
  }

  private ShortVector block(long at) {
    byte _ = data.get(ValueLayout.JAVA_BYTE, at); // see "Pages that cannot be read"
    return ShortVector.fromMemorySegment(LANES, data, at, ByteOrder.LITTLE_ENDIAN);
  }

  private static int sum(ShortVector unsigned) {
    IntVector pairs = unsigned.reinterpretAsInts();
    return pairs
        .and(0xffff)
        .add(pairs.lanewise(VectorOperators.LSHR, 16))
        .reduceLanes(VectorOperators.ADD);
  }
}
