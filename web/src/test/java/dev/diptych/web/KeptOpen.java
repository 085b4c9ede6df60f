package dev.diptych.web;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.Supplier;

/**
 * What tests share and is dear to open: opened once in a JVM and closed when it ends, the last
 * first. JUnit's own stores end with a run, and the build gives each class a run of its own.
 */
final class KeptOpen {

  private static final SequencedMap<Class<?>, AutoCloseable> OPEN = new LinkedHashMap<>();

  private KeptOpen() {}

  /** {@return the one of this kind, opened if it is not yet} */
  static synchronized <T extends AutoCloseable> T get(Class<T> kind, Supplier<T> open) {
    if (OPEN.isEmpty()) {
      Runtime.getRuntime().addShutdownHook(new Thread(KeptOpen::closeAll));
    }
    if (!OPEN.containsKey(kind)) {
      OPEN.put(kind, open.get());
    }
    return kind.cast(OPEN.get(kind));
  }

  private static synchronized void closeAll() {
    OPEN.sequencedValues().reversed().forEach(KeptOpen::close);
  }

  private static void close(AutoCloseable open) {
    try {
      open.close();
    } catch (Exception e) {
      System.err.println("could not close what tests shared: " + e);
    }
  }
}
