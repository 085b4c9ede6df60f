package dev.diptych.index;

import dev.diptych.core.PatchFeatures;
import java.lang.foreign.MemorySegment;
import java.nio.BufferOverflowException;
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
    return store.spec().patches();
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
          MemorySegment payload =
              record.asSlice(
                  FeatureRecordFormat.RECORD_HEADER_BYTES, store.layout().payloadBytes());
          return switch (store.spec().features()) {
            case F32 ->
                target.put(payload.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer());
            case F16 -> widen(payload, target);
            case NONE -> target;
          };
        });
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
}
