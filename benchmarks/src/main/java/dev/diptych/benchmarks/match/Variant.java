package dev.diptych.benchmarks.match;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.diptych.benchmarks.Runtimes;
import java.nio.file.Path;
import java.util.Map;

/**
 * One way to score pictures for a text: a column of the table.
 *
 * @param name what the column is called
 * @param session the graph, loaded
 * @param inputs makes the graph's inputs of one call, by name; what it does is not part of the time
 */
record Variant(String name, OrtSession session, InputMaker inputs) implements AutoCloseable {

  /** Makes the inputs of one call. */
  @FunctionalInterface
  interface InputMaker {
    Map<String, OnnxTensor> make(MatchCall call) throws OrtException;
  }

  /**
   * Loads a graph as the product does: on all processors, threads that do not spin.
   *
   * @param graph an ONNX file with its weights beside it
   */
  static Variant of(String name, Path graph, InputMaker inputs) throws OrtException {
    return new Variant(name, Runtimes.load(graph), inputs);
  }

  /** {@return the logits of the call's pictures, {@code f32 [K,2]}} */
  float[][] run(Map<String, OnnxTensor> tensors) throws OrtException {
    try (OrtSession.Result result = session.run(tensors)) {
      return (float[][]) result.get(0).getValue();
    }
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
