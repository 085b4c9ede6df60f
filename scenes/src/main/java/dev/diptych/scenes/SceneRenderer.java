package dev.diptych.scenes;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.util.SplittableRandom;

/**
 * Draws scenes. A picture is drawn without smoothing at twice its side and reduced by a bicubic
 * filter; ground and objects are a little off their nominal colours, by amounts drawn from the
 * seed. Equal scene, side and seed give equal pixels on every machine. Stateless and thread-safe; a
 * picture of 256 px takes a few milliseconds. Needs no display.
 */
public final class SceneRenderer {

  /** The largest side of a picture, in pixels. */
  public static final int LARGEST_SIDE = 4096;

  private SceneRenderer() {}

  /**
   * Draws a scene as samples.
   *
   * @param scene what is in the picture
   * @param side pixels, from 1 to {@link #LARGEST_SIDE}
   * @param seed decides the colours' jitter
   * @return {@code u8 [side·side·3]}, RGB, rows from the top
   * @throws DiptychException INVALID_REQUEST when the side is out of range
   */
  public static byte[] renderRgb(Scene scene, int side, long seed) {
    return toSamples(render(scene, side, jittered(scene, seed)));
  }

  /**
   * Draws a scene as a PNG file, 8-bit RGB.
   *
   * @param scene what is in the picture
   * @param side pixels, from 1 to {@link #LARGEST_SIDE}
   * @param seed decides the colours' jitter
   * @return the bytes of the file; equal pixels, though another JDK may pack them otherwise
   * @throws DiptychException INVALID_REQUEST when the side is out of range
   */
  public static byte[] renderPng(Scene scene, int side, long seed) {
    return PngFile.of(render(scene, side, jittered(scene, seed)), side);
  }

  /** {@return a picture in given colours, {@code [side·side]} of {@code 0xRRGGBB}} */
  static int[] render(Scene scene, int side, Palette palette) {
    if (side < 1 || side > LARGEST_SIDE) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "a picture's side must be 1 to %s pixels, but it is %s".formatted(LARGEST_SIDE, side));
    }
    return BicubicHalving.halve(SceneDrawing.draw(scene, 2 * side, palette), side);
  }

  private static Palette jittered(Scene scene, long seed) {
    return Palette.jittered(scene, new SplittableRandom(seed));
  }

  private static byte[] toSamples(int[] pixels) {
    byte[] rgb = new byte[3 * pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      rgb[3 * i] = (byte) (pixels[i] >> 16);
      rgb[3 * i + 1] = (byte) (pixels[i] >> 8);
      rgb[3 * i + 2] = (byte) pixels[i];
    }
    return rgb;
  }
}
