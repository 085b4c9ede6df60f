package dev.diptych.encoders.internal.checkpoint;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Tensors whose names all begin with the name of a wrapper, under the names they have without it.
 * PyTorch's {@code DataParallel} puts {@code module.} in front, {@code torch.compile} puts {@code
 * _orig_mod.}; both may be there, in either order.
 */
final class UnwrappedTensors implements TensorSource {

  private static final List<String> WRAPPERS = List.of("module.", "_orig_mod.");

  private final TensorSource wrapped;
  private final String prefix;
  private final SortedMap<String, TensorInfo> tensors = new TreeMap<>();

  private UnwrappedTensors(TensorSource wrapped, String prefix) {
    this.wrapped = wrapped;
    this.prefix = prefix;
    wrapped.tensors().forEach((name, info) -> tensors.put(name.substring(prefix.length()), info));
  }

  /** {@return the source itself, or one that leaves the wrappers' names out} */
  static TensorSource of(TensorSource source) {
    StringBuilder prefix = new StringBuilder();
    boolean longer = !source.tensors().isEmpty();
    while (longer) {
      longer = false;
      for (String wrapper : WRAPPERS) {
        String next = prefix + wrapper;
        if (source.tensors().keySet().stream().allMatch(name -> name.startsWith(next))) {
          prefix.append(wrapper);
          longer = true;
        }
      }
    }
    return prefix.isEmpty() ? source : new UnwrappedTensors(source, prefix.toString());
  }

  @Override
  public String name() {
    return wrapped.name();
  }

  @Override
  public SortedMap<String, TensorInfo> tensors() {
    return Collections.unmodifiableSortedMap(tensors);
  }

  @Override
  public MemorySegment bytes(String tensor) {
    return wrapped.bytes(prefix + tensor);
  }

  @Override
  public String nameInFile(String tensor) {
    return wrapped.nameInFile(prefix + tensor);
  }

  @Override
  public void verify(String tensor) {
    wrapped.verify(prefix + tensor);
  }

  @Override
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>(wrapped.warnings());
    warnings.add(
        "every tensor's name begins with \"%s\", which a wrapper around the model put there; it was left out"
            .formatted(prefix));
    return warnings;
  }

  @Override
  public void close() {
    wrapped.close();
  }
}
