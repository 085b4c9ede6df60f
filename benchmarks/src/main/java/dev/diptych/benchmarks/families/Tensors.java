package dev.diptych.benchmarks.families;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Names and shapes of a checkpoint as it is written down, in order. Not thread-safe. */
final class Tensors {

  private final Map<String, List<Long>> shapes = new LinkedHashMap<>();

  /** Adds a tensor. {@return this} */
  Tensors add(String name, long... shape) {
    shapes.put(name, Arrays.stream(shape).boxed().toList());
    return this;
  }

  /** Adds {@code [out, in]} and its bias. {@return this} */
  Tensors linear(String prefix, long out, long in) {
    return add(prefix + ".weight", out, in).add(prefix + ".bias", out);
  }

  /** Adds factors and biases of a norm. {@return this} */
  Tensors norm(String prefix, long width) {
    return add(prefix + ".weight", width).add(prefix + ".bias", width);
  }

  /** Adds the tensors of PyTorch's own attention. {@return this} */
  Tensors attention(String prefix, long width) {
    return add(prefix + ".in_proj_weight", 3 * width, width)
        .add(prefix + ".in_proj_bias", 3 * width)
        .linear(prefix + ".out_proj", width, width);
  }

  /** Adds what a layer has, for each number from 0. {@return this} */
  Tensors layers(long count, IntConsumer layer) {
    IntStream.range(0, Math.toIntExact(count)).forEach(layer);
    return this;
  }

  /** {@return every shape by name} */
  Map<String, List<Long>> shapes() {
    return Collections.unmodifiableMap(shapes);
  }
}
