package dev.diptych.encoders.internal.runtime;

import ai.djl.engine.Engine;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;

/** ONNX Runtime's native library, which its jar unpacks into the folder for temporary files. */
final class NativeRuntime {

  private NativeRuntime() {}

  /**
   * Loads it, once in a process.
   *
   * @throws DiptychException UNAVAILABLE where this machine cannot
   */
  static void load() {
    Offline.enforce();
    try {
      Engine.getEngine("OnnxRuntime"); // before any OrtEnvironment of our own
    } catch (LinkageError | RuntimeException e) {
      throw new DiptychException(
          ErrorCode.UNAVAILABLE,
          "ONNX Runtime, which runs the model, cannot be loaded: %s. It is unpacked into the folder for temporary files, %s, which must exist, have 40 MB of room and allow programs to run; -Djava.io.tmpdir=FOLDER in DIPTYCH_JAVA_OPTS names another"
              .formatted(reason(e), System.getProperty("java.io.tmpdir")),
          e);
    }
  }

  private static String reason(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return IoReason.of(cause);
  }
}
