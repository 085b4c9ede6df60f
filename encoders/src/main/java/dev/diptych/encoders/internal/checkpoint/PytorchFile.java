package dev.diptych.encoders.internal.checkpoint;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.FormatMethod;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.internal.checkpoint.TensorPickle.View;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A {@code pytorch_model.bin} or an original {@code .pth} over mapped memory: a ZIP archive with a
 * pickle that names tensors and one entry per storage. Tensors may share a storage. Weights are
 * mapped, not copied, where they are contiguous.
 */
public final class PytorchFile implements TensorSource {

  /** A hundred times what the largest BLIP needs. */
  private static final long LONGEST_PICKLE = 1 << 24;

  /** What training runs save their weights under: plain PyTorch, DeepSpeed, Lightning. */
  private static final List<String> WEIGHTS = List.of("model", "module", "state_dict");

  private static final String BYTE_ORDER = "/byteorder";
  private static final String PICKLE = "/data.pkl";

  private final String name;
  private final Arena arena;
  private final Map<String, StoredZip.Entry> storages = new TreeMap<>();
  private final Set<String> verified = ConcurrentHashMap.newKeySet();
  private final SortedMap<String, TensorInfo> tensors = new TreeMap<>();
  private final Map<String, View> views = new TreeMap<>();

  private PytorchFile(String name, Arena arena, MemorySegment file) {
    this.name = name;
    this.arena = arena;
    Map<String, StoredZip.Entry> entries = StoredZip.entries(name, file);
    String pickle =
        entries.keySet().stream()
            .filter(
                entry ->
                    entry.endsWith(PICKLE)
                        && entry.indexOf('/') == entry.length() - PICKLE.length())
            .findFirst()
            .orElseThrow(() -> refuse("holds no data.pkl: it was not written by torch.save"));
    String root = pickle.substring(0, pickle.length() - PICKLE.length());
    requireLittleEndian(entries.get(root + BYTE_ORDER));
    String data = root + "/data/";
    entries.forEach(
        (entry, stored) -> {
          if (entry.startsWith(data)) {
            storages.put(entry.substring(data.length()), stored);
          }
        });
    StoredZip.Entry named = requireNonNull(entries.get(pickle));
    MemorySegment program = named.bytes();
    if (program.byteSize() > LONGEST_PICKLE) {
      throw refuse(
          "holds a pickle of %s bytes, more than the %s allowed",
          program.byteSize(), LONGEST_PICKLE);
    }
    Map<String, Object> saved = TensorPickle.read(name, program.toArray(JAVA_BYTE));
    requireCrc("the entry " + pickle, named);
    weights(saved).forEach((tensor, value) -> add((String) tensor, value));
  }

  /** A training run saves its weights beside counters that do not matter here. */
  private static Map<?, ?> weights(Map<String, Object> saved) {
    for (String name : WEIGHTS) {
      if (saved.get(name) instanceof Map<?, ?> weights) {
        return weights;
      }
    }
    return saved;
  }

  /**
   * Maps a file.
   *
   * @throws DiptychException INVALID_CHECKPOINT when it is no such file, holds more than tensors,
   *     or is damaged; IO when it cannot be read
   */
  public static PytorchFile open(Path file) {
    return MappedFile.open(file, PytorchFile::new);
  }

  private void requireLittleEndian(StoredZip.@Nullable Entry order) {
    if (order != null
        && !new String(order.bytes().toArray(JAVA_BYTE), StandardCharsets.US_ASCII)
            .equals("little")) {
      throw refuse("was written on a big-endian machine, whose numbers are not read here");
    }
  }

  private void add(String tensor, Object value) {
    if (!(value instanceof View view)) {
      throw refuse("holds %s, which is no tensor", tensor);
    }
    StoredZip.Entry stored = storages.get(view.storage().key());
    if (stored == null) {
      throw refuse("lacks the storage of tensor %s", tensor);
    }
    MemorySegment storage = stored.bytes();
    TensorInfo info = new TensorInfo(view.storage().type(), view.shape());
    try {
      long last = view.offset();
      for (int i = 0; i < view.shape().size(); i++) {
        last =
            Math.addExact(
                last,
                Math.multiplyExact(Math.max(0, view.shape().get(i) - 1), view.stride().get(i)));
      }
      boolean inside = info.elements() == 0 || last < storage.byteSize() / info.type().bytes();
      if (!inside
          || view.offset() < 0
          || view.storage().elements() * info.type().bytes() != storage.byteSize()) {
        throw refuse(
            "has a tensor %s that reaches beyond its storage: it is truncated or damaged", tensor);
      }
      if (info.elements() > view.storage().elements()) {
        throw refuse("has a tensor %s that repeats its numbers, which no weight does", tensor);
      }
    } catch (ArithmeticException e) {
      throw refuse("has a tensor %s of impossible size %s", tensor, view.shape());
    }
    tensors.put(tensor, info);
    views.put(tensor, view);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public SortedMap<String, TensorInfo> tensors() {
    return Collections.unmodifiableSortedMap(tensors);
  }

  @Override
  public MemorySegment bytes(String tensor) {
    View view = views.get(tensor);
    if (view == null) {
      throw new DiptychException(ErrorCode.INTERNAL, name + " has no tensor " + tensor);
    }
    MemorySegment storage = storage(view).bytes();
    int width = view.storage().type().bytes();
    long length = new TensorInfo(view.storage().type(), view.shape()).elements() * width;
    if (isContiguous(view)) {
      return storage.asSlice(view.offset() * width, length);
    }
    MemorySegment gathered = MemorySegment.ofArray(new byte[Math.toIntExact(length)]);
    gather(view, storage, 0, view.offset(), gathered, 0);
    return gathered;
  }

  private StoredZip.Entry storage(View view) {
    return requireNonNull(storages.get(view.storage().key())); // or it would not have opened
  }

  @Override
  public void verify(String tensor) {
    View view = views.get(tensor);
    if (view != null && !verified.contains(view.storage().key())) {
      requireCrc("the tensor " + tensor, storage(view));
      verified.add(view.storage().key());
    }
  }

  private void requireCrc(String what, StoredZip.Entry entry) {
    int actual = entry.actualCrc();
    if (actual != entry.crc()) {
      throw refuse(
          "gives the CRC-32 %08x for %s, but its bytes have %08x: it is damaged",
          entry.crc(), what, actual);
    }
  }

  private static boolean isContiguous(View view) {
    long expected = 1;
    for (int i = view.shape().size() - 1; i >= 0; i--) {
      if (view.shape().get(i) > 1 && view.stride().get(i) != expected) {
        return false;
      }
      expected *= view.shape().get(i);
    }
    return true;
  }

  /** Copies a strided view row by row. {@return the next element to fill} */
  private static long gather(
      View view, MemorySegment storage, int axis, long from, MemorySegment target, long element) {
    int width = view.storage().type().bytes();
    if (axis == view.shape().size()) {
      MemorySegment.copy(storage, from * width, target, element * width, width);
      return element + 1;
    }
    long next = element;
    for (long i = 0; i < view.shape().get(axis); i++) {
      next = gather(view, storage, axis + 1, from + i * view.stride().get(axis), target, next);
    }
    return next;
  }

  @FormatMethod
  private DiptychException refuse(String what, Object... values) {
    return new DiptychException(
        ErrorCode.INVALID_CHECKPOINT,
        name + " " + String.format(Locale.ROOT, what, values) + "; fetch the file again");
  }

  @Override
  public void close() {
    arena.close();
  }
}
