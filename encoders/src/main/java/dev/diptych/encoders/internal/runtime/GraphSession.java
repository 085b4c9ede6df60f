package dev.diptych.encoders.internal.runtime;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.WeightUse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One graph loaded into ONNX Runtime through DJL. Thread-safe: a DJL predictor serves one call at a
 * time, and there are as many as calls at once. Inputs are given in the graph's order; outputs come
 * as arrays in the graph's order.
 */
final class GraphSession implements AutoCloseable {

  private final String name;
  private final Model model;
  private final Queue<Predictor<List<Tensor>, List<float[]>>> idle = new ConcurrentLinkedQueue<>();

  private GraphSession(String name, Model model) {
    this.name = name;
    this.model = model;
  }

  /**
   * Loads {@code folder/name.onnx} and the weights beside it.
   *
   * @param threads threads one call may use
   * @param weights whether to use the weight file's pages in place
   */
  static GraphSession load(Path folder, String name, int threads, WeightUse weights) {
    NativeRuntime.load();
    Model model = Model.newInstance(name, "OnnxRuntime");
    boolean loaded = false;
    try {
      OrtSession.SessionOptions options = new OrtSession.SessionOptions();
      options.setIntraOpNumThreads(threads);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      if (weights == WeightUse.MAPPED) {
        options.addConfigEntry("session.disable_prepacking", "1");
      }
      model.load(folder, name, Map.of("sessionOptions", options));
      loaded = true;
      return new GraphSession(name, model);
    } catch (OrtException | IOException | MalformedModelException e) {
      throw new DiptychException(
          ErrorCode.INVALID_CHECKPOINT,
          "the graph %s of the model bundle %s cannot be loaded: %s; remove the bundle and import the checkpoint again"
              .formatted(name, folder, e.getMessage()),
          e);
    } finally {
      if (!loaded) {
        model.close();
      }
    }
  }

  /** Runs the graph. */
  List<float[]> run(List<Tensor> inputs) {
    Predictor<List<Tensor>, List<float[]>> taken = idle.poll();
    Predictor<List<Tensor>, List<float[]>> predictor =
        taken != null ? taken : model.newPredictor(new Passage());
    try {
      return predictor.predict(inputs);
    } catch (TranslateException e) {
      throw new DiptychException(
          ErrorCode.INTERNAL,
          "the graph %s of the model failed: %s".formatted(name, e.getMessage()),
          e);
    } finally {
      idle.add(predictor);
    }
  }

  @Override
  public void close() {
    idle.forEach(Predictor::close);
    model.close();
  }

  /** Buffers in, arrays out; native memory ends with the call. */
  private static final class Passage implements NoBatchifyTranslator<List<Tensor>, List<float[]>> {

    @Override
    public NDList processInput(TranslatorContext context, List<Tensor> input) {
      NDList list = new NDList();
      input.forEach(tensor -> list.add(ndArray(tensor, context.getNDManager())));
      return list;
    }

    /** Hands the numbers to the engine without copying them. */
    private static NDArray ndArray(Tensor tensor, NDManager manager) {
      Shape shape = new Shape(tensor.shape());
      return switch (tensor) {
        case Tensor.Floats floats ->
            manager.create(floats.values().duplicate(), shape, DataType.FLOAT32);
        case Tensor.Bytes bytes -> manager.create(bytes.values().duplicate(), shape, DataType.INT8);
        case Tensor.Longs longs ->
            manager.create(longs.values().duplicate(), shape, DataType.INT64);
      };
    }

    @Override
    public List<float[]> processOutput(TranslatorContext context, NDList list) {
      return list.stream().map(NDArray::toFloatArray).toList();
    }
  }
}
