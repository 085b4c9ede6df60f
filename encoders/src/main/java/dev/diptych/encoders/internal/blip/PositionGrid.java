package dev.diptych.encoders.internal.blip;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Position embeddings of a square grid of patches for a grid of another size: bicubic interpolation
 * as in torch's {@code interpolate(mode="bicubic", align_corners=False)}, a = -0.75, no antialias,
 * edges repeated. The class token's position comes first and stays.
 */
final class PositionGrid {

  private static final double A = -0.75;
  private static final ValueLayout.OfFloat FLOAT =
      JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private PositionGrid() {}

  /**
   * Resamples {@code f32 [1 + from·from, width] -> f32 [1 + to·to, width]}.
   *
   * @param positions little-endian, row by row
   */
  static MemorySegment resample(MemorySegment positions, int from, int to, int width) {
    MemorySegment result = MemorySegment.ofArray(new byte[4 * (1 + to * to) * width]);
    MemorySegment.copy(positions, 0, result, 0, 4L * width);
    for (int row = 0; row < to; row++) {
      Taps vertical = Taps.at(row, from, to);
      for (int column = 0; column < to; column++) {
        Taps horizontal = Taps.at(column, from, to);
        for (int channel = 0; channel < width; channel++) {
          double sum = 0;
          for (int y = 0; y < 4; y++) {
            double line = 0;
            for (int x = 0; x < 4; x++) {
              long place = 1L + (long) vertical.index(y) * from + horizontal.index(x);
              line += horizontal.weight(x) * positions.get(FLOAT, 4 * (place * width + channel));
            }
            sum += vertical.weight(y) * line;
          }
          result.set(FLOAT, 4L * ((1L + (long) row * to + column) * width + channel), (float) sum);
        }
      }
    }
    return result;
  }

  /**
   * The four neighbours of one output place along one axis.
   *
   * @param first the left one of the two in the middle
   * @param fraction how far the place is beyond it, in [0, 1)
   * @param size of the axis
   */
  private record Taps(int first, double fraction, int size) {

    static Taps at(int output, int from, int to) {
      double place = (output + 0.5) * from / to - 0.5;
      int first = (int) Math.floor(place);
      return new Taps(first, place - first, from);
    }

    int index(int tap) {
      return Math.clamp(first - 1 + tap, 0, size - 1);
    }

    double weight(int tap) {
      double distance = Math.abs(tap - 1 - fraction);
      return distance <= 1
          ? ((A + 2) * distance - (A + 3)) * distance * distance + 1
          : ((A * distance - 5 * A) * distance + 8 * A) * distance - 4 * A;
    }
  }
}
