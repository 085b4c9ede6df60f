package dev.diptych.encoders.internal.runtime;

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

  private final List<FloatBuffer> idle = new ArrayList<>();

  /** {@return a buffer with room for n numbers, to be closed after use} */
  Lease take(long n) {
    return new Lease(taken(n).orElseGet(() -> Tensor.floats(n)).clear().limit(Math.toIntExact(n)));
  }

  private synchronized Optional<FloatBuffer> taken(long n) {
    for (int i = 0; i < idle.size(); i++) {
      if (idle.get(i).capacity() >= n) {
        return Optional.of(idle.remove(i)); // by place: buffers are equal when their contents are
      }
    }
    return Optional.empty();
  }

  private synchronized void give(FloatBuffer buffer) {
    idle.add(buffer);
    if (idle.size() > KEPT) {
      idle.removeFirst();
    }
  }

  /** A buffer on loan. */
  final class Lease implements AutoCloseable {

    private final FloatBuffer values;

    private Lease(FloatBuffer values) {
      this.values = values;
    }

    /** {@return the buffer, empty, with its limit at the wanted size} */
    FloatBuffer values() {
      return values;
    }

    @Override
    public void close() {
      give(values);
    }
  }
}
