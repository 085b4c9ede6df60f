package dev.diptych.core;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** Patch features in one heap array of bytes, with one factor per token. */
final class Int8PatchFeatures implements PatchFeatures {

  private final int width;
  private final byte[] values;
  private final float[] scales;

  private Int8PatchFeatures(int width, byte[] values, float[] scales) {
    this.width = width;
    this.values = values;
    this.scales = scales;
  }

  static Int8PatchFeatures copyOf(int patches, int width, byte[] values, float[] scales) {
    if (patches < 1
        || width < 1
        || values.length != (long) patches * width
        || scales.length != patches) {
      throw new DiptychException(
          ErrorCode.INTERNAL,
          "patch features [%s, %s] need as many bytes and %s factors, but %s and %s came"
              .formatted(patches, width, patches, values.length, scales.length));
    }
    return new Int8PatchFeatures(width, values.clone(), scales.clone());
  }

  @Override
  public int patches() {
    return scales.length;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public void copyTo(FloatBuffer target) {
    float[] row = new float[width];
    for (int token = 0; token < scales.length; token++) {
      SymmetricInt8.expand(values, token * width, scales[token], row);
      target.put(row);
    }
  }

  @Override
  public void copyTo(ByteBuffer values, FloatBuffer scales) {
    values.put(this.values);
    scales.put(this.scales);
  }

  @Override
  public PatchFeatures onHeap() {
    return this;
  }

  @Override
  public long byteSize() {
    return values.length + 4L * scales.length;
  }
}
