package dev.diptych.encoders.internal.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Direct buffers that are used again. A batch of patch features takes tens of megabytes; allocating
 * that anew for each call would have it zeroed each time and leave its release to the garbage
 * collector. Thread-safe.
 */
final class DirectBuffers {

  /** As many as calls may be under way; more are let go. */
  private static final int KEPT = 4;

  private final List<ByteBuffer> idle = new ArrayList<>();

  /** {@return a buffer of n bytes, to be closed after use} */
  Lease take(long n) {
    return new Lease(taken(n).orElseGet(() -> Tensor.bytes(n)).clear().limit(Math.toIntExact(n)));
  }

  private synchronized Optional<ByteBuffer> taken(long n) {
    for (int i = 0; i < idle.size(); i++) {
      if (idle.get(i).capacity() >= n) {
        return Optional.of(idle.remove(i)); // by place: buffers are equal when their contents are
      }
    }
    return Optional.empty();
  }

  private synchronized void give(ByteBuffer buffer) {
    idle.add(buffer);
    if (idle.size() > KEPT) {
      idle.removeFirst();
    }
  }

  /** A buffer on loan. */
  final class Lease implements AutoCloseable {

    private final ByteBuffer bytes;

    private Lease(ByteBuffer bytes) {
      this.bytes = bytes;
    }

    /** {@return the buffer, empty, with its limit at the wanted size} */
    ByteBuffer bytes() {
      return bytes;
    }

    /** {@return the buffer as numbers, empty, with its limit at the wanted size} */
    FloatBuffer floats() {
      return bytes.order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    @Override
    public void close() {
      give(bytes);
    }
  }
}
