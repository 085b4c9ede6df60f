package dev.diptych.core;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * How a picture looks at a glance: the mean colours of a grid of fields over all of it, and the
 * perceptual hashes of its brightness and of that of its mirror image. Enough to tell whether two
 * pictures show the same but for size, format, edges, colour taken or a mirror. Immutable; equal
 * when all colours are.
 */
public final class Look {

  /** Fields of the grid from left to right, and from top to bottom. */
  public static final int SIDE = 32;

  private static final int SAMPLES = 3 * SIDE * SIDE;
  private static final int HASHES = 2 * Long.BYTES;

  private final long hash;
  private final long mirroredHash;
  private final byte[] rgb;

  private Look(long hash, long mirroredHash, byte[] rgb) {
    this.hash = hash;
    this.mirroredHash = mirroredHash;
    this.rgb = rgb;
  }

  /**
   * Copies mean colours. Costs two cosine transforms of 32 x 32 numbers, some ten microseconds.
   *
   * @param rgb {@code u8 [32·32·3]}, rows from the top
   * @throws DiptychException INTERNAL for another number of samples
   */
  public static Look of(byte[] rgb) {
    if (rgb.length != SAMPLES) {
      throw new DiptychException(
          ErrorCode.INTERNAL,
          "a look takes %s samples, but %s came".formatted(SAMPLES, rgb.length));
    }
    double[] luma = new double[SIDE * SIDE];
    double[] mirrored = new double[SIDE * SIDE];
    for (int i = 0; i < luma.length; i++) {
      luma[i] =
          .299 * (rgb[3 * i] & 0xff)
              + .587 * (rgb[3 * i + 1] & 0xff)
              + .114 * (rgb[3 * i + 2] & 0xff);
      mirrored[i / SIDE * SIDE + SIDE - 1 - i % SIDE] = luma[i];
    }
    return new Look(PerceptualHash.of(luma), PerceptualHash.of(mirrored), rgb.clone());
  }

  /** {@return the perceptual hash; of two pictures that look alike few bits differ} */
  public long hash() {
    return hash;
  }

  /** {@return the perceptual hash of the picture as a mirror shows it} */
  public long mirroredHash() {
    return mirroredHash;
  }

  /** {@return a copy of the mean colours, {@code u8 [32·32·3]}, rows from the top} */
  public byte[] colours() {
    return rgb.clone();
  }

  /** {@return the form in which it is stored: both hashes and the colours} */
  public byte[] toBytes() {
    return ByteBuffer.allocate(HASHES + SAMPLES)
        .putLong(hash)
        .putLong(mirroredHash)
        .put(rgb)
        .array();
  }

  /** Reads the stored form; {@return empty for anything else} */
  public static Optional<Look> fromBytes(byte[] stored, int offset, int length) {
    if (length != HASHES + SAMPLES) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(stored, offset, length);
    long hash = bytes.getLong();
    long mirroredHash = bytes.getLong();
    byte[] rgb = new byte[SAMPLES];
    bytes.get(rgb);
    return Optional.of(new Look(hash, mirroredHash, rgb));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Look that && Arrays.equals(rgb, that.rgb);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(hash);
  }

  @Override
  public String toString() {
    return "Look[" + Long.toHexString(hash) + "]";
  }
}
