package dev.diptych.benchmarks.tower;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.diptych.benchmarks.Runtimes;
import dev.diptych.benchmarks.Turns;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;

/** An image tower, loaded, with a batch of random pixels to run it on. Not thread-safe. */
final class Tower implements Turns.Timed, AutoCloseable {

  private final OrtSession session;
  private final OnnxTensor pixels;
  private float[] features = new float[0];

  private Tower(OrtSession session, OnnxTensor pixels) {
    this.session = session;
    this.pixels = pixels;
  }

  static Tower load(Path graph, int threads, int batch, int side) throws OrtException {
    FloatBuffer values =
        ByteBuffer.allocateDirect(Math.multiplyExact(12 * batch, side * side))
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    SplittableRandom random = new SplittableRandom(batch);
    while (values.hasRemaining()) {
      values.put((float) random.nextGaussian());
    }
    return new Tower(
        Runtimes.load(graph, threads),
        OnnxTensor.createTensor(
            Runtimes.environment(), values.flip(), new long[] {batch, 3, side, side}));
  }

  /** Features of the whole batch, {@code f32 [B,3,S,S] -> f32 [B,P,W]}. */
  @Override
  public void run() throws OrtException {
    try (OrtSession.Result result = session.run(Map.of("pixels", pixels))) {
      FloatBuffer output = ((OnnxTensor) result.get(0)).getFloatBuffer();
      features = new float[output.remaining()];
      output.get(features);
    }
  }

  /** {@return the largest difference of any feature, of those last computed} */
  double differenceTo(Tower other) {
    double largest = 0;
    for (int i = 0; i < features.length; i++) {
      largest = Math.max(largest, Math.abs((double) features[i] - other.features[i]));
    }
    return largest;
  }

  @Override
  public void close() throws OrtException {
    pixels.close();
    session.close();
  }
}
