package dev.diptych.encoders.internal.check;

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
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reference inputs and outputs of a checkpoint: a JSON object of nested arrays. */
public final class GoldenFile {

  private final Path file;
  private final JsonNode root;

  /** Numbers row by row with their dimensions. */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  public record Numbers(double[] values, List<Integer> shape) {

    /** {@return one dimension} */
    public int size(int axis) {
      return shape.get(axis);
    }

    /** {@return all numbers} */
    public float[] toFloats() {
      float[] floats = new float[values.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) values[i];
      }
      return floats;
    }

    /** {@return all numbers, of which each is whole} */
    public long[] toLongs() {
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

  /**
   * Reads a file.
   *
   * @throws DiptychException NOT_FOUND when it cannot be read, INVALID_REFERENCE when it is no JSON
   *     object
   */
  public static GoldenFile read(Path file) {
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

  /** {@return whether there is something under a name} */
  public boolean has(String name) {
    return root.hasNonNull(name);
  }

  /** {@return the object under a name, as if it were a file of its own} */
  public Optional<GoldenFile> section(String name) {
    return root.path(name).isObject()
        ? Optional.of(new GoldenFile(file, root.get(name)))
        : Optional.empty();
  }

  /** {@return the lists of whole numbers in the list under a name, of any lengths} */
  public List<List<Integer>> rows(String name) {
    return StreamSupport.stream(root.path(name).spliterator(), false)
        .map(row -> StreamSupport.stream(row.spliterator(), false).map(JsonNode::intValue).toList())
        .toList();
  }

  /** {@return the objects in the list under a name} */
  public List<Entry> entries(String name) {
    return StreamSupport.stream(root.path(name).spliterator(), false).map(Entry::new).toList();
  }

  /** One object of a list. */
  public static final class Entry {

    private final JsonNode node;

    private Entry(JsonNode node) {
      this.node = node;
    }

    /** {@return a number, or the fallback where it is missing} */
    public double number(String name, double fallback) {
      return node.path(name).doubleValue(fallback);
    }

    /** {@return a list of whole numbers; empty where it is missing or null} */
    public Optional<List<Integer>> integers(String name) {
      return node.hasNonNull(name)
          ? Optional.of(
              StreamSupport.stream(node.get(name).spliterator(), false)
                  .map(JsonNode::intValue)
                  .toList())
          : Optional.empty();
    }
  }

  /** {@return the numbers under a name, if there are any} */
  public Optional<Numbers> find(String name, int dimensions) {
    return has(name) ? Optional.of(numbers(name, dimensions)) : Optional.empty();
  }

  /** The numbers under a name, which must be there, rectangular and of so many dimensions. */
  public Numbers numbers(String name, int dimensions) {
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

  /** {@return INVALID_REFERENCE with what is wrong, to be read after the file's name} */
  public DiptychException refuse(String what) {
    return refuse(file, what);
  }

  private static DiptychException refuse(Path file, String what) {
    return new DiptychException(
        ErrorCode.INVALID_REFERENCE, "the reference file %s %s".formatted(file, what));
  }
}
