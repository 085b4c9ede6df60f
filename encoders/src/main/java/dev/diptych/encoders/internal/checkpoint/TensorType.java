package dev.diptych.encoders.internal.checkpoint;

import java.util.Arrays;
import java.util.Optional;

/** The element types a safetensors header may name. */
public enum TensorType {
  BOOL(1),
  U8(1),
  I8(1),
  F8_E5M2(1),
  F8_E4M3(1),
  I16(2),
  U16(2),
  F16(2),
  BF16(2),
  I32(4),
  U32(4),
  F32(4),
  F64(8),
  I64(8),
  U64(8);

  private final int bytes;

  TensorType(int bytes) {
    this.bytes = bytes;
  }

  /** {@return bytes per element} */
  public int bytes() {
    return bytes;
  }

  /** {@return whether weights may come in this type: it widens to f32 without rounding} */
  public boolean isWeight() {
    return this == F32 || this == F16 || this == BF16;
  }

  static Optional<TensorType> named(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }
}
