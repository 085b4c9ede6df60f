package dev.diptych.encoders.internal.checkpoint;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import com.google.errorprone.annotations.FormatMethod;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Tensors that were found to be those that a family expects, every one of them: none missing, none
 * unknown, each of the right shape and type. Thread-safe until its source is closed.
 */
public final class Checkpoint {

  private static final int NAMES_SHOWN = 12;

  private final TensorSource source;
  private final ExpectedTensors expected;
  private final List<String> warnings = new ArrayList<>();

  private Checkpoint(TensorSource source, ExpectedTensors expected) {
    this.source = source;
    this.expected = expected;
    this.warnings.addAll(source.warnings());
  }

  /**
   * Holds tensors against what is expected of them.
   *
   * @throws DiptychException INVALID_CHECKPOINT naming the missing, unknown or misshapen tensors
   */
  public static Checkpoint of(TensorSource source, ExpectedTensors expected) {
    Checkpoint checkpoint = new Checkpoint(source, expected);
    checkpoint.checkNames(expected.required(), expected.optional());
    checkpoint.checkShapes(expected.required(), expected.optional());
    return checkpoint;
  }

  /**
   * Refuses a configuration of more layers than there are tensors. Asked before what is expected is
   * laid out, so that a configuration of a million layers costs nothing.
   *
   * @param layers of all towers together
   * @throws DiptychException INVALID_CHECKPOINT when there are more
   */
  public static void refuseMoreLayersThanTensors(long layers, TensorSource source) {
    if (layers > source.tensors().size()) {
      throw refuse(
          "config.json announces %s, but %s holds only %s; the two do not belong together",
          count(layers, "layer"), source.name(), count(source.tensors().size(), "tensor"));
    }
  }

  private void checkNames(Map<String, List<Long>> expected, Map<String, List<Long>> optional) {
    List<String> missing =
        new ArrayList<>(
            expected.keySet().stream()
                .filter(name -> !source.tensors().containsKey(name))
                .toList());
    this.expected
        .standIns()
        .forEach(
            (name, standIn) -> {
              if (!expected.containsKey(standIn) && !holds(name) && !holds(standIn)) {
                missing.add(name);
              }
            });
    List<String> unknown =
        source.tensors().keySet().stream()
            .filter(name -> !expected.containsKey(name) && !optional.containsKey(name))
            .toList();
    if (!missing.isEmpty() || !unknown.isEmpty()) {
      List<String> parts = new ArrayList<>();
      if (!missing.isEmpty()) {
        parts.add("lacks %s (%s)".formatted(count(missing.size(), "tensor"), shortList(missing)));
      }
      if (!unknown.isEmpty()) {
        parts.add(
            "holds %s (%s)".formatted(count(unknown.size(), "unknown tensor"), shortList(unknown)));
      }
      throw refuse(
          "%s %s; expected are the %s tensors of config.json's architecture and sizes: use the config.json that was"
              + " published with these weights",
          source.name(), String.join(" and ", parts), expected.size());
    }
  }

  private void checkShapes(Map<String, List<Long>> expected, Map<String, List<Long>> optional) {
    Map<String, List<Long>> all = new LinkedHashMap<>(expected);
    all.putAll(optional);
    List<String> wrong = new ArrayList<>();
    Map<TensorType, Integer> widened = new TreeMap<>();
    source
        .tensors()
        .forEach(
            (name, info) -> {
              List<Long> shape = all.getOrDefault(name, List.of());
              if (!info.shape().equals(shape) && !isScalar(shape, info)) {
                wrong.add("%s is %s, expected %s".formatted(name, info.shape(), shape));
              } else if (name.endsWith(ExpectedTensors.POSITION_IDS)) {
                if (info.type() != TensorType.I64) {
                  wrong.add("%s is of type %s, expected I64".formatted(name, info.type()));
                }
              } else if (!info.type().isWeight()) {
                wrong.add(
                    "%s is of type %s, expected F32 (F16 and BF16 are widened)"
                        .formatted(name, info.type()));
              } else if (info.type() != TensorType.F32) {
                widened.merge(info.type(), 1, Integer::sum);
              }
            });
    if (!wrong.isEmpty()) {
      throw refuse(
          "%s does not fit config.json in %s: %s; use the config.json that was published with these weights",
          source.name(), count(wrong.size(), "tensor"), shortList(wrong));
    }
    widened.forEach(
        (type, count) ->
            warnings.add(
                "%s %s stored as %s and widened to F32"
                    .formatted(count(count, "tensor"), count == 1 ? "is" : "are", type)));
  }

  private static String count(long number, String what) {
    return "%s %s%s".formatted(number, what, number == 1 ? "" : "s");
  }

  private static String shortList(List<String> names) {
    String shown = String.join(", ", names.subList(0, Math.min(NAMES_SHOWN, names.size())));
    return names.size() > NAMES_SHOWN
        ? shown + " and %s more".formatted(names.size() - NAMES_SHOWN)
        : shown;
  }

  /** A number by itself is stored without dimensions, or with one of length 1. */
  private static boolean isScalar(List<Long> expected, TensorInfo info) {
    return expected.isEmpty() && info.elements() == 1;
  }

  private boolean holds(String name) {
    return source.tensors().containsKey(name);
  }

  /** {@return what was corrected or assumed, in sentences} */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /**
   * The tensors by canonical name, with those that a checkpoint may leave out because they are tied
   * to others: two checkpoints with equal numbers have equal entries here, however they are stored.
   */
  public SortedMap<String, TensorInfo> canonicalTensors() {
    SortedMap<String, TensorInfo> canonical = new TreeMap<>();
    source
        .tensors()
        .forEach(
            (name, info) -> {
              if (!expected.isIncidental(name)) {
                canonical.put(name, new TensorInfo(TensorType.F32, expected.shape(name)));
              }
            });
    expected
        .standIns()
        .keySet()
        .forEach(name -> canonical.put(name, new TensorInfo(TensorType.F32, info(name).shape())));
    return canonical;
  }

  /** {@return shape and type of a tensor, by canonical name} */
  public TensorInfo info(String name) {
    TensorInfo info = source.tensors().get(stored(name));
    if (info == null) {
      throw new DiptychException(ErrorCode.INTERNAL, "the checkpoint has no tensor " + name);
    }
    return info;
  }

  /**
   * As {@link #floats}, checked: the bytes have the checksum that the file gives for them, and all
   * numbers are finite. Reads the tensor once or twice.
   *
   * @throws DiptychException INVALID_CHECKPOINT naming the tensor
   */
  public MemorySegment checkedFloats(String name) {
    source.verify(stored(name));
    MemorySegment floats = floats(name);
    FiniteWeights.require(
        source.name(), source.nameInFile(stored(name)), info(name).shape(), floats);
    return floats;
  }

  /**
   * The numbers of a tensor as little-endian f32, row by row, by canonical name; mapped, not
   * copied, where they are F32.
   */
  public MemorySegment floats(String name) {
    MemorySegment bytes = source.bytes(stored(name));
    TensorType type = info(name).type();
    if (type == TensorType.F32) {
      return bytes;
    }
    ValueLayout.OfShort half = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    ValueLayout.OfFloat single = JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    long elements = bytes.byteSize() / 2;
    MemorySegment widened = MemorySegment.ofArray(new byte[Math.toIntExact(4 * elements)]);
    for (long i = 0; i < elements; i++) {
      short bits = bytes.get(half, 2 * i);
      float value =
          type == TensorType.F16 ? Float.float16ToFloat(bits) : Float.intBitsToFloat(bits << 16);
      widened.set(single, 4 * i, value);
    }
    return widened;
  }

  /** {@return a tensor of one number} */
  public float number(String name) {
    return floats(name).get(JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
  }

  private String stored(String name) {
    String standIn = expected.standIns().get(name);
    return standIn == null || holds(name) ? name : standIn;
  }

  @FormatMethod
  private static DiptychException refuse(String message, Object... values) {
    return new DiptychException(
        ErrorCode.INVALID_CHECKPOINT, String.format(Locale.ROOT, message, values));
  }
}
