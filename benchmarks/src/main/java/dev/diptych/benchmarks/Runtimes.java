package dev.diptych.benchmarks;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.nio.file.Path;

/** ONNX Runtime without the layers above it, for graphs that the product does not run. */
public final class Runtimes {

  private Runtimes() {}

  /** {@return the environment of this process, made by DJL, which must come first} */
  public static OrtEnvironment environment() {
    Engine.getEngine("OnnxRuntime");
    return OrtEnvironment.getEnvironment();
  }

  /**
   * Loads a graph with the options of the product: rewritten as far as it goes, threads that do not
   * spin.
   *
   * @param graph an ONNX file with its weights beside it
   * @param threads threads one call may use
   */
  public static OrtSession load(Path graph, int threads) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setOptimizationLevel(OptLevel.ALL_OPT);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      return environment().createSession(graph.toString(), options);
    }
  }

  /** As {@link #load(Path, int)}, on all processors. */
  public static OrtSession load(Path graph) throws OrtException {
    return load(graph, Runtime.getRuntime().availableProcessors());
  }
}
