package dev.diptych.encoders.internal.runtime;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.encoders.internal.checkpoint.JsonProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reference inputs and outputs of a checkpoint: a JSON object of nested arrays. */
final class GoldenFile {

  private final Path file;
  private final JsonNode root;

  /** Numbers row by row with their dimensions. */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record Numbers(double[] values, List<Integer> shape) {

    int size(int axis) {
      return shape.get(axis);
    }

    float[] toFloats() {
      float[] floats = new float[values.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) values[i];
      }
      return floats;
    }

    long[] toLongs() {
      long[] longs = new long[values.length];
      for (int i = 0; i < longs.length; i++) {
        longs[i] = (long) values[i];
      }
      return longs;
    }
  }

  private GoldenFile(Path file, JsonNode root) {
    this.file = file;
    this.root = root;
  }

  static GoldenFile read(Path file) {
    try {
      JsonNode root = JsonMapper.shared().readTree(Files.readAllBytes(file));
      if (!root.isObject()) {
        throw refuse(file, "must hold a JSON object of inputs and outputs");
      }
      return new GoldenFile(file, root);
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.NOT_FOUND,
          "cannot read the reference file %s: %s; give its path with --golden"
              .formatted(file, IoReason.of(e)),
          e);
    } catch (JacksonException e) {
      throw new DiptychException(
          ErrorCode.INVALID_REFERENCE,
          "the reference file %s is not valid JSON: %s".formatted(file, JsonProblem.describe(e)),
          e);
    }
  }

  boolean has(String name) {
    return root.hasNonNull(name);
  }

  JsonNode node(String name) {
    return root.path(name);
  }

  Optional<Numbers> find(String name, int dimensions) {
    return has(name) ? Optional.of(numbers(name, dimensions)) : Optional.empty();
  }

  /** The numbers under a name, which must be there, rectangular and of so many dimensions. */
  Numbers numbers(String name, int dimensions) {
    if (!has(name)) {
      throw refuse(file, "has no \"%s\", which its other entries need".formatted(name));
    }
    List<Integer> shape = new ArrayList<>();
    for (JsonNode node = root.get(name); node.isArray(); node = node.path(0)) {
      shape.add(node.size());
    }
    if (shape.size() != dimensions || shape.contains(0)) {
      throw refuse(
          file,
          "must give \"%s\" in %s dimensions, but gives it in %s"
              .formatted(name, dimensions, shape));
    }
    double[] values = new double[shape.stream().reduce(1, Math::multiplyExact)];
    int filled = fill(root.get(name), name, shape, 0, values, 0);
    if (filled != values.length) {
      throw refuse(file, "has rows of unequal length in \"%s\"".formatted(name));
    }
    return new Numbers(values, shape);
  }

  private int fill(
      JsonNode node, String name, List<Integer> shape, int axis, double[] values, int position) {
    if (axis == shape.size()) {
      if (!node.isNumber()) {
        throw refuse(
            file, "must hold numbers in \"%s\", but holds %s".formatted(name, node.getNodeType()));
      }
      values[position] = node.doubleValue();
      return position + 1;
    }
    if (!node.isArray() || node.size() != shape.get(axis)) {
      throw refuse(file, "has rows of unequal length in \"%s\"".formatted(name));
    }
    int next = position;
    for (JsonNode child : node) {
      next = fill(child, name, shape, axis + 1, values, next);
    }
    return next;
  }

  DiptychException refuse(String what) {
    return refuse(file, what);
  }

  private static DiptychException refuse(Path file, String what) {
    return new DiptychException(
        ErrorCode.INVALID_REFERENCE, "the reference file %s %s".formatted(file, what));
  }
}
