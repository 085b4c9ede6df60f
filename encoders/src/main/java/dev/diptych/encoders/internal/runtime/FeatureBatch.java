package dev.diptych.encoders.internal.runtime;

import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.Precision;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The patch features of K pictures as one call reads them, in buffers on loan: {@code f32 [K,P,W]},
 * or as INT8 {@code i8 [K,P,W], f32 [K,P]}; with the counts of merged tokens, {@code f32 [K,P]},
 * behind them.
 */
final class FeatureBatch implements AutoCloseable {

  private final List<DirectBuffers.Lease> leases = new ArrayList<>();
  private final List<Tensor> tensors = new ArrayList<>();

  private FeatureBatch() {}

  static FeatureBatch of(
      List<PatchFeatures> images, Precision precision, boolean counted, DirectBuffers buffers) {
    FeatureBatch batch = new FeatureBatch();
    try {
      switch (precision) {
        case F32 -> batch.addFloats(images, buffers);
        case INT8 -> batch.addBytes(images, buffers);
      }
      if (counted) {
        batch.addCounts(images, buffers);
      }
      return batch;
    } catch (RuntimeException e) {
      batch.close();
      throw e;
    }
  }

  private void addFloats(List<PatchFeatures> images, DirectBuffers buffers) {
    int patches = images.getFirst().patches();
    int width = images.getFirst().width();
    FloatBuffer values = lease(buffers, 4L * images.size() * patches * width).floats();
    images.forEach(image -> image.copyTo(values));
    tensors.add(new Tensor.Floats(values.flip(), images.size(), patches, width));
  }

  private void addBytes(List<PatchFeatures> images, DirectBuffers buffers) {
    int patches = images.getFirst().patches();
    int width = images.getFirst().width();
    ByteBuffer values = lease(buffers, (long) images.size() * patches * width).bytes();
    FloatBuffer scales = lease(buffers, 4L * images.size() * patches).floats();
    images.forEach(image -> image.copyTo(values, scales));
    tensors.add(new Tensor.Bytes(values.flip(), images.size(), patches, width));
    tensors.add(new Tensor.Floats(scales.flip(), images.size(), patches));
  }

  private void addCounts(List<PatchFeatures> images, DirectBuffers buffers) {
    int patches = images.getFirst().patches();
    FloatBuffer counts = lease(buffers, 4L * images.size() * patches).floats();
    images.forEach(image -> image.copyCountsTo(counts));
    tensors.add(new Tensor.Floats(counts.flip(), images.size(), patches));
  }

  private DirectBuffers.Lease lease(DirectBuffers buffers, long bytes) {
    DirectBuffers.Lease lease = buffers.take(bytes);
    leases.add(lease);
    return lease;
  }

  /** {@return the inputs of the graph, in its order} */
  List<Tensor> tensors() {
    return tensors;
  }

  @Override
  public void close() {
    leases.forEach(DirectBuffers.Lease::close);
  }
}
