package dev.diptych.index.internal.features;

import dev.diptych.core.PatchFeatures;
import dev.diptych.core.SymmetricInt8;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.internal.files.FeatureRecordFormat;
import java.lang.foreign.MemorySegment;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** The patch features of one record, in the form in which it lies on disk. Immutable. */
final class StoredPatchFeatures implements PatchFeatures {

  private static final int BLOCK = 4096;

  private final IndexSpec spec;
  private final FeatureRecordFormat layout;
  private final MemorySegment record;

  /**
   * Takes over a record.
   *
   * @param record all bytes of it, in an array, checked
   */
  StoredPatchFeatures(IndexSpec spec, FeatureRecordFormat layout, MemorySegment record) {
    this.spec = spec;
    this.layout = layout;
    this.record = record;
  }

  @Override
  public int patches() {
    return spec.tokens();
  }

  @Override
  public int width() {
    return spec.width();
  }

  /** {@return bytes of the payload} */
  @Override
  public long byteSize() {
    return layout.payloadBytes();
  }

  @Override
  public void copyTo(FloatBuffer target) {
    if (target.remaining() < layout.numbers()) {
      throw new BufferOverflowException();
    }
    switch (spec.features()) {
      case F32 ->
          target.put(numbers().asByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer());
      case F16 -> widen(numbers(), target);
      case INT8 -> expand(numbers(), factors(), target);
      case NONE -> {}
    }
  }

  @Override
  public void copyTo(ByteBuffer values, FloatBuffer scales) {
    if (spec.features() != FeatureFormat.INT8) {
      PatchFeatures.super.copyTo(values, scales);
      return;
    }
    if (values.remaining() < layout.numbers() || scales.remaining() < patches()) {
      throw new BufferOverflowException();
    }
    values.put(numbers().asByteBuffer());
    scales.put(factors());
  }

  @Override
  public boolean merged() {
    return spec.mergesTokens();
  }

  @Override
  public void copyCountsTo(FloatBuffer target) {
    if (!merged()) {
      PatchFeatures.super.copyCountsTo(target);
      return;
    }
    if (target.remaining() < patches()) {
      throw new BufferOverflowException();
    }
    target.put(floats(FeatureRecordFormat.RECORD_HEADER_BYTES, layout.countBytes()));
  }

  /** Bytes are kept as bytes, which is what makes them small; all else as floats. */
  @Override
  public PatchFeatures onHeap() {
    if (spec.features() != FeatureFormat.INT8) {
      return PatchFeatures.super.onHeap();
    }
    byte[] values = new byte[layout.numbers()];
    float[] scales = new float[patches()];
    copyTo(ByteBuffer.wrap(values), FloatBuffer.wrap(scales));
    PatchFeatures bytes = PatchFeatures.ofInt8(patches(), width(), values, scales);
    if (!merged()) {
      return bytes;
    }
    float[] counts = new float[patches()];
    copyCountsTo(FloatBuffer.wrap(counts));
    return PatchFeatures.merged(bytes, counts);
  }

  private FloatBuffer factors() {
    return floats(
        FeatureRecordFormat.RECORD_HEADER_BYTES + layout.countBytes(), layout.factorBytes());
  }

  private FloatBuffer floats(long start, long bytes) {
    return record
        .asSlice(start, bytes)
        .asByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer();
  }

  private MemorySegment numbers() {
    long before = (long) layout.countBytes() + layout.factorBytes();
    return record.asSlice(
        FeatureRecordFormat.RECORD_HEADER_BYTES + before, layout.payloadBytes() - before);
  }

  private static void widen(MemorySegment halves, FloatBuffer target) {
    long count = halves.byteSize() / Short.BYTES;
    short[] stored = new short[BLOCK];
    float[] wide = new float[BLOCK];
    for (long done = 0; done < count; done += BLOCK) {
      int length = (int) Math.min(BLOCK, count - done);
      MemorySegment.copy(halves, FeatureRecordFormat.SHORT, done * Short.BYTES, stored, 0, length);
      for (int i = 0; i < length; i++) {
        wide[i] = Float.float16ToFloat(stored[i]);
      }
      target.put(wide, 0, length);
    }
  }

  private void expand(MemorySegment bytes, FloatBuffer factors, FloatBuffer target) {
    byte[] stored = new byte[width()];
    float[] wide = new float[width()];
    ByteBuffer source = bytes.asByteBuffer();
    while (source.hasRemaining()) {
      source.get(stored);
      SymmetricInt8.expand(stored, 0, factors.get(), wide);
      target.put(wide);
    }
  }
}
