package dev.diptych.encoders.internal.image;

import java.util.Optional;

/**
 * A resampling kernel: how much a source pixel weighs by its distance from the target pixel's
 * centre. Distances are in source pixels when enlarging, in target pixels when shrinking.
 */
public enum Kernel {
  /** Sinc windowed by a sinc; Pillow's {@code LANCZOS}. */
  LANCZOS(1, 3) {
    @Override
    double weight(double distance) {
      return -3 <= distance && distance < 3 ? sinc(distance) * sinc(distance / 3) : 0;
    }
  },
  /** A triangle; Pillow's {@code BILINEAR}. */
  BILINEAR(2, 1) {
    @Override
    double weight(double distance) {
      return Math.max(1 - Math.abs(distance), 0);
    }
  },
  /** Keys' cubic convolution with a = -0.5; Pillow's {@code BICUBIC}. */
  BICUBIC(3, 2) {
    @Override
    double weight(double distance) {
      double x = Math.abs(distance);
      if (x < 1) {
        return ((A + 2) * x - (A + 3)) * x * x + 1;
      }
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
    }
  };

  private static final double A = -0.5;

  private final int pillowCode;
  private final double support;

  Kernel(int pillowCode, double support) {
    this.pillowCode = pillowCode;
    this.support = support;
  }

  /** {@return the weight at a distance, before normalisation} */
  abstract double weight(double distance);

  /** {@return the distance beyond which all weights are zero} */
  double support() {
    return support;
  }

  /**
   * Finds the kernel that a {@code preprocessor_config.json} names by number.
   *
   * @param code the value of {@code resample}
   */
  static Optional<Kernel> ofPillowCode(int code) {
    for (Kernel kernel : values()) {
      if (kernel.pillowCode == code) {
        return Optional.of(kernel);
      }
    }
    return Optional.empty();
  }

  private static double sinc(double x) {
    if (x == 0) {
      return 1;
    }
    double angle = x * Math.PI;
    return Math.sin(angle) / angle;
  }
}
