package dev.diptych.encoders.internal.checkpoint;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The tensors of a file, some of which are seen under other names: whole, in equal parts, or
 * turned. So one matrix of queries, keys and values becomes three. What no view is of keeps its
 * name; a view of what is not there is not there either.
 */
public final class TensorViews implements TensorSource {

  private final TensorSource file;
  private final Map<String, View> views;
  private final SortedMap<String, TensorInfo> tensors = new TreeMap<>();

  /**
   * How a tensor is seen.
   *
   * @param stored its name in the file
   * @param part which of the parts, from 0
   * @param parts in how many equal parts its rows are taken
   * @param turned whether rows become columns, as of a matrix that was stored {@code [in, out]}
   */
  public record View(String stored, int part, int parts, boolean turned) {

    /** {@return a tensor as it is} */
    public static View whole(String stored) {
      return new View(stored, 0, 1, false);
    }

    /** {@return one of several equal parts of its rows} */
    public static View rows(String stored, int part, int parts) {
      return new View(stored, part, parts, false);
    }

    /** {@return a matrix, turned} */
    public static View turned(String stored) {
      return new View(stored, 0, 1, true);
    }

    /** {@return the shape; as stored where it cannot be seen so, which is then refused by it} */
    private List<Long> shape(List<Long> stored) {
      if (turned && stored.size() == 2) {
        return stored.reversed();
      }
      if (parts > 1 && !stored.isEmpty() && stored.getFirst() % parts == 0) {
        List<Long> part = new ArrayList<>(stored);
        part.set(0, stored.getFirst() / parts);
        return part;
      }
      return stored;
    }

    /** {@return the shape in the file of what has this one when it is seen} */
    private long[] storedShape(List<Long> seen) {
      long[] shape = numbers(turned ? seen.reversed() : seen);
      if (parts > 1) {
        shape[0] *= parts;
      }
      return shape;
    }
  }

  /**
   * @param file stays open as long as this is used
   * @param views by the names that their tensors have here
   */
  public TensorViews(TensorSource file, Map<String, View> views) {
    this.file = file;
    this.views = Map.copyOf(views);
    Set<String> seen = new HashSet<>();
    views.values().forEach(view -> seen.add(view.stored()));
    file.tensors()
        .forEach(
            (name, info) -> {
              if (!seen.contains(name)) {
                tensors.put(name, info);
              }
            });
    views.forEach(
        (name, view) -> {
          TensorInfo info = file.tensors().get(view.stored());
          if (info != null) {
            tensors.put(name, new TensorInfo(info.type(), view.shape(info.shape())));
          }
        });
  }

  /**
   * {@return what a file must hold so that these views of it are what is expected} Held against
   * this first, a file that does not fit is refused by the names that it has.
   *
   * @param seen what is expected of the views, and of tensors that none is of
   */
  public static ExpectedTensors stored(ExpectedTensors seen, Map<String, View> views) {
    ExpectedTensors stored = new ExpectedTensors();
    seen.required()
        .forEach(
            (name, shape) -> {
              View view = views.getOrDefault(name, View.whole(name));
              stored.add(view.stored(), view.storedShape(shape));
            });
    seen.optional().forEach((name, shape) -> stored.addOptional(name, numbers(shape)));
    return stored;
  }

  private static long[] numbers(List<Long> shape) {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }

  @Override
  public String name() {
    return file.name();
  }

  @Override
  public SortedMap<String, TensorInfo> tensors() {
    return Collections.unmodifiableSortedMap(tensors);
  }

  @Override
  public MemorySegment bytes(String tensor) {
    View view = views.get(tensor);
    if (view == null) {
      return file.bytes(tensor);
    }
    MemorySegment whole = file.bytes(view.stored());
    if (view.turned()) {
      TensorInfo info = tensors.get(tensor);
      return info == null ? whole : turned(whole, info);
    }
    long length = whole.byteSize() / view.parts();
    return whole.asSlice(view.part() * length, length);
  }

  /**
   * A copy.
   *
   * @param info of the result
   */
  private static MemorySegment turned(MemorySegment stored, TensorInfo info) {
    long rows = info.shape().getFirst();
    long columns = info.shape().getLast();
    int size = info.type().bytes();
    MemorySegment turned = MemorySegment.ofArray(new byte[Math.toIntExact(stored.byteSize())]);
    for (long row = 0; row < rows; row++) {
      for (long column = 0; column < columns; column++) {
        MemorySegment.copy(
            stored, (column * rows + row) * size, turned, (row * columns + column) * size, size);
      }
    }
    return turned;
  }

  @Override
  public String nameInFile(String tensor) {
    return file.nameInFile(inFile(tensor));
  }

  @Override
  public void verify(String tensor) {
    file.verify(inFile(tensor));
  }

  @Override
  public List<String> warnings() {
    return file.warnings();
  }

  private String inFile(String tensor) {
    View view = views.get(tensor);
    return view == null ? tensor : view.stored();
  }

  @Override
  public void close() {
    file.close();
  }
}
