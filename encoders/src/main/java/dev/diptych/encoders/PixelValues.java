package dev.diptych.encoders;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.nio.FloatBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A picture ready for the vision tower: {@code f32 [3,S,S]}, normalised. Immutable and thread-safe.
 */
public final class PixelValues {

  private final int side;
  private final float[] values;
  private final @Nullable PixelValues companion;

  private PixelValues(int side, float[] values, @Nullable PixelValues companion) {
    this.companion = companion;
    this.side = side;
    this.values = values;
  }

  /**
   * Copies normalised samples.
   *
   * @param side S, at least 1
   * @param values {@code f32 [3·S·S]}: all red rows, then green, then blue; copied
   * @throws DiptychException INTERNAL when the length is not 3·S·S
   */
  public static PixelValues of(int side, float[] values) {
    return adopt(side, values.clone());
  }

  /** As {@link #of}, without a copy: the caller gives the array away. */
  static PixelValues adopt(int side, float[] values) {
    if (side < 1 || values.length != 3L * side * side) {
      throw new DiptychException(
          ErrorCode.INTERNAL,
          "pixel values [3, %s, %s] need as many numbers, but %s came"
              .formatted(side, side, values.length));
    }
    return new PixelValues(side, values, null);
  }

  /** {@return this picture, with the same one as another model reads it} */
  public PixelValues with(PixelValues forAnotherModel) {
    return new PixelValues(side, values, forAnotherModel);
  }

  /** {@return the same picture as the second of two models reads it; empty for one model} */
  public Optional<PixelValues> companion() {
    return Optional.ofNullable(companion);
  }

  /** {@return the side S in pixels} */
  public int side() {
    return side;
  }

  /** {@return a copy of the numbers, {@code f32 [3·S·S]}} */
  public float[] toArray() {
    return values.clone();
  }

  /** Writes all numbers at the target's position and advances it. */
  public void copyTo(FloatBuffer target) {
    target.put(values);
  }
}
