package dev.diptych.encoders.internal.runtime;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.PatchFeatures;
import java.nio.FloatBuffer;
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
  private final InferencePool pool;
  private final Map<String, GraphSession> sessions = new HashMap<>();
  private boolean closed;

  Graphs(Path folder, int cores) {
    this.folder = folder;
    this.pool = new InferencePool(cores);
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
        graph, name -> GraphSession.load(folder, name, pool.threadsPerCall()));
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

  /** {@code ids, mask i64 [1,T], features f32 [K,P,W] -> f32 [K,2]}. */
  float[] matchImages(TokenBatch text, Tensor.Floats features) {
    return run("match-images", List.of(text.ids(), text.mask(), features)).getFirst();
  }

  /** {@code ids, mask i64 [K,T], features f32 [1,P,W] -> f32 [K,2]}. */
  float[] matchTexts(TokenBatch texts, Tensor.Floats features) {
    return run("match-texts", List.of(texts.ids(), texts.mask(), features)).getFirst();
  }

  /** {@return feature sets side by side, {@code f32 [K,P,W]}} */
  static Tensor.Floats stack(List<PatchFeatures> features) {
    int patches = features.getFirst().patches();
    int width = features.getFirst().width();
    FloatBuffer values = Tensor.floats((long) features.size() * patches * width);
    features.forEach(each -> each.copyTo(values));
    return new Tensor.Floats(values.flip(), features.size(), patches, width);
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
