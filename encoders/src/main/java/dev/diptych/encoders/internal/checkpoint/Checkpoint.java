package dev.diptych.encoders.internal.checkpoint;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import com.google.errorprone.annotations.FormatMethod;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.internal.checkpoint.BlipConfig.Architecture;
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
 * A configuration and the tensors that were found to fit it, every one of them: none missing, none
 * unknown, each of the right shape and type. Thread-safe until its source is closed.
 */
public final class Checkpoint {

  private static final String HEAD_WEIGHT = "text_decoder.cls.predictions.decoder.weight";
  private static final String TIED_WEIGHT = "text_decoder.bert.embeddings.word_embeddings.weight";
  private static final String BIAS = "text_decoder.cls.predictions.bias";
  private static final String SAME_BIAS = "text_decoder.cls.predictions.decoder.bias";
  private static final int NAMES_SHOWN = 12;

  private final BlipConfig config;
  private final TensorSource source;
  private final boolean retrieval;
  private final boolean decoder;
  private final List<String> warnings = new ArrayList<>();

  private Checkpoint(BlipConfig config, TensorSource source) {
    this.config = config;
    this.source = source;
    this.retrieval =
        config.architecture() == Architecture.RETRIEVAL
            || holds("text_encoder.")
            || holds("itm_head.");
    this.decoder = config.architecture() == Architecture.CAPTIONING || holds("text_decoder.");
    this.warnings.addAll(config.warnings());
    this.warnings.addAll(source.warnings());
  }

  /**
   * Holds tensors against a configuration.
   *
   * @throws DiptychException INVALID_CHECKPOINT naming the missing, unknown or misshapen tensors
   */
  public static Checkpoint of(BlipConfig config, TensorSource source) {
    Checkpoint checkpoint = new Checkpoint(config, UnwrappedTensors.of(source));
    checkpoint.check();
    return checkpoint;
  }

  private boolean holds(String prefix) {
    String first = source.tensors().tailMap(prefix).keySet().stream().findFirst().orElse("");
    return first.startsWith(prefix);
  }

  private void check() {
    Map<String, List<Long>> expected = new LinkedHashMap<>();
    // Counted before anything is laid out, so that a configuration of a million layers costs
    // nothing.
    int layers = config.vision().layers() + config.text().layers();
    if (layers > source.tensors().size()) {
      throw refuse(
          "config.json announces %s, but %s holds only %s; the two do not belong together",
          count(layers, "layer"), source.name(), count(source.tensors().size(), "tensor"));
    }
    expected.putAll(BlipTensors.vision(config));
    if (retrieval) {
      expected.putAll(BlipTensors.retrieval(config));
    }
    if (decoder) {
      expected.putAll(BlipTensors.decoder(config));
    }
    Map<String, List<Long>> optional = optional();
    checkNames(expected, optional);
    checkShapes(expected, optional);
  }

  private Map<String, List<Long>> optional() {
    Map<String, List<Long>> optional = new LinkedHashMap<>();
    List<Long> positionIds = List.of(1L, (long) config.text().positions());
    if (retrieval) {
      optional.put("text_encoder.embeddings.position_ids", positionIds);
    }
    if (decoder) {
      List<Long> vocabulary = List.of((long) config.text().vocabulary());
      optional.put("text_decoder.bert.embeddings.position_ids", positionIds);
      optional.put(
          HEAD_WEIGHT, List.of((long) config.text().vocabulary(), (long) config.text().hidden()));
      optional.put(BIAS, vocabulary);
      optional.put(SAME_BIAS, vocabulary);
    }
    return optional;
  }

  private void checkNames(Map<String, List<Long>> expected, Map<String, List<Long>> optional) {
    List<String> missing =
        new ArrayList<>(
            expected.keySet().stream()
                .filter(name -> !source.tensors().containsKey(name))
                .toList());
    if (decoder
        && !source.tensors().containsKey(BIAS)
        && !source.tensors().containsKey(SAME_BIAS)) {
      missing.add(BIAS);
    }
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
              if (!info.shape().equals(shape)) {
                wrong.add("%s is %s, expected %s".formatted(name, info.shape(), shape));
              } else if (name.endsWith("position_ids")) {
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

  private static String count(int number, String what) {
    return "%s %s%s".formatted(number, what, number == 1 ? "" : "s");
  }

  private static String shortList(List<String> names) {
    String shown = String.join(", ", names.subList(0, Math.min(NAMES_SHOWN, names.size())));
    return names.size() > NAMES_SHOWN
        ? shown + " and %s more".formatted(names.size() - NAMES_SHOWN)
        : shown;
  }

  /** {@return the effective configuration} */
  public BlipConfig config() {
    return config;
  }

  /** {@return whether text encoder, projections and ITM head are there} */
  public boolean hasRetrieval() {
    return retrieval;
  }

  /** {@return whether the caption decoder is there} */
  public boolean hasDecoder() {
    return decoder;
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
              if (!name.endsWith(".position_ids") && !name.equals(SAME_BIAS)) {
                canonical.put(name, new TensorInfo(TensorType.F32, info.shape()));
              }
            });
    if (decoder) {
      canonical.put(HEAD_WEIGHT, new TensorInfo(TensorType.F32, info(HEAD_WEIGHT).shape()));
      canonical.put(BIAS, new TensorInfo(TensorType.F32, info(BIAS).shape()));
    }
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

  private String stored(String name) {
    if (name.equals(HEAD_WEIGHT) && !source.tensors().containsKey(name)) {
      return TIED_WEIGHT;
    }
    if (name.equals(BIAS) && !source.tensors().containsKey(name)) {
      return SAME_BIAS;
    }
    return name;
  }

  @FormatMethod
  private static DiptychException refuse(String message, Object... values) {
    return new DiptychException(
        ErrorCode.INVALID_CHECKPOINT, String.format(Locale.ROOT, message, values));
  }
}
