package dev.diptych.encoders.internal.runtime;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.WeightUse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The graphs of one folder, each loaded when first run, all run on one pool. Speaks in tensors:
 * what they mean is the encoders' business. Thread-safe.
 */
public final class Graphs implements AutoCloseable {

  private final Path folder;
  private final Precision precision;
  private final WeightUse weights;
  private final InferencePool pool;
  private final DirectBuffers buffers = new DirectBuffers();
  private final Map<String, GraphSession> sessions = new HashMap<>();
  private boolean closed;

  /** The graphs of a folder, their weights mapped. */
  public Graphs(Path folder, Precision precision, int cores) {
    this(folder, precision, cores, WeightUse.MAPPED);
  }

  /**
   * The graphs of a folder.
   *
   * @param folder holds {@code NAME.onnx} and their weights
   * @param cores processors that inference may use, at least 1
   * @param weights how to use the weight file; int8 graphs are packed whatever it says
   */
  public Graphs(Path folder, Precision precision, int cores, WeightUse weights) {
    this.folder = folder;
    this.precision = precision;
    this.weights = precision == Precision.INT8 ? WeightUse.PACKED : weights;
    this.pool = new InferencePool(cores);
  }

  /** {@return how many calls the pool runs side by side} */
  public int callsAtOnce() {
    return pool.callsAtOnce();
  }

  /** Runs a graph by name. {@return its outputs in the graph's order} */
  public List<float[]> run(String graph, List<Tensor> inputs) {
    return pool.run(() -> session(graph).run(inputs));
  }

  /** A graph, loaded on first use. */
  private synchronized GraphSession session(String graph) {
    if (closed) {
      throw new DiptychException(ErrorCode.UNAVAILABLE, "the model is closed; open it again");
    }
    return sessions.computeIfAbsent(
        graph, name -> GraphSession.load(folder, name, pool.threadsPerCall(), weights));
  }

  /** {@return the arithmetic of the graphs} */
  Precision precision() {
    return precision;
  }

  /** {@return the buffers of calls} */
  DirectBuffers buffers() {
    return buffers;
  }

  /** {@return a buffer of n bytes for one call} */
  DirectBuffers.Lease buffer(long n) {
    return buffers.take(n);
  }

  @Override
  public void close() {
    pool.close();
    List<GraphSession> open;
    synchronized (this) {
      closed = true;
      open = new ArrayList<>(sessions.values());
      sessions.clear();
    }
    open.forEach(GraphSession::close);
  }
}
