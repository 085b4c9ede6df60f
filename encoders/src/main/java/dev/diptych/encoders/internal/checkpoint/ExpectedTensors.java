package dev.diptych.encoders.internal.checkpoint;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tensors that a checkpoint of some family and size must hold, and those that it may hold:
 * names with shapes. Matrices are stored {@code [out, in]}. Not thread-safe while it is filled.
 */
public final class ExpectedTensors {

  /** How the names of tensors end that count positions, {@code i64}, and are no weights. */
  static final String POSITION_IDS = "position_ids";

  private final Map<String, List<Long>> required = new LinkedHashMap<>();
  private final Map<String, List<Long>> optional = new LinkedHashMap<>();
  private final Map<String, String> standIns = new LinkedHashMap<>();

  /** A tensor that must be there; no shape for a number by itself. */
  public void add(String name, long... shape) {
    required.put(name, shape(shape));
  }

  /** The weight {@code [out, in]} of a linear layer and its bias {@code [out]}. */
  public void addLinear(String prefix, long out, long in) {
    add(prefix + ".weight", out, in);
    add(prefix + ".bias", out);
  }

  /** The factor {@code [width]} of a norm and its bias {@code [width]}. */
  public void addNorm(String prefix, long width) {
    add(prefix + ".weight", width);
    add(prefix + ".bias", width);
  }

  /** A tensor that may be there. */
  public void addOptional(String name, long... shape) {
    optional.put(name, shape(shape));
  }

  /**
   * A tensor that may be there, and which other one holds the same numbers where it is not.
   *
   * @param name the canonical name
   * @param standIn a required tensor, or an optional one; then one of both must be there
   */
  public void addTied(String name, String standIn, long... shape) {
    addOptional(name, shape);
    standIns.put(name, standIn);
  }

  private static List<Long> shape(long... shape) {
    return Arrays.stream(shape).boxed().toList();
  }

  Map<String, List<Long>> required() {
    return Collections.unmodifiableMap(required);
  }

  Map<String, List<Long>> optional() {
    return Collections.unmodifiableMap(optional);
  }

  /** {@return the shape of a tensor that is expected} */
  List<Long> shape(String name) {
    List<Long> shape = required.getOrDefault(name, optional.get(name));
    return shape == null ? List.of() : shape;
  }

  /** Canonical names that may be missing, and where their numbers are then. */
  Map<String, String> standIns() {
    return Collections.unmodifiableMap(standIns);
  }

  /** Whether a tensor is there for the sake of another alone, or is no weight. */
  boolean isIncidental(String name) {
    return name.endsWith(POSITION_IDS)
        || (standIns.containsValue(name) && !required.containsKey(name));
  }
}
