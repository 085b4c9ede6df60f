package dev.diptych.encoders.internal.checkpoint;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SortedMap;

/** Named tensors in a file. Thread-safe until closed. */
public interface TensorSource extends AutoCloseable {

  /** {@return the file's name, for messages} */
  String name();

  /** {@return all tensors by name} */
  SortedMap<String, TensorInfo> tensors();

  /** The bytes of one tensor, little-endian, row by row. Valid until {@link #close}. */
  MemorySegment bytes(String tensor);

  /** {@return what the file itself calls a tensor} */
  default String nameInFile(String tensor) {
    return tensor;
  }

  /**
   * Compares a tensor's bytes with their checksum, where the file has one.
   *
   * @throws dev.diptych.core.DiptychException INVALID_CHECKPOINT when they differ
   */
  default void verify(String tensor) {}

  /** {@return what people should know of how it was read, in sentences} */
  default List<String> warnings() {
    return List.of();
  }

  @Override
  void close();
}
