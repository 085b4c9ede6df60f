package dev.diptych.benchmarks.match;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.diptych.benchmarks.Runtimes;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.ModelShape;
import dev.diptych.encoders.TokenBudget;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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

  /** {@return what the graphs in int8 take: the same features as bytes} */
  Map<String, OnnxTensor> byteInputs() throws OrtException {
    ByteBuffer values = direct(features.remaining());
    FloatBuffer scales = direct(Float.BYTES * (long) pictures * patches).asFloatBuffer();
    for (PatchFeatures picture : pictureByPicture()) {
      picture.copyTo(values, scales);
    }
    return Map.of(
        "ids",
        tokens(ids.duplicate()),
        "mask",
        tokens(ones()),
        "features",
        OnnxTensor.createTensor(
            Runtimes.environment(),
            values.flip(),
            new long[] {pictures, patches, width},
            OnnxJavaType.INT8),
        "scales",
        perToken(scales.flip()));
  }

  /** {@return the call with the tokens of each picture merged to so many} */
  MergedCall merged(int tokens) {
    int budget = Math.min(tokens, patches - 1);
    FloatBuffer merged = direct(Float.BYTES * (long) pictures * budget * width).asFloatBuffer();
    FloatBuffer counts = direct(Float.BYTES * (long) pictures * budget).asFloatBuffer();
    for (PatchFeatures picture : pictureByPicture()) {
      PatchFeatures fewer = new TokenBudget(budget).apply(picture);
      fewer.copyTo(merged);
      fewer.copyCountsTo(counts);
    }
    return new MergedCall(
        new MatchCall(ids, merged.flip(), pictures, budget, width), counts.flip());
  }

  /**
   * A call whose pictures had their tokens merged.
   *
   * @param call the text and what is left of the pictures
   * @param counts how many each token stands for, {@code f32 [K,P]}
   */
  record MergedCall(MatchCall call, FloatBuffer counts) {

    /** {@return what the graph for merged tokens in f32 takes} */
    Map<String, OnnxTensor> floatInputs() throws OrtException {
      return counted(call.floatInputs());
    }

    /** {@return what the graph for merged tokens in int8 takes} */
    Map<String, OnnxTensor> byteInputs() throws OrtException {
      return counted(call.byteInputs());
    }

    private Map<String, OnnxTensor> counted(Map<String, OnnxTensor> inputs) throws OrtException {
      Map<String, OnnxTensor> all = new HashMap<>(inputs);
      all.put("counts", call.perToken(counts));
      return all;
    }
  }

  private List<PatchFeatures> pictureByPicture() {
    float[] values = new float[patches * width];
    FloatBuffer all = features.duplicate();
    List<PatchFeatures> split = new ArrayList<>();
    for (int picture = 0; picture < pictures; picture++) {
      all.get(values);
      split.add(PatchFeatures.of(patches, width, values));
    }
    return split;
  }

  private OnnxTensor perToken(FloatBuffer values) throws OrtException {
    return OnnxTensor.createTensor(
        Runtimes.environment(), values.duplicate(), new long[] {pictures, patches});
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
