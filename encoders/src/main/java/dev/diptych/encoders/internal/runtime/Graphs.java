package dev.diptych.encoders.internal.runtime;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.PatchFeatures;
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
final class Graphs implements AutoCloseable {

  private final Path folder;
  private final Precision precision;
  private final WeightUse weights;
  private final InferencePool pool;
  private final DirectBuffers buffers = new DirectBuffers();
  private final Map<String, GraphSession> sessions = new HashMap<>();
  private boolean closed;

  Graphs(Path folder, Precision precision, int cores) {
    this(folder, precision, cores, WeightUse.MAPPED);
  }

  Graphs(Path folder, Precision precision, int cores, WeightUse weights) {
    this.folder = folder;
    this.precision = precision;
    this.weights = precision == Precision.INT8 ? WeightUse.PACKED : weights;
    this.pool = new InferencePool(cores);
  }

  /** {@return how many calls the pool runs side by side} */
  int callsAtOnce() {
    return pool.callsAtOnce();
  }

  /** Runs a graph by name. {@return its outputs in the graph's order} */
  List<float[]> run(String graph, List<Tensor> inputs) {
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

  /**
   * {@code pixels f32 [B,3,S,S] -> features f32 [B,P,W], vector f32 [B,D]}; the vector is missing
   * without ITC.
   */
  List<float[]> image(Tensor.Floats pixels) {
    return run("image", List.of(pixels));
  }

  /** {@code ids, mask i64 [B,T] -> f32 [B,D]}. */
  float[] text(TokenBatch texts) {
    return run("text", List.of(texts.ids(), texts.mask())).getFirst();
  }

  /** {@return a buffer of n bytes for one call} */
  DirectBuffers.Lease buffer(long n) {
    return buffers.take(n);
  }

  /** One text with K pictures: {@code K x [P,W] -> f32 [K,2]}. */
  float[] matchImages(TokenBatch text, List<PatchFeatures> images) {
    return match("match-images", text, images);
  }

  /** K texts with one picture: {@code [P,W] -> f32 [K,2]}. */
  float[] matchTexts(TokenBatch texts, PatchFeatures image) {
    return match("match-texts", texts, List.of(image));
  }

  /** Features whose tokens were merged go to the graph that reads their counts. */
  private float[] match(String graph, TokenBatch texts, List<PatchFeatures> images) {
    boolean merged = images.stream().anyMatch(PatchFeatures::merged);
    try (FeatureBatch features = FeatureBatch.of(images, precision, merged, buffers)) {
      List<Tensor> inputs = new ArrayList<>(List.of(texts.ids(), texts.mask()));
      inputs.addAll(features.tensors());
      return run(merged ? graph + "-merged" : graph, inputs).getFirst();
    }
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
