package dev.diptych.core;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;

/** Tells a want of memory from damage, however deep libraries have wrapped it. */
public final class ShortMemory {

  /** What ONNX Runtime and the C++ library say, whose errors have no type of their own. */
  private static final Set<String> NATIVE = Set.of("bad_alloc", "Failed to allocate memory");

  private ShortMemory() {}

  /**
   * {@return whether an OutOfMemoryError is among a failure, its causes and what was suppressed}
   */
  public static boolean isBehind(Throwable failure) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Throwable> waiting = new ArrayDeque<>();
    waiting.add(failure);
    while (!waiting.isEmpty()) {
      Throwable next = waiting.remove();
      if (!seen.add(next)) {
        continue;
      }
      String message = String.valueOf(next.getMessage());
      if (next instanceof OutOfMemoryError || NATIVE.stream().anyMatch(message::contains)) {
        return true;
      }
      if (next.getCause() != null) {
        waiting.add(next.getCause());
      }
      Collections.addAll(waiting, next.getSuppressed());
    }
    return false;
  }
}
