package dev.diptych.encoders.internal.checkpoint;

import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The tensors of a file that a family reads, under the names it knows them by. What a file holds
 * beyond, other halves of a model or the state of its training, is left out.
 */
public final class RenamedTensors implements TensorSource {

  private final TensorSource file;
  private final SortedMap<String, TensorInfo> tensors = new TreeMap<>();
  private final Map<String, String> originals = new TreeMap<>();

  /**
   * @param file stays open as long as this is used
   * @param rename the name of a tensor for the family; empty where it has none
   */
  public RenamedTensors(TensorSource file, Function<String, Optional<String>> rename) {
    this.file = file;
    file.tensors()
        .forEach(
            (original, info) ->
                rename
                    .apply(original)
                    .ifPresent(
                        name -> {
                          if (originals.putIfAbsent(name, original) == null) {
                            tensors.put(name, info);
                          }
                        }));
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
    return file.bytes(inFile(tensor));
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
    return originals.getOrDefault(tensor, tensor);
  }

  @Override
  public void close() {
    file.close();
  }
}
