package dev.diptych.core;

import java.nio.FloatBuffer;

/** Patch features in one heap array. */
final class HeapPatchFeatures implements PatchFeatures {

  private final int patches;
  private final int width;
  private final float[] values;

  private HeapPatchFeatures(int patches, int width, float[] values) {
    this.patches = patches;
    this.width = width;
    this.values = values;
  }

  static HeapPatchFeatures copyOf(int patches, int width, float[] values) {
    if (patches < 1 || width < 1 || values.length != (long) patches * width) {
      throw new DiptychException(
          ErrorCode.INTERNAL,
          "patch features [%s, %s] need as many numbers, but %s came"
              .formatted(patches, width, values.length));
    }
    return new HeapPatchFeatures(patches, width, values.clone());
  }

  @Override
  public int patches() {
    return patches;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public void copyTo(FloatBuffer target) {
    target.put(values);
  }

  @Override
  public PatchFeatures onHeap() {
    return this;
  }

  @Override
  public long byteSize() {
    return 4L * values.length;
  }
}
