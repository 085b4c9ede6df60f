package dev.diptych.encoders.internal.checkpoint;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The rule that a weight is a finite number: one NaN makes NaN of every score. */
final class FiniteWeights {

  private static final ValueLayout.OfInt BITS =
      JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** What an array holds at a time: a part of the processor's second cache. */
  private static final int BLOCK = 1 << 15;

  /** Bits of infinity; those of a NaN are above, those of finite numbers below. */
  private static final int INFINITY = 0x7f80_0000;

  private FiniteWeights() {}

  /**
   * Reads a tensor once.
   *
   * @param file its file, for the message
   * @param tensor its name there, for the message
   * @param shape its dimensions
   * @param numbers little-endian f32, row by row
   * @throws DiptychException INVALID_CHECKPOINT naming the first number that is not finite
   */
  static void require(String file, String tensor, List<Long> shape, MemorySegment numbers) {
    long count = numbers.byteSize() / Float.BYTES;
    int[] block = new int[(int) Math.min(BLOCK, count)];
    for (long done = 0; done < count; done += BLOCK) {
      int length = (int) Math.min(BLOCK, count - done);
      MemorySegment.copy(numbers, BITS, done * Float.BYTES, block, 0, length);
      if (largestMagnitude(block, length) >= INFINITY) {
        throw refuse(file, tensor, shape, done, block, length);
      }
    }
  }

  /** {@return the bits, without their sign, of the number furthest from 0} */
  private static int largestMagnitude(int[] block, int length) {
    int largest = 0;
    for (int i = 0; i < length; i++) {
      largest = Math.max(largest, block[i] & 0x7fff_ffff);
    }
    return largest;
  }

  private static DiptychException refuse(
      String file, String tensor, List<Long> shape, long start, int[] block, int length) {
    int first = 0;
    while (first < length - 1 && Float.isFinite(Float.intBitsToFloat(block[first]))) {
      first++;
    }
    return new DiptychException(
        ErrorCode.INVALID_CHECKPOINT,
        "%s holds %s at position %s of the tensor %s of shape %s, but weights must be finite: it is damaged, or its training failed; fetch the file again, or another revision"
            .formatted(
                file,
                Float.intBitsToFloat(block[first]),
                position(start + first, shape),
                tensor,
                shape));
  }

  private static List<Long> position(long number, List<Long> shape) {
    List<Long> position = new ArrayList<>();
    long rest = number;
    for (long size : shape.reversed()) {
      position.add(rest % size);
      rest /= size;
    }
    Collections.reverse(position);
    return position;
  }
}
