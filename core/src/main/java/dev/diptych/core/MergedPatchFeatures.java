package dev.diptych.core;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** Patch features with what each token stands for. */
final class MergedPatchFeatures implements PatchFeatures {

  private final PatchFeatures tokens;
  private final float[] counts;

  private MergedPatchFeatures(PatchFeatures tokens, float[] counts) {
    this.tokens = tokens;
    this.counts = counts;
  }

  static PatchFeatures of(PatchFeatures tokens, float[] counts) {
    if (counts.length != tokens.patches()) {
      throw new DiptychException(
          ErrorCode.INTERNAL,
          "merged features of %s tokens need a count for each, but %s came"
              .formatted(tokens.patches(), counts.length));
    }
    boolean merged = false;
    for (float count : counts) {
      merged |= count != 1;
      if (!(count > 0) || !Float.isFinite(count)) {
        throw new DiptychException(
            ErrorCode.INTERNAL, "a token must stand for more than 0 tokens, but one for " + count);
      }
    }
    return merged ? new MergedPatchFeatures(tokens, counts.clone()) : tokens;
  }

  @Override
  public int patches() {
    return tokens.patches();
  }

  @Override
  public int width() {
    return tokens.width();
  }

  @Override
  public void copyTo(FloatBuffer target) {
    tokens.copyTo(target);
  }

  @Override
  public void copyTo(ByteBuffer values, FloatBuffer scales) {
    tokens.copyTo(values, scales);
  }

  @Override
  public boolean merged() {
    return true;
  }

  @Override
  public void copyCountsTo(FloatBuffer target) {
    target.put(counts);
  }

  @Override
  public PatchFeatures onHeap() {
    return new MergedPatchFeatures(tokens.onHeap(), counts);
  }

  @Override
  public long byteSize() {
    return tokens.byteSize() + 4L * counts.length;
  }
}
