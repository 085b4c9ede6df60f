package dev.diptych.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ShortMemoryTest {

  @Test
  void isBehind_errorThreeCausesDeep_isFound() {
    Throwable wrapped =
        new IllegalStateException(
            new IOException(
                "cannot read", new IOException(new OutOfMemoryError("Java heap space"))));

    assertThat(ShortMemory.isBehind(wrapped)).isTrue();
  }

  @Test
  void isBehind_suppressedError_isFound() {
    IOException failure = new IOException("cannot read");
    failure.addSuppressed(new RuntimeException(new OutOfMemoryError("Java heap space")));

    assertThat(ShortMemory.isBehind(failure)).isTrue();
  }

  @Test
  void isBehind_nativeAllocationFailure_isFound() {
    assertThat(ShortMemory.isBehind(new RuntimeException("Error: std::bad_alloc"))).isTrue();
  }

  @Test
  void isBehind_damageOrCircle_isNot() {
    IOException first = new IOException("it ends too early");
    IOException second = new IOException(first);
    first.addSuppressed(second);

    assertThat(ShortMemory.isBehind(second)).isFalse();
  }
}
