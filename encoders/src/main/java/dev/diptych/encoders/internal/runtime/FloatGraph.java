package dev.diptych.encoders.internal.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * A graph from elsewhere with one input and one output, both {@code f32} of any shape, that lies in
 * memory as a whole. Thread-safe; closing waits for running calls.
 */
public final class FloatGraph implements AutoCloseable {

  private final String name;
  private final String input;
  private final OrtSession session;
  private final InferencePool pool;

  private FloatGraph(String name, OrtSession session, InferencePool pool) {
    this.name = name;
    this.input = session.getInputNames().iterator().next();
    this.session = session;
    this.pool = pool;
  }

  /**
   * Loads a graph.
   *
   * @param name what messages call it
   * @param onnx the file's bytes
   * @param cores processors that a run may use, at least 1
   * @throws DiptychException INVALID_CHECKPOINT where it is none, or has several inputs
   */
  public static FloatGraph load(String name, byte[] onnx, int cores) {
    NativeRuntime.load();
    InferencePool pool = new InferencePool(cores);
    boolean loaded = false;
    try {
      OrtSession session = pool.run(() -> session(name, onnx, pool.threadsPerCall()));
      if (session.getInputNames().size() != 1) {
        throw invalid(name, "it has %s inputs, not one".formatted(session.getInputNames().size()));
      }
      loaded = true;
      return new FloatGraph(name, session, pool);
    } finally {
      if (!loaded) {
        pool.close();
      }
    }
  }

  private static OrtSession session(String name, byte[] onnx, int threads) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.setSessionLogLevel(ai.onnxruntime.OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      return OrtEnvironment.getEnvironment().createSession(onnx, options);
    } catch (OrtException e) {
      throw invalid(name, String.valueOf(e.getMessage()));
    }
  }

  private static DiptychException invalid(String name, String why) {
    return new DiptychException(
        ErrorCode.INVALID_CHECKPOINT, "%s cannot be used as a model: %s".formatted(name, why));
  }

  /**
   * Runs the graph.
   *
   * @param values a direct buffer, read from its beginning to its limit
   * @param shape of the input
   * @return the output's numbers, without its shape
   */
  public float[] run(FloatBuffer values, long... shape) {
    return pool.run(
        () -> {
          OrtEnvironment environment = OrtEnvironment.getEnvironment();
          try (OnnxTensor tensor = OnnxTensor.createTensor(environment, values.rewind(), shape);
              OrtSession.Result result = session.run(Map.of(input, tensor))) {
            FloatBuffer out = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] numbers = new float[out.remaining()];
            out.get(numbers);
            return numbers;
          } catch (OrtException e) {
            throw new DiptychException(
                ErrorCode.INTERNAL, "%s failed: %s".formatted(name, e.getMessage()), e);
          }
        });
  }

  @Override
  public void close() {
    pool.close();
    try {
      session.close();
    } catch (OrtException e) {
      throw new DiptychException(
          ErrorCode.INTERNAL, "%s did not close: %s".formatted(name, e.getMessage()), e);
    }
  }
}
