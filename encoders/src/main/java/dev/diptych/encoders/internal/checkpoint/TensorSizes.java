package dev.diptych.encoders.internal.checkpoint;

import com.google.errorprone.annotations.FormatMethod;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.util.Locale;

/**
 * The sizes that the shapes of tensors tell, for models that are published without a configuration.
 *
 * @param tensors whose shapes are read
 */
public record TensorSizes(TensorSource tensors) {

  private static final int LARGEST_SIZE = 1 << 20;

  /**
   * {@return one size of a tensor}
   *
   * @param axis counted from 0
   * @param dimensions how many it must have
   * @throws DiptychException INVALID_CHECKPOINT when it is missing or of odd shape
   */
  public int size(String tensor, int axis, int dimensions) {
    TensorInfo info = tensors.tensors().get(tensor);
    if (info == null || info.shape().size() != dimensions) {
      throw refuse(
          "holds no %s of %s dimensions, which its sizes are read off; is it a checkpoint of this kind?",
          tensor, dimensions);
    }
    long size = info.shape().get(axis);
    if (size < 1 || size > LARGEST_SIZE) {
      throw refuse(
          "holds %s of shape %s, but its sizes must be 1 to %s",
          tensor, info.shape(), LARGEST_SIZE);
    }
    return (int) size;
  }

  /** {@return how many layers there are below a prefix, counted from 0} */
  public int layers(String prefix) {
    int layers = 0;
    while (!tensors.tensors().subMap(prefix + layers + ".", prefix + layers + "/").isEmpty()) {
      layers++;
    }
    return layers;
  }

  /**
   * {@return how many heads of one width make a tower's width}
   *
   * @throws DiptychException INVALID_CHECKPOINT when they do not
   */
  public int heads(int hidden, int headWidth, String tower) {
    if (hidden % headWidth != 0) {
      throw refuse(
          "has a %s of width %s, which is no multiple of the %s of a head; a configuration beside it can say how many heads there are",
          tower, hidden, headWidth);
    }
    return hidden / headWidth;
  }

  /**
   * {@return the side of the square grid of patches that the positions are for}
   *
   * @param positions with the one of the class token
   */
  public int grid(int positions) {
    int grid = (int) Math.round(Math.sqrt(positions - 1.0));
    if (grid < 1 || grid * grid + 1 != positions) {
      throw refuse(
          "holds %s positions of patches, which are no square grid and one for the class token",
          positions);
    }
    return grid;
  }

  @FormatMethod
  private DiptychException refuse(String what, Object... values) {
    return new DiptychException(
        ErrorCode.INVALID_CHECKPOINT,
        tensors.name() + " " + String.format(Locale.ROOT, what, values));
  }
}
