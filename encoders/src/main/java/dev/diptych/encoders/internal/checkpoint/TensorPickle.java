package dev.diptych.encoders.internal.checkpoint;

import com.google.errorprone.annotations.FormatMethod;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * Reads the pickle of a {@code torch.save} file as data. A pickle is a program that may call
 * anything; this machine knows only what names tensors. Of the globals a pickle may name it knows
 * six, each of them a value of its own here and none of them looked up anywhere; every other global
 * and every other opcode is refused by name. Nothing that the file names is ever instantiated,
 * loaded or called.
 *
 * <p>Opcodes: Python's {@code pickletools}; layout: specification of PyTorch's zip format.
 */
final class TensorPickle {

  private static final int MEMO_ALLOWED = 1 << 20;

  /** The six globals. */
  private enum Known {
    ORDERED_DICT,
    REBUILD_TENSOR,
    FLOAT_STORAGE,
    HALF_STORAGE,
    BFLOAT16_STORAGE,
    LONG_STORAGE
  }

  private static final Map<Known, TensorType> TYPES =
      Map.of(
          Known.FLOAT_STORAGE, TensorType.F32,
          Known.HALF_STORAGE, TensorType.F16,
          Known.BFLOAT16_STORAGE, TensorType.BF16,
          Known.LONG_STORAGE, TensorType.I64);

  private enum Mark {
    MARK
  }

  /**
   * Numbers in an entry of the archive.
   *
   * @param type of the elements
   * @param key name of the entry below {@code data/}
   * @param elements how many
   */
  record Storage(TensorType type, String key, long elements) {}

  /**
   * A view of a storage.
   *
   * @param storage the numbers
   * @param offset first element
   * @param shape dimensions
   * @param stride elements from one index to the next, per dimension
   */
  record View(Storage storage, long offset, List<Long> shape, List<Long> stride) {}

  private final String name;
  private final ByteBuffer input;
  private final List<Object> stack = new ArrayList<>();
  private final Map<Long, Object> memo = new HashMap<>();

  private TensorPickle(String name, byte[] pickle) {
    this.name = name;
    this.input = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Runs a pickle.
   *
   * @return the dictionary it describes: strings to views, numbers, truth values or dictionaries
   *     alike
   * @throws DiptychException INVALID_CHECKPOINT naming the opcode or global that is not allowed
   */
  static Map<String, Object> read(String name, byte[] pickle) {
    TensorPickle machine = new TensorPickle(name, pickle);
    try {
      return machine.strings(machine.run());
    } catch (BufferUnderflowException | IndexOutOfBoundsException | NoSuchElementException e) {
      throw new DiptychException(
          ErrorCode.INVALID_CHECKPOINT,
          name + " holds a pickle that breaks off; fetch the file again",
          e);
    }
  }

  private Object run() {
    while (true) {
      int opcode = Byte.toUnsignedInt(input.get());
      switch (opcode) {
        case 0x80 -> requireProtocol(input.get());
        case '(' -> push(Mark.MARK);
        case ')' -> push(List.of());
        case '}' -> push(new LinkedHashMap<Object, Object>());
        case 't' -> push(List.copyOf(popToMark()));
        case 0x85 -> push(tuple(1));
        case 0x86 -> push(tuple(2));
        case 0x87 -> push(tuple(3));
        case 'X' -> push(new String(bytes(input.getInt()), StandardCharsets.UTF_8));
        case 'K' -> push((long) Byte.toUnsignedInt(input.get()));
        case 'M' -> push((long) Short.toUnsignedInt(input.getShort()));
        case 'J' -> push((long) input.getInt());
        case 0x8a -> push(longOf(bytes(Byte.toUnsignedInt(input.get()))));
        case 0x88 -> push(true);
        case 0x89 -> push(false);
        case 'q' -> remember(Byte.toUnsignedLong(input.get()));
        case 'r' -> remember(Integer.toUnsignedLong(input.getInt()));
        case 'h' -> push(recall(Byte.toUnsignedLong(input.get())));
        case 'j' -> push(recall(Integer.toUnsignedLong(input.getInt())));
        case 'c' -> push(global(line(), line()));
        case 'Q' -> push(storage(pop()));
        case 'R' -> reduce();
        case 's' -> setItems(List.of(stack.removeLast(), stack.removeLast()).reversed());
        case 'u' -> setItems(popToMark());
        case 'b' ->
            pop(); // attributes of the dictionary (_metadata), which say nothing of the tensors
        case '.' -> {
          return pop();
        }
        default ->
            throw refuse(
                "holds a pickle with the opcode 0x%02x at byte %s, which no file of tensors needs",
                opcode, input.position() - 1);
      }
    }
  }

  private void requireProtocol(byte protocol) {
    if (protocol != 2) {
      throw refuse("holds a pickle of protocol %s, but torch.save writes 2", protocol);
    }
  }

  private Known global(String module, String attribute) {
    return switch (module + "." + attribute) {
      case "collections.OrderedDict" -> Known.ORDERED_DICT;
      case "torch._utils._rebuild_tensor_v2" -> Known.REBUILD_TENSOR;
      case "torch.FloatStorage" -> Known.FLOAT_STORAGE;
      case "torch.HalfStorage" -> Known.HALF_STORAGE;
      case "torch.BFloat16Storage" -> Known.BFLOAT16_STORAGE;
      case "torch.LongStorage" -> Known.LONG_STORAGE;
      default ->
          throw refuse(
              "names %s.%s, which may run code and is not allowed: allowed are collections.OrderedDict,"
                  + " torch._utils._rebuild_tensor_v2, and torch's FloatStorage, HalfStorage, BFloat16Storage and LongStorage",
              module, attribute);
    };
  }

  private void reduce() {
    Object arguments = pop();
    Object callable = pop();
    if (callable == Known.ORDERED_DICT && arguments instanceof List<?> none && none.isEmpty()) {
      push(new LinkedHashMap<Object, Object>());
    } else if (callable == Known.REBUILD_TENSOR
        && arguments instanceof List<?> list
        && list.size() >= 4) {
      push(view(list));
    } else {
      // What a file made up is never printed: it may hold itself, or more than memory does.
      throw refuse(
          "calls %s with arguments it does not take",
          callable instanceof Known known ? known : "something that is no function");
    }
  }

  private View view(List<?> arguments) {
    if (arguments.get(0) instanceof Storage storage
        && arguments.get(1) instanceof Long offset
        && arguments.get(2) instanceof List<?> shape
        && arguments.get(3) instanceof List<?> stride
        && shape.size() == stride.size()) {
      return new View(storage, offset, longs(shape), longs(stride));
    }
    throw refuse("rebuilds a tensor from something else than storage, offset, size and stride");
  }

  private List<Long> longs(List<?> values) {
    List<Long> longs = new ArrayList<>();
    for (Object value : values) {
      if (!(value instanceof Long number) || number < 0) {
        throw refuse(
            "gives a tensor the size or stride %s",
            value instanceof Long ? value : "of something that is no number");
      }
      longs.add(number);
    }
    return longs;
  }

  /** A persistent id: {@code ('storage', type, key, device, elements)}. */
  private Storage storage(Object id) {
    if (id instanceof List<?> list
        && list.size() == 5
        && list.get(0).equals("storage")
        && list.get(2) instanceof String key
        && list.get(4) instanceof Long elements) {
      TensorType type = list.get(1) instanceof Known known ? TYPES.get(known) : null;
      if (type != null) {
        return new Storage(type, key, elements);
      }
    }
    throw refuse("refers to something else than a storage of floats or longs");
  }

  private void setItems(List<Object> items) {
    if (!(stack.getLast() instanceof LinkedHashMap<?, ?>) || items.size() % 2 != 0) {
      throw refuse("sets items of something that is no dictionary");
    }
    @SuppressWarnings("unchecked") // this machine makes no other maps
    Map<Object, Object> dictionary = (Map<Object, Object>) stack.getLast();
    for (int i = 0; i < items.size(); i += 2) {
      if (!(items.get(i) instanceof String key)) {
        throw refuse("has a dictionary whose keys are no strings");
      }
      dictionary.put(key, items.get(i + 1));
    }
  }

  private Map<String, Object> strings(Object value) {
    if (!(value instanceof LinkedHashMap<?, ?> dictionary)) {
      throw refuse("holds no dictionary of tensors");
    }
    Map<String, Object> strings = new LinkedHashMap<>();
    dictionary.forEach((key, each) -> strings.put((String) key, each));
    return strings;
  }

  private void push(Object value) {
    stack.add(value);
  }

  private Object pop() {
    return stack.removeLast();
  }

  private List<Object> tuple(int size) {
    List<Object> tail = stack.subList(stack.size() - size, stack.size());
    List<Object> tuple = List.copyOf(tail);
    tail.clear();
    return tuple;
  }

  private List<Object> popToMark() {
    int mark = stack.lastIndexOf(Mark.MARK);
    List<Object> tail = stack.subList(mark + 1, stack.size());
    List<Object> items = new ArrayList<>(tail);
    tail.clear();
    stack.remove(mark);
    return items;
  }

  private void remember(long key) {
    if (memo.size() >= MEMO_ALLOWED) {
      throw refuse("remembers more than %s values", MEMO_ALLOWED);
    }
    memo.put(key, stack.getLast());
  }

  private Object recall(long key) {
    Object value = memo.get(key);
    if (value == null) {
      throw refuse("recalls value %s, which it never remembered", key);
    }
    return value;
  }

  private byte[] bytes(int length) {
    if (length < 0 || length > input.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    input.get(bytes);
    return bytes;
  }

  private long longOf(byte[] littleEndian) {
    if (littleEndian.length > 8) {
      throw refuse("holds a number of %s bytes", littleEndian.length);
    }
    long value = littleEndian.length > 0 && littleEndian[littleEndian.length - 1] < 0 ? -1 : 0;
    for (int i = littleEndian.length - 1; i >= 0; i--) {
      value = value << 8 | Byte.toUnsignedLong(littleEndian[i]);
    }
    return value;
  }

  private String line() {
    StringBuilder line = new StringBuilder();
    for (char c = (char) input.get(); c != '\n'; c = (char) input.get()) {
      line.append(c);
    }
    return line.toString();
  }

  @FormatMethod
  private DiptychException refuse(String what, Object... values) {
    return new DiptychException(
        ErrorCode.INVALID_CHECKPOINT,
        name
            + " "
            + String.format(Locale.ROOT, what, values)
            + "; fetch the checkpoint from its authors or as model.safetensors, or save its weights alone, as torch.save does with a state_dict");
  }
}
