package dev.diptych.index;

import dev.diptych.core.PatchFeatures;
import dev.diptych.core.SymmetricInt8;
import java.lang.foreign.MemorySegment;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Patch features that stay on disk until they are copied out. */
final class MappedPatchFeatures implements PatchFeatures {

  private static final int BLOCK = 4096;

  private final FeatureStore store;
  private final FeatureLocator locator;

  MappedPatchFeatures(FeatureStore store, FeatureLocator locator) {
    this.store = store;
    this.locator = locator;
  }

  @Override
  public int patches() {
    return store.spec().tokens();
  }

  @Override
  public int width() {
    return store.spec().width();
  }

  /** {@return the bytes on disk, which the page cache holds while the features are in use} */
  @Override
  public long byteSize() {
    return store.layout().payloadBytes();
  }

  @Override
  public void copyTo(FloatBuffer target) {
    if (target.remaining() < store.layout().numbers()) {
      throw new BufferOverflowException();
    }
    store.withRecord(
        locator,
        record -> {
          MemorySegment numbers = numbers(record);
          return switch (store.spec().features()) {
            case F32 ->
                target.put(numbers.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer());
            case F16 -> widen(numbers, target);
            case INT8 -> expand(numbers, factors(record), target);
            case NONE -> target;
          };
        });
  }

  @Override
  public void copyTo(ByteBuffer values, FloatBuffer scales) {
    if (store.spec().features() != FeatureFormat.INT8) {
      PatchFeatures.super.copyTo(values, scales);
      return;
    }
    if (values.remaining() < store.layout().numbers() || scales.remaining() < patches()) {
      throw new BufferOverflowException();
    }
    store.withRecord(
        locator,
        record -> {
          values.put(numbers(record).asByteBuffer());
          return scales.put(factors(record));
        });
  }

  @Override
  public boolean merged() {
    return store.spec().mergesTokens();
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
    store.withRecord(
        locator,
        record ->
            target.put(
                floats(
                    record, FeatureRecordFormat.RECORD_HEADER_BYTES, store.layout().countBytes())));
  }

  /** Bytes are kept as bytes, which is what makes them small; all else as floats. */
  @Override
  public PatchFeatures onHeap() {
    if (store.spec().features() != FeatureFormat.INT8) {
      return PatchFeatures.super.onHeap();
    }
    byte[] values = new byte[store.layout().numbers()];
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

  private FloatBuffer factors(MemorySegment record) {
    FeatureRecordFormat layout = store.layout();
    return floats(
        record,
        FeatureRecordFormat.RECORD_HEADER_BYTES + layout.countBytes(),
        layout.factorBytes());
  }

  private static FloatBuffer floats(MemorySegment record, long start, long bytes) {
    return record
        .asSlice(start, bytes)
        .asByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer();
  }

  private MemorySegment numbers(MemorySegment record) {
    FeatureRecordFormat layout = store.layout();
    long before = (long) layout.countBytes() + layout.factorBytes();
    return record.asSlice(
        FeatureRecordFormat.RECORD_HEADER_BYTES + before, layout.payloadBytes() - before);
  }

  private static FloatBuffer widen(MemorySegment halves, FloatBuffer target) {
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
    return target;
  }

  private FloatBuffer expand(MemorySegment bytes, FloatBuffer factors, FloatBuffer target) {
    byte[] stored = new byte[width()];
    float[] wide = new float[width()];
    ByteBuffer source = bytes.asByteBuffer();
    while (source.hasRemaining()) {
      source.get(stored);
      SymmetricInt8.expand(stored, 0, factors.get(), wide);
      target.put(wide);
    }
    return target;
  }
}
