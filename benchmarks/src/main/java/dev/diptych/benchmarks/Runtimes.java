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
   * Loads a graph with the options of the product: threads that do not spin.
   *
   * @param graph an ONNX file with its weights beside it
   * @param threads threads one call may use
   * @param level how far ONNX Runtime may rewrite the graph
   */
  public static OrtSession load(Path graph, int threads, OptLevel level) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setOptimizationLevel(level);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      return environment().createSession(graph.toString(), options);
    }
  }

  /** As {@link #load(Path, int, OptLevel)}, on all processors and rewritten as far as it goes. */
  public static OrtSession load(Path graph) throws OrtException {
    return load(graph, Runtime.getRuntime().availableProcessors(), OptLevel.ALL_OPT);
  }
}
