package dev.diptych.benchmarks.match;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.diptych.benchmarks.Runtimes;
import dev.diptych.encoders.ModelShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * One text and the pictures of one call, drawn at random: {@code ids i64 [1,T], features f32
 * [K,P,W]}.
 *
 * @param ids the text's tokens, T of them
 * @param features the numbers of all pictures, in a direct buffer
 * @param pictures K
 * @param patches P
 * @param width W
 */
record MatchCall(LongBuffer ids, FloatBuffer features, int pictures, int patches, int width) {

  /** Draws a call. Equal seeds give equal numbers. */
  static MatchCall draw(int tokens, int pictures, ModelShape shape, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    LongBuffer ids = direct(Long.BYTES * (long) tokens).asLongBuffer();
    while (ids.hasRemaining()) {
      ids.put(random.nextInt(10, shape.vocabulary()));
    }
    FloatBuffer features =
        direct(Float.BYTES * (long) pictures * shape.patches() * shape.visionWidth())
            .asFloatBuffer();
    while (features.hasRemaining()) {
      features.put((float) random.nextGaussian());
    }
    return new MatchCall(
        ids.flip(), features.flip(), pictures, shape.patches(), shape.visionWidth());
  }

  /** {@return what the graphs in f32 take} */
  Map<String, OnnxTensor> floatInputs() throws OrtException {
    return Map.of(
        "ids", tokens(ids.duplicate()), "mask", tokens(ones()), "features", floats(features));
  }

  private LongBuffer ones() {
    LongBuffer ones = direct(Long.BYTES * (long) ids.remaining()).asLongBuffer();
    while (ones.hasRemaining()) {
      ones.put(1);
    }
    return ones.flip();
  }

  private OnnxTensor tokens(LongBuffer values) throws OrtException {
    return OnnxTensor.createTensor(Runtimes.environment(), values, new long[] {1, ids.remaining()});
  }

  private OnnxTensor floats(FloatBuffer values) throws OrtException {
    return OnnxTensor.createTensor(
        Runtimes.environment(), values.duplicate(), new long[] {pictures, patches, width});
  }

  private static ByteBuffer direct(long bytes) {
    return ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
  }
}
